"""Two hundred wrong passwords at once, over two workers: bounded, and the right one passes."""

import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser.server import Server, make_demo_database, serving
from web.http.limits import OF_ACCOUNT

GUESSES = 200


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    database = make_demo_database(tmp_path / "demo.sqlite")
    settings = {"RETURKOLL_RATELIMIT_ENABLED": "true", "RETURKOLL_PROXIES": "1"}
    with serving(database, tmp_path, workers=2, **settings) as served:
        yield served


class Browser:
    """With cookies of its own, at an address that the proxy names."""

    def __init__(self, url: str, address: str = "192.0.2.1") -> None:
        self.page = f"{url}/logga-in"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.opener.addheaders = [("X-Forwarded-For", address)]
        found = re.search(
            r'csrf-token" content="([^"]+)"', self.opener.open(self.page, timeout=60).read().decode()
        )
        assert found
        self.token = found[1]

    def tries(self, password: str) -> int:
        """The status of the answer; 302 led on to the start page, which is what was asked for."""
        form = {"email": "klinik@returkoll.demo", "password": password, "csrf_token": self.token}
        try:
            with self.opener.open(self.page, urllib.parse.urlencode(form).encode(), timeout=60) as answer:
                return 302 if not answer.url.endswith("/logga-in") else int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


@pytest.mark.slow
def test_guesses_over_all_workers_and_addresses_are_bounded_and_the_right_password_passes(
    server: Server,
) -> None:
    known = Browser(server.url)
    assert known.tries("returkoll-demo") == 302
    known_elsewhere = known.opener
    begun = time.monotonic()
    with ThreadPoolExecutor(16) as guessing:
        browsers = list(
            guessing.map(lambda number: Browser(server.url, f"198.51.100.{number % 40}"), range(16))
        )
        statuses = Counter(
            guessing.map(lambda number: browsers[number % 16].tries("wrong-password"), range(GUESSES))
        )
    elapsed = time.monotonic() - begun
    assert set(statuses) == {200, 429}
    assert statuses[200] <= OF_ACCOUNT.at_once + elapsed / OF_ACCOUNT.every_s + 1
    known_elsewhere.addheaders = [("X-Forwarded-For", "198.51.100.3")]
    inside = known_elsewhere.open(f"{server.url}/hjalp/", timeout=60).read().decode()
    out = urllib.parse.urlencode(
        {"csrf_token": inside.split('csrf-token" content="')[1].split('"')[0]}
    ).encode()
    known_elsewhere.open(f"{server.url}/logga-ut", out, timeout=60)
    page = known_elsewhere.open(known.page, timeout=60).read().decode()
    known.token = page.split('csrf-token" content="')[1].split('"')[0]
    assert known.tries("returkoll-demo") == 302
