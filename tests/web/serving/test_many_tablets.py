"""Forty tablets that film at once: pages are answered all the same, and each frame is read or told to come again."""

import http.cookiejar
import re
import statistics
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.browser.server import Server, make_demo_database, serving

TABLETS = 40
FRAMES = 4  # each
PAGES_WITHIN = 1.5  # seconds, the median, on two cores that decode all the while
EDGE = b"--edge"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(make_demo_database(tmp_path / "demo.sqlite"), tmp_path, workers=2) as served:
        yield served


class Tablet:
    """Signed in at a clinic."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        form = {"email": "klinik@returkoll.demo", "password": "returkoll-demo", "csrf_token": self._token()}
        self.opener.open(f"{url}/logga-in", urllib.parse.urlencode(form).encode(), timeout=60)
        self.token = self._token("/")
        begun = urllib.parse.urlencode({"csrf_token": self.token}).encode()
        self.page = self.opener.open(f"{url}/returer/", begun, timeout=60).url.rstrip("/")

    def _token(self, path: str = "/logga-in") -> str:
        page = self.opener.open(self.url + path, timeout=60).read().decode()
        found = re.search(r'csrf-token" content="([^"]+)"', page)
        assert found, page
        return found[1]

    def look(self, frame: bytes) -> tuple[int, str | None]:
        """The status of the answer to a frame, and when to come again."""
        body = EDGE + b'\r\nContent-Disposition: form-data; name="live"\r\n\r\n1\r\n'
        body += EDGE + b'\r\nContent-Disposition: form-data; name="picture"; filename="f.jpg"\r\n\r\n'
        body += frame + b"\r\n" + EDGE + b"--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=edge", "X-CSRFToken": self.token}
        request = urllib.request.Request(
            f"{self.page}/skanna", body, {**headers, "Accept": "application/json"}
        )
        try:
            with self.opener.open(request, timeout=60) as answer:
                return int(answer.status), None
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Retry-After"]


def hard_frame() -> bytes:
    """A picture in which the scanner looks for codes for as long as it may."""
    noise = np.random.default_rng(4).integers(0, 255, (720, 1280), dtype=np.uint8)
    return bytes(cv2.imencode(".jpg", noise)[1].tobytes())


@pytest.mark.slow
def test_pages_are_answered_while_forty_tablets_film(server: Server) -> None:
    tablet, frame = Tablet(server.url), hard_frame()
    with ThreadPoolExecutor(TABLETS) as tablets:
        looks = [tablets.submit(tablet.look, frame) for _look in range(TABLETS * FRAMES)]
        waits = []
        while not all(look.done() for look in looks):
            start = time.perf_counter()
            urllib.request.urlopen(f"{server.url}/healthz", timeout=30).close()
            waits.append(time.perf_counter() - start)
            time.sleep(0.05)
    answers = Counter(look.result() for look in looks)
    assert set(answers) <= {(200, None), (503, "1")}
    assert answers[200, None] > 0
    assert len(waits) > 3
    assert statistics.median(waits) < PAGES_WITHIN
