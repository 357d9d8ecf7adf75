"""Sixty slow connections of each sort to the real application, with one worker: others are answered at once."""

import contextlib
import socket
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator

import pytest

from tests.browser.server import flask, serving
from tests.web.serving.talk import hear, post
from web.serving.arriving import BODY_S, HEADER_S

MANY = 60  # connections
WITHIN = 1.0  # seconds
TRIES = 5
PAGES = ("/healthz", "/logga-in")
HEADER_BEGUN = b"POST /logga-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
CHUNK_BEGUN = b"POST /logga-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n400\r\nemail="
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"

SORTS = {
    "silent": b"",
    "half a header": HEADER_BEGUN,
    "half a body": post(b"email=klinik", "/logga-in", FORM, length=2000),
    "half a chunk": CHUNK_BEGUN,
    "half a large body": post(b"email=klinik", "/skanna", FORM, length=20_000_000),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("slow")
    flask(folder / "empty.sqlite", "db", "upgrade")
    with serving(folder / "empty.sqlite", folder) as server:
        yield server.url


@contextlib.contextmanager
def connections(address: str, said: bytes) -> Iterator[list[socket.socket]]:
    """So many that have said this, and say one byte more now and then."""
    host, port = address.removeprefix("http://").split(":")
    with contextlib.ExitStack() as opened:
        slow = [
            opened.enter_context(socket.create_connection((host, int(port)), timeout=60))
            for _one in range(MANY)
        ]
        for connection in slow:
            connection.sendall(said)
        ended = threading.Event()
        dripping = threading.Thread(target=drip, args=(slow if said else [], ended))
        dripping.start()
        try:
            yield slow
        finally:
            ended.set()
            dripping.join()


def drip(slow: list[socket.socket], ended: threading.Event) -> None:
    while not ended.wait(0.5):
        for connection in slow:
            with contextlib.suppress(OSError):  # the server has ended it
                connection.sendall(b"x")


def answers_within(address: str) -> float:
    """Seconds in which pages that anybody may open are answered, the median of several.

    The first is not counted: those of the sixty that ask a whole question before they fall silent are answered first.
    """
    fetch(address + PAGES[0])
    return statistics.median(fetch(address + path) for path in PAGES * TRIES)


def fetch(url: str) -> float:
    start = time.perf_counter()
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert answer.status == 200
        answer.read()
    return time.perf_counter() - start


@pytest.mark.parametrize("sort", SORTS)
def test_slow_connections_keep_nobody_waiting(address: str, sort: str) -> None:
    with connections(address, SORTS[sort]):
        assert answers_within(address) < WITHIN


def test_all_sorts_together_keep_nobody_waiting(address: str) -> None:
    with contextlib.ExitStack() as all_:
        for said in SORTS.values():
            all_.enter_context(connections(address, said))
        assert answers_within(address) < WITHIN


@pytest.mark.slow
@pytest.mark.parametrize(("sort", "seconds"), [("half a header", HEADER_S), ("half a body", BODY_S)])
def test_a_slow_request_is_ended_in_time(address: str, sort: str, seconds: float) -> None:
    start = time.monotonic()
    with connections(address, SORTS[sort]) as slow:
        for connection in slow:
            assert hear(connection).startswith(b"HTTP/1.1 408")
        assert seconds - 1 < time.monotonic() - start < seconds + 5
