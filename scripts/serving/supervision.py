"""Keeps the server's processes running, on sockets of its own, and renews them without refusing a connection.

The sockets are opened here and inherited by the servers. While none of them runs, a connection waits in the socket's
queue; it is not refused. So a main process that dies is replaced, and one with new code takes over from the old one,
and nobody outside notices more than a moment's pause. The processes stop when this one ends, however it ends.
"""

import contextlib
import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PR_SET_PDEATHSIG = 1
"""linux/prctl.h"""
READY_FD = "RETURKOLL_READY_FD"
"""The variable that names the pipe into which a server writes when it is ready (gunicorn.conf.py)."""
BACKLOG = 2048
LOOKS_EVERY_S = 0.1
STOPS_WITHIN_S = 25.0
READY_WITHIN_S = 60.0
STANDS_BY_AFTER_S = 3.0
LIVED_WELL_S = 10.0
"""What has run for so long and ends is started again at once; what ends sooner waits for longer and longer."""
LONGEST_PAUSE_S = 3.0
TRIES_TO_START = 3
"""What never was ready and ended so often has a fault that only a person can mend."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that waits for connections, for children to inherit."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG, reuse_port=False)
    listening.set_inheritable(True)
    return listening


@dataclass
class Running:
    """One process, and whether it said that it is ready."""

    process: subprocess.Popen[bytes]
    since: float
    ready_pipe: int | None
    is_ready: bool = False

    def look(self) -> None:
        """Read what it said, if anything."""
        if self.ready_pipe is not None and select.select([self.ready_pipe], [], [], 0)[0]:
            self.is_ready = bool(os.read(self.ready_pipe, 16)) or self.is_ready
            self.close()

    def close(self) -> None:
        if self.ready_pipe is not None:
            os.close(self.ready_pipe)
            self.ready_pipe = None

    def tell(self, signal_number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal_number)


@dataclass
class Service:
    """Something that always runs: a command, the sockets that it inherits, and whether it says when it is ready."""

    name: str
    command: Sequence[str]
    sockets: Sequence[socket.socket] = ()
    says_ready: bool = False
    running: Running | None = None
    leaving: list[Running] = field(default_factory=list)
    standby_command: Sequence[str] = ()
    """Starts what becomes the service when it gets a line on its standard input (scripts/serving/standby.py)."""
    standby: Running | None = None
    failures: int = 0
    again_at: float = 0.0
    was_ready: bool = False

    def start(self) -> Running:
        """The process that stands by, or else a new one."""
        waiting, self.standby = self.standby, None
        if waiting is None or waiting.process.poll() is not None or waiting.process.stdin is None:
            return self._launch(self.command)
        waiting.since = time.monotonic()
        waiting.process.stdin.write(b"now\n")
        waiting.process.stdin.close()
        return waiting

    def _launch(self, command: Sequence[str]) -> Running:
        pipe = os.pipe() if self.says_ready else None
        inherited = [one.fileno() for one in self.sockets] + ([pipe[1]] if pipe else [])
        env = {**os.environ, **({READY_FD: str(pipe[1])} if pipe else {})}
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE if command is self.standby_command else subprocess.DEVNULL,
            pass_fds=inherited,
            start_new_session=True,  # Ctrl-C is for us alone: we stop them in order
            preexec_fn=stop_with_parent,
        )
        if pipe:
            os.close(pipe[1])
        return Running(process, time.monotonic(), pipe[0] if pipe else None, not self.says_ready)

    def keep_running(self) -> None:
        """Start it where it does not run, after a pause where it ends again and again."""
        for old in list(self.leaving):
            if old.process.poll() is not None:
                self.leaving.remove(old)
        if self.running is None:
            if time.monotonic() >= self.again_at:
                self.running = self.start()
            return
        self.running.look()
        if self.running.is_ready:
            self.was_ready = True
            self._stand_by()
        code = self.running.process.poll()
        if code is None:
            return
        lived = time.monotonic() - self.running.since
        self.failures = 0 if self.running.is_ready and lived >= LIVED_WELL_S else self.failures + 1
        pause = 0.0 if self.failures <= 1 else min(0.2 * 2**self.failures, LONGEST_PAUSE_S)
        say(f"{self.name} ended with {code} after {lived:.0f} s: it is started again")
        self.running.close()
        self.running, self.again_at = None, time.monotonic() + pause

    def _stand_by(self) -> None:
        """Once the service has settled: its own start comes first."""
        if self.standby is not None and self.standby.process.poll() is not None:
            self.standby.close()
            self.standby = None
        settled = self.running is not None and time.monotonic() - self.running.since > STANDS_BY_AFTER_S
        if self.standby_command and self.standby is None and settled:
            self.standby = self._launch(self.standby_command)

    @property
    def cannot_start(self) -> bool:
        return self.says_ready and not self.was_ready and self.failures >= TRIES_TO_START

    def renew(self) -> bool:
        """Start it anew beside the old one, which stops when the new one is ready. Says whether that is so."""
        if self.standby is not None:  # it has the old code
            self.standby.tell(signal.SIGTERM)
            self.standby.close()
            self.leaving.append(self.standby)
            self.standby = None
        new = self.start()
        deadline = time.monotonic() + READY_WITHIN_S
        while not new.is_ready and new.process.poll() is None and time.monotonic() < deadline:
            time.sleep(LOOKS_EVERY_S)
            new.look()
        if not new.is_ready or new.process.poll() is not None:
            say(f"{self.name} did not start: the old one goes on")
            new.tell(signal.SIGTERM)
            new.close()
            self.leaving.append(new)
            return False
        old, self.running = self.running, new
        if old is not None:
            old.close()
            old.tell(signal.SIGTERM)
            self.leaving.append(old)
        return True

    def processes(self) -> list[Running]:
        return [*self.leaving, *(one for one in (self.running, self.standby) if one)]


class Supervisor:
    """Runs services until it is told to stop (SIGTERM, SIGINT). SIGHUP renews them all."""

    def __init__(self, services: Sequence[Service], before_renewal: Sequence[Sequence[str]] = ()) -> None:
        self.services = services
        self.before_renewal = before_renewal
        """Commands of the new code that have to go well before it is started: the migrations."""
        self._stop = self._renew = False

    def run(self) -> int:
        """The code to end with."""
        signal.signal(signal.SIGTERM, self._on_stop)
        signal.signal(signal.SIGINT, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_renew)
        told_ready = False
        try:
            while not self._stop:
                for service in self.services:
                    service.keep_running()
                if any(service.cannot_start for service in self.services):
                    return 1
                if not told_ready and all(
                    service.was_ready or not service.says_ready for service in self.services
                ):
                    told_ready = True
                    notify("READY=1")
                if self._renew:
                    self._renew = False
                    self._renew_all()
                time.sleep(LOOKS_EVERY_S)
            return 0
        finally:
            notify("STOPPING=1")
            self._end()

    def _on_stop(self, *_: object) -> None:
        self._stop = True

    def _on_renew(self, *_: object) -> None:
        self._renew = True

    def _renew_all(self) -> None:
        say("renewing")
        for command in self.before_renewal:
            if subprocess.run(command, cwd=ROOT).returncode:
                say(f"`{' '.join(command)}` failed: the old code goes on")
                return
        if all(service.renew() for service in self.services):
            say("renewed")

    def _end(self) -> None:
        """All of them together: each answers what is under way."""
        processes = [one for service in self.services for one in service.processes()]
        for one in processes:
            one.tell(signal.SIGTERM)
        deadline = time.monotonic() + STOPS_WITHIN_S
        for one in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                one.process.wait(max(0.1, deadline - time.monotonic()))
            one.tell(signal.SIGKILL)


def stop_with_parent() -> None:
    """Linux tells a child to stop when this process is gone, also when it was killed and could tell it nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def notify(state: str) -> None:
    """Tell systemd, where it started us with `Type=notify` (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.connect("\0" + address[1:] if address.startswith("@") else address)
            told.sendall(state.encode())


def say(what: str) -> None:
    print(f"returkoll: {what}", file=sys.stderr, flush=True)
