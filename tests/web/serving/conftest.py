"""A server as `gunicorn.conf.py` sets it up, with one worker, over HTTP and over HTTPS."""

import contextlib
import os
import socket
import ssl
import sys
from collections.abc import Callable, Iterator

import pytest

from database import utcnow
from scripts import certificates
from tests.browser.server import free_port, running

APPLICATION = "tests.web.serving.application:application"
PATIENCE = 10  # seconds

Connect = Callable[[], socket.socket]
Server = tuple[int, ssl.SSLContext | None]


@pytest.fixture(params=["http", "https"], scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Its port, and over HTTPS what trusts it."""
    folder = tmp_path_factory.mktemp("server")
    port, secured, arguments = free_port(), None, []
    if request.param == "https":
        made = certificates.provide(folder, ["127.0.0.1"], utcnow())
        secured = ssl.create_default_context(cafile=made.authority)
        arguments = ["--certfile", str(made.certificate), "--keyfile", str(made.key)]

    def answers() -> None:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()

    served = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *arguments, APPLICATION]
    with running(served, {**os.environ, "RETURKOLL_WORKERS": "1"}, folder / "log", answers):
        yield port, secured


@pytest.fixture
def connect(server: Server) -> Iterator[Connect]:
    """Opens a connection to the server; over HTTPS with the handshake done."""
    port, secured = server
    with contextlib.ExitStack() as opened:

        def open_() -> socket.socket:
            plain = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
            return opened.enter_context(
                secured.wrap_socket(plain, server_hostname="127.0.0.1") if secured else plain
            )

        yield open_
