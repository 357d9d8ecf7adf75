"""Every door of a running server that takes a file, knocked at as a browser does, and what its workers' memory was."""

import contextlib
import html
import http.cookiejar
import io
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from operations.demo import PASSWORD

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"|name="csrf_token"[^>]* value="([^"]+)"')
TIMEOUT = 60
GONE = 599
"""Our own status for an answer that never came."""


@dataclass
class Answer:
    """What came back, and after how many seconds."""

    status: int
    text: str
    url: str
    seconds: float


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer."""

    def redirect_request(self, *_args: object) -> None:
        return None


@dataclass
class Visitor:
    """Somebody who is signed in."""

    address: str
    email: str
    token: str = ""
    opener: urllib.request.OpenerDirector = field(init=False)
    jar: http.cookiejar.CookieJar = field(init=False, default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(cookies, _Stay())
        page = self.ask("/logga-in").text
        self.token = _token(page)
        signed = self.ask("/logga-in", {"email": self.email, "password": PASSWORD, "csrf_token": self.token})
        assert signed.status == 302, f"{self.email} could not sign in: {signed.status}"
        self.token = (
            _token(self.ask("/konto/").text or page) or _token(self.ask("/logga-in").text) or self.token
        )

    @property
    def cookies(self) -> str:
        """As the header says them."""
        return "; ".join(f"{one.name}={one.value}" for one in self.jar)

    def ask(
        self, path: str, form: dict[str, object] | None = None, *, body: bytes | None = None, kind: str = ""
    ) -> Answer:
        """GET, or POST of a form whose values may be `FileStorage`, or of a bare body."""
        headers = {"X-CSRFToken": self.token} if self.token else {}
        if form is not None:
            stream, _length, boundary = stream_encode_multipart(MultiDict(form))
            body, kind = stream.read(), f'multipart/form-data; boundary="{boundary}"'
        if kind:
            headers["Content-Type"] = kind
        request = urllib.request.Request(f"{self.address}{path}", body, headers)
        start = time.monotonic()
        try:
            with self.opener.open(request, timeout=TIMEOUT) as answer:
                status, said, where = answer.status, answer.read(), answer.url
        except urllib.error.HTTPError as error:
            status, said, where = error.code, error.read(), error.headers.get("Location", "")
        except OSError as error:
            status, said, where = GONE, str(error).encode(), ""
        return Answer(status, said.decode("utf-8", "replace"), where, time.monotonic() - start)


def _token(page: str) -> str:
    found = TOKEN.search(page)
    return (found[1] or found[2]) if found else ""


def upload(data: bytes, name: str) -> FileStorage:
    return FileStorage(io.BytesIO(data), filename=name)


# --- memory


def workers_of(main_process: int) -> list[int]:
    """The workers of Gunicorn's main process."""
    children = Path(f"/proc/{main_process}/task/{main_process}/children").read_text().split()
    return [int(child) for child in children]


def peak_megabytes(process: int) -> int:
    """The most memory that the process has had (VmHWM)."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        status = Path(f"/proc/{process}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024
    return 0


def lines_of(page: str) -> Iterator[int]:
    yield from (int(found) for found in re.findall(r"/rader/(\d+)", page))


def packed(clinic: Visitor, serial: str) -> tuple[str, int]:
    """A new return of the clinic's with one product in it: its number and the line."""
    number = clinic.ask("/returer/", {}).url.strip("/").split("/")[-1]
    card = clinic.ask(f"/returer/{number}/skanna", {"text": serial}).text
    token = html.unescape(card.split('name="token" value="')[1].split('"')[0])
    clinic.ask(f"/returer/{number}/rader", {"token": token})
    return number, next(lines_of(clinic.ask(f"/returer/{number}/").text))
