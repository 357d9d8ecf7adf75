"""Tablets that look: each sends frames of its camera over a connection of its own."""

import http.client
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.kills.client import Tablet, Waits
from benchmarks.kills.load import CLINIC

READ, BUSY = 200, 503
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Session:
    """Somebody signed in, with a return that is packed."""

    host: str
    port: int
    headers: dict[str, str]
    path: str
    token: str


@dataclass
class Asked:
    """What came of frames that were sent."""

    read: int = 0
    busy: int = 0
    seconds: float = 0.0
    longest_s: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "Asked") -> "Asked":
        return Asked(
            self.read + other.read,
            self.busy + other.busy,
            self.seconds + other.seconds,
            max(self.longest_s, other.longest_s),
            self.wrong + other.wrong,
        )


def signed_in(url: str) -> Session:
    tablet = Tablet(url, CLINIC, Waits())
    number = tablet.open_return()
    where = urllib.parse.urlsplit(url)
    return Session(
        where.hostname or "",
        where.port or 80,
        {"Cookie": tablet.cookies, "Accept": "application/json", "Accept-Language": "sv"},
        f"/returer/{number}/skanna",
        tablet.token,
    )


def one_after_another(session: Session, pictures: Sequence[bytes], tablets: int, seconds: float) -> Asked:
    """Each tablet sends its next frame as soon as it has its answer."""
    until = time.monotonic() + seconds

    def look(number: int, asked: Asked) -> None:
        connection = _connection(session)
        at = number * len(pictures) // tablets
        while time.monotonic() < until:
            _send(connection, session, pictures[at % len(pictures)], asked)
            at += 1

    return _together(tablets, look)


def at_a_pace(
    session: Session, pictures: Sequence[bytes], tablets: int, rate: float, seconds: float
) -> Asked:
    """All tablets together send `rate` frames a second, spread evenly. A tablet that still waits for an answer leaves
    that frame out, as the camera's page does."""
    began = time.monotonic()

    def look(number: int, asked: Asked) -> None:
        connection = _connection(session)
        turn = began + number / rate
        at = number
        while (now := time.monotonic()) < began + seconds:
            if now < turn:
                time.sleep(min(turn - now, began + seconds - now))
                continue
            _send(connection, session, pictures[at % len(pictures)], asked)
            at += 1
            while turn <= time.monotonic():
                turn += tablets / rate

    return _together(tablets, look)


def _together(tablets: int, look: Callable[[int, Asked], None]) -> Asked:
    parts = [Asked() for _tablet in range(tablets)]
    threads = [threading.Thread(target=look, args=(number, part)) for number, part in enumerate(parts)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = sum(parts, Asked())
    asked.seconds = time.monotonic() - began
    return asked


def _connection(session: Session) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(session.host, session.port, timeout=PATIENCE_S)


def _send(connection: http.client.HTTPConnection, session: Session, picture: bytes, asked: Asked) -> None:
    boundary = uuid.uuid4().hex
    body = _form(boundary, session.token, picture)
    began = time.monotonic()
    try:
        headers = {**session.headers, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        connection.request("POST", session.path, body, headers)
        answer = connection.getresponse()
        told = answer.read()
    except (OSError, http.client.HTTPException) as error:
        asked.wrong.append(f"{type(error).__name__}: {error}")
        connection.close()
        return
    asked.longest_s = max(asked.longest_s, time.monotonic() - began)
    if answer.status == READ:
        asked.read += 1
    elif answer.status == BUSY:
        asked.busy += 1
        time.sleep(float(answer.headers["Retry-After"]) / 2)  # the page takes its next frame then
    else:
        asked.wrong.append(f"{answer.status}: {told[:120]!r}")


def _form(boundary: str, token: str, picture: bytes) -> bytes:
    """multipart/form-data (RFC 7578) with the fields of the camera's page."""
    fields = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrf_token", token), ("live", "1"))
    )
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="picture"; filename="frame.jpg"\r\n'
    return (
        f"{fields}{head}Content-Type: image/jpeg\r\n\r\n".encode()
        + picture
        + f"\r\n--{boundary}--\r\n".encode()
    )
