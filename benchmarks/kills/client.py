"""A tablet as it sends its queue: each deed with a key of its own, sent again until it is acknowledged."""

import http.client
import http.cookiejar
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any

PASSWORD = "returkoll-demo"
PATIENCE_S = 60.0
PAUSE_S = 0.15
NOT_NOW = (408, 429, 502, 503, 504)
"""What a tablet's queue sends again (static/js/offline/courier.js)."""


class GaveUp(Exception):  # noqa: N818
    """Not acknowledged within PATIENCE_S."""


@dataclass
class Waits:
    """How it went, over all tablets."""

    retries: int = 0
    longest_s: float = 0.0
    unexpected: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, took_s: float, tries: int) -> None:
        with self._lock:
            self.retries += tries - 1
            self.longest_s = max(self.longest_s, took_s)


class Tablet:
    """Somebody signed in."""

    def __init__(self, url: str, email: str, waits: Waits) -> None:
        self.url, self.waits = url, waits
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._jar), _NoRedirect()
        )
        self._token = ""
        self._opener.addheaders = [("Accept-Language", "sv")]
        self._sign_in(email)

    @property
    def cookies(self) -> str:
        """The value of the header Cookie."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    @property
    def token(self) -> str:
        """What a form carries against requests from other sites."""
        return self._token

    def _sign_in(self, email: str) -> None:
        self._token = self._token_on("/logga-in")
        form = {"email": email, "password": PASSWORD, "csrf_token": self._token}
        status, _headers, _body = self._again("POST", "/logga-in", form)
        assert status == 302, f"expected {email} to be signed in, got {status}"
        self._token = self._token_on("/hjalp/")

    def _token_on(self, path: str) -> str:
        status, headers, body = self._again("GET", path, None)
        if status == 302:
            return self._token_on(urllib.parse.urlsplit(headers["Location"]).path)
        found = re.search(r'csrf-token" content="([^"]+)"', body)
        assert found, f"expected a token on {path}, got {body[:200]}"
        return found[1]

    def open_return(self) -> str:
        """A new return's number."""
        _status, headers, _body = self.send("/returer/", {})
        found = re.search(r"/returer/(RK\w+)", headers["Location"])
        assert found, headers["Location"]
        return found[1]

    def deed(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        """What the queue is told of one deed."""
        status, _headers, body = self.send(path, form)
        told: dict[str, Any] = json.loads(body)
        if status != 200:
            self.waits.unexpected.append(f"{status} to {path}: {body[:200]}")
        return told

    def send(self, path: str, form: dict[str, str]) -> tuple[int, Any, str]:
        key = str(uuid.uuid4())
        return self._again("POST", path, {**form, "csrf_token": self._token, "idempotency_key": key})

    def _again(self, method: str, path: str, form: dict[str, str] | None) -> tuple[int, Any, str]:
        began, tries = time.monotonic(), 0
        while time.monotonic() - began < PATIENCE_S:
            tries += 1
            try:
                answer = self._once(method, path, form)
            except (OSError, http.client.HTTPException):  # refused, reset, ended halfway
                answer = None
            if answer is not None and answer[0] not in NOT_NOW:
                self.waits.note(time.monotonic() - began, tries)
                return answer
            time.sleep(PAUSE_S)
        raise GaveUp(f"{method} {path} was not acknowledged within {PATIENCE_S:.0f} s")

    def _once(self, method: str, path: str, form: dict[str, str] | None) -> tuple[int, Any, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        accept = "application/json" if path.endswith("/rader") else "text/html"
        request = urllib.request.Request(self.url + path, data, {"Accept": accept}, method=method)
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None
