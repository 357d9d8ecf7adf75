"""The supervisor: what dies is started again, the port stays, a renewal takes new code and refuses nobody."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.kills.killing import children
from tests.browser.server import free_port

ROOT = Path(__file__).resolve().parents[3]
WITHIN_S = 20.0

SERVER = """
import http.server, os, socket, sys
number, version = int(sys.argv[1]), open(sys.argv[2]).read()
if version == "broken":
    sys.exit(3)
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        told = f"{version} {os.getpid()}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer, bind_and_activate=False)
server.socket = socket.socket(fileno=number)
os.write(int(os.environ["RETURKOLL_READY_FD"]), b"ready")
import signal
def leave(*_):
    import threading
    threading.Thread(target=server.shutdown).start()
signal.signal(signal.SIGTERM, leave)
server.serve_forever()
"""

SUPERVISOR = """
import sys
from scripts.serving.supervision import Service, Supervisor, listen
port, program, version, *before = sys.argv[1:]
listening = listen("127.0.0.1", int(port))
command = (sys.executable, "-c", open(program).read(), str(listening.fileno()), version)
service = Service("server", command, [listening], says_ready=True)
sys.exit(Supervisor([service], [(sys.executable, "-c", code) for code in before]).run())
"""


class House:
    """A supervised server that answers with its version and its process."""

    def __init__(self, folder: Path, *before: str, version: str = "old") -> None:
        self.port, self.version = free_port(), folder / "version"
        self.version.write_text(version)
        (folder / "server.py").write_text(textwrap.dedent(SERVER))
        self.log = (folder / "log").open("w+")
        arguments = [str(self.port), str(folder / "server.py"), str(self.version), *before]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, *arguments], cwd=ROOT, stdout=self.log, stderr=self.log
        )

    def ask(self) -> tuple[str, int]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/")
            version, process = connection.getresponse().read().decode().split()
            return version, int(process)
        finally:
            connection.close()

    def until(self, wanted: str, but: int = 0) -> int:
        """Wait for that version to answer, in another process than `but`."""
        deadline = time.monotonic() + WITHIN_S
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                version, process = self.ask()
                if version == wanted and process != but:
                    return process
            time.sleep(0.05)
        raise AssertionError(f"expected {wanted}: {Path(self.log.name).read_text()}")

    def said(self) -> str:
        return Path(self.log.name).read_text()

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(WITHIN_S)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    with made.log:
        yield made
        made.process.kill()
        made.process.wait()


def test_what_is_killed_is_there_again_and_no_connection_is_refused(house: House) -> None:
    process = house.until("old")
    os.kill(process, signal.SIGKILL)
    again, _process = house.ask()  # at once: the connection waits in the socket's queue
    assert again == "old"
    assert house.until("old", but=process) != process


def test_renewing_takes_new_code_and_refuses_nobody(house: House) -> None:
    process = house.until("old")
    house.version.write_text("new")
    refused, stop = [], threading.Event()

    def knock() -> None:
        while not stop.is_set():
            try:
                house.ask()
            except ConnectionRefusedError as error:
                refused.append(error)
            except (OSError, http.client.HTTPException, ValueError):
                pass
            time.sleep(0.01)

    knocking = threading.Thread(target=knock)
    knocking.start()
    house.process.send_signal(signal.SIGHUP)
    house.until("new", but=process)
    stop.set()
    knocking.join()
    assert refused == []


def test_new_code_that_does_not_start_leaves_the_old_one_at_work(house: House) -> None:
    process = house.until("old")
    house.version.write_text("broken")
    house.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + WITHIN_S
    while "the old one goes on" not in house.said() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert house.ask() == ("old", process)


def test_migrations_that_fail_leave_the_old_code_at_work(tmp_path: Path) -> None:
    house = House(tmp_path, "import sys; sys.exit(1)")
    try:
        process = house.until("old")
        house.version.write_text("new")
        house.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + WITHIN_S
        while "the old code goes on" not in house.said() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert house.ask() == ("old", process)
        assert house.end() == 0
    finally:
        house.log.close()


def test_what_never_starts_ends_with_an_error(tmp_path: Path) -> None:
    house = House(tmp_path, version="broken")
    with house.log:
        assert house.process.wait(WITHIN_S) == 1


def test_the_port_is_free_when_the_supervisor_is_killed(house: House) -> None:
    process = house.until("old")
    assert process in children(house.process.pid)
    house.process.kill()
    house.process.wait()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_server(("127.0.0.1", house.port)).close()
            return
        time.sleep(0.05)
    raise AssertionError("a process that nobody supervises holds the port")
