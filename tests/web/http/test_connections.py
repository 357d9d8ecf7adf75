"""The server as `gunicorn.conf.py` sets it up, with one worker: silent connections keep nobody else waiting."""

import os
import socket
import ssl
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from database import utcnow
from scripts import certificates
from tests.browser.server import free_port, running

SILENT = 12  # connections; the worker has four threads, and Gunicorn's own gives each of these five seconds
ANSWERS_WITHIN = 10  # seconds; three times four threads for five seconds would be 15
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

Connect = Callable[[], socket.socket]


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """What is served: no more than it takes to see an answer."""
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@pytest.fixture(params=["http", "https"])
def connect(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connect]:
    """Opens a connection to a server of its own; over HTTPS with the handshake done."""
    port, secured, arguments = free_port(), None, []
    if request.param == "https":
        made = certificates.provide(tmp_path, ["127.0.0.1"], utcnow())
        secured = ssl.create_default_context(cafile=made.authority)
        arguments = ["--certfile", str(made.certificate), "--keyfile", str(made.key)]
    opened: list[socket.socket] = []

    def open_() -> socket.socket:
        plain = socket.create_connection(("127.0.0.1", port), timeout=ANSWERS_WITHIN)
        opened.append(secured.wrap_socket(plain, server_hostname="127.0.0.1") if secured else plain)
        return opened[-1]

    def answers() -> None:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()

    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *arguments]
    served = [*command, "tests.web.http.test_connections:application"]
    with running(served, {**os.environ, "RETURKOLL_WORKERS": "1"}, tmp_path / "log", answers):
        yield open_
        for connection in opened:
            connection.close()


def ask(connection: socket.socket) -> bytes:
    connection.sendall(REQUEST)
    answer = b""
    while not answer.endswith(b"ok"):
        piece = connection.recv(4096)
        assert piece, f"the connection ended after {answer!r}"
        answer += piece
    return answer


def test_silent_connections_keep_nobody_waiting(connect: Connect) -> None:
    silent = [connect() for _ in range(SILENT)]
    assert ask(connect()).startswith(b"HTTP/1.1 200")
    for connection in silent:  # and each of them is answered once it speaks, twice if it asks twice
        assert ask(connection).startswith(b"HTTP/1.1 200")
        assert ask(connection).startswith(b"HTTP/1.1 200")


def test_a_client_that_breaks_off_its_handshake_leaves_the_server_well(connect: Connect) -> None:
    address = connect().getpeername()
    for said in (b"", b"\x16\x03\x01", b"GET / HTTP/1.1\r\n", os.urandom(300)):
        with socket.create_connection(address, timeout=ANSWERS_WITHIN) as rude:
            rude.sendall(said)
    assert ask(connect()).startswith(b"HTTP/1.1 200")
