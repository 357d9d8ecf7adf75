"""Workers whose main process has died let go of the port, also while a browser holds a connection to one of them."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.browser.server import free_port

WITHIN = 5  # seconds; Gunicorn's own workers keep the port for as long as `graceful_timeout`, which is 20
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.slow
def test_the_port_is_free_soon_after_the_main_process_died(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    with (tmp_path / "log").open("wb") as log:
        master = subprocess.Popen(
            [*command, "tests.web.serving.application:application"],
            env={**os.environ, "RETURKOLL_WORKERS": "2"},
            stdout=log,
            stderr=log,
        )
        with connected(port) as polling:
            polling.sendall(REQUEST)
            assert polling.recv(100).startswith(b"HTTP/1.1 200")
            master.send_signal(signal.SIGKILL)
            master.wait()
            assert time_until_free(port) < WITHIN


def connected(port: int) -> socket.socket:
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except ConnectionRefusedError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


def time_until_free(port: int) -> float:
    """Seconds until a new server can bind the port."""
    start = time.monotonic()
    while time.monotonic() - start < 4 * WITHIN:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                time.sleep(0.1)
            else:
                return time.monotonic() - start
    return time.monotonic() - start
