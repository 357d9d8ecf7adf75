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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parent.parent.parent
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
"""linux/prctl.h"""
READY_FD = "RETURKOLL_READY_FD"
"""The variable that names the pipe into which a server writes when it is ready (gunicorn.conf.py)."""
BACKLOG = 2048
LOOKS_EVERY_S = 0.1
STOPS_WITHIN_S = 25.0
READY_WITHIN_S = 60.0
LIVED_WELL_S = 10.0
"""What was ready (or has run for so long, where it does not say so) and ends is started again at once; what ends sooner
waits for longer and longer."""
LONGEST_PAUSE_S = 3.0
TRIES_TO_START = 3
"""What never was ready and ended so often has a fault that only a person can mend."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that waits for connections, for children to inherit."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG, reuse_port=False)
    listening.set_inheritable(True)
    return listening


class Process(Protocol):
    """What is asked of a process: of `subprocess.Popen`, and of `Born`."""

    @property
    def pid(self) -> int | None: ...

    def poll(self) -> int | None: ...

    def send_signal(self, signal: int, /) -> None: ...


class Born:
    """A process that a nursery has forked. It is our child, once the nursery has told its number."""

    def __init__(self, nursery: "Nursery") -> None:
        self._nursery = nursery
        self._code: int | None = None
        self.pid: int | None = None

    def poll(self) -> int | None:
        """How it ended; None while it runs, or is still to be born."""
        if self._code is None and self.pid is None:
            self._ask_for_pid()
        if self._code is None and self.pid is not None:
            with contextlib.suppress(ChildProcessError):  # between its birth and its adoption
                ended, status = os.waitpid(self.pid, os.WNOHANG)
                if ended:
                    self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def send_signal(self, signal_number: int) -> None:
        if self.poll() is None and self.pid is not None:
            os.kill(self.pid, signal_number)

    def may_be_lost(self) -> None:
        """Its pipe has ended. Where it did not live to tell its number, it has ended, too."""
        if self.poll() is None and self.pid is None:
            self._code = 1

    def _ask_for_pid(self) -> None:
        told = self._nursery.told()
        if told is not None:
            self.pid = int(told) if told else None
            self._code = None if told else self._nursery.process.poll() or 1


class Nursery:
    """The process that forks main processes (scripts/serving/nursery.py), and the socket on which it is asked."""

    def __init__(self, command: Sequence[str], sockets: Sequence[socket.socket]) -> None:
        self._ours, theirs = socket.socketpair()
        with theirs:
            inherited = [theirs.fileno(), *(one.fileno() for one in sockets)]
            self.process = spawn([*command[:3], str(theirs.fileno()), *command[3:]], inherited)

    def bear(self, ready_pipe: int) -> Born:
        with contextlib.suppress(OSError):  # it is gone: Born.poll notices
            socket.send_fds(self._ours, [b"one"], [ready_pipe])
        return Born(self)

    def told(self) -> str | None:
        """The number of the process that was born; an empty text when the nursery is gone, None while it is busy."""
        if self._ours.fileno() < 0:
            return ""
        if not select.select([self._ours], [], [], 0)[0]:
            return None
        try:
            return self._ours.recv(64).decode().strip()
        except OSError:
            return ""

    def end(self) -> None:
        self._ours.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()


@dataclass
class Running:
    """One process, and whether it said that it is ready."""

    process: Process
    since: float
    ready_pipe: int | None
    is_ready: bool = False

    def look(self) -> None:
        """Read what it said, if anything."""
        if self.ready_pipe is not None and select.select([self.ready_pipe], [], [], 0)[0]:
            self.is_ready = bool(os.read(self.ready_pipe, 16)) or self.is_ready
            self.close()
            if not self.is_ready and isinstance(self.process, Born):
                self.process.may_be_lost()

    def close(self) -> None:
        if self.ready_pipe is not None:
            os.close(self.ready_pipe)
            self.ready_pipe = None

    def tell(self, signal_number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal_number)


@dataclass
class Service:
    """Something that always runs: a command, the sockets that it inherits, and whether it says when it is ready.

    With `nursery_command` its processes are forked by a nursery, which has everything imported."""

    name: str
    command: Sequence[str]
    sockets: Sequence[socket.socket] = ()
    says_ready: bool = False
    nursery_command: Sequence[str] = ()
    running: Running | None = None
    leaving: list[Running] = field(default_factory=list)
    nursery: Nursery | None = None
    failures: int = 0
    again_at: float = 0.0
    was_ready: bool = False

    def start(self) -> Running:
        pipe = os.pipe() if self.says_ready else None
        process: Process
        if self.nursery_command and pipe:
            self._provide_nursery()
            assert self.nursery is not None
            process = self.nursery.bear(pipe[1])
        else:
            inherited = [one.fileno() for one in self.sockets] + ([pipe[1]] if pipe else [])
            process = spawn(self.command, inherited, {READY_FD: str(pipe[1])} if pipe else {})
        if pipe:
            os.close(pipe[1])
        return Running(process, time.monotonic(), pipe[0] if pipe else None, not self.says_ready)

    def _provide_nursery(self) -> None:
        """One that is gone is replaced while its main process is at work."""
        if self.nursery is not None and self.nursery.process.poll() is not None:
            self.nursery.end()
            self.nursery = None
        if self.nursery is None and self.nursery_command:
            self.nursery = Nursery(self.nursery_command, self.sockets)

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
            self._provide_nursery()
        code = self.running.process.poll()
        if code is None:
            return
        lived = time.monotonic() - self.running.since
        went_well = self.running.is_ready and (self.says_ready or lived >= LIVED_WELL_S)
        self.failures = 0 if went_well else self.failures + 1
        pause = 0.0 if self.failures <= 1 else min(0.2 * 2**self.failures, LONGEST_PAUSE_S)
        say(f"{self.name} ended with {code} after {lived:.0f} s: it is started again")
        self.running.close()
        self.running, self.again_at = None, time.monotonic() + pause

    @property
    def cannot_start(self) -> bool:
        return self.says_ready and not self.was_ready and self.failures >= TRIES_TO_START

    def renew(self) -> bool:
        """Start it anew beside the old one, which stops when the new one is ready. Says whether that is so."""
        old_nursery, self.nursery = self.nursery, None  # it has the old code
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
            if self.nursery is not None:
                self.nursery.end()
            self.nursery = old_nursery
            return False
        if old_nursery is not None:
            old_nursery.end()
        old, self.running = self.running, new
        if old is not None:
            old.close()
            old.tell(signal.SIGTERM)
            self.leaving.append(old)
        return True

    def processes(self) -> list[Running]:
        return [*self.leaving, *([self.running] if self.running else [])]


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
        adopt_grandchildren()
        told_ready = False
        try:
            while not self._stop:
                for service in self.services:
                    service.keep_running()
                self._reap_adopted()
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

    def _reap_adopted(self) -> None:
        """Workers whose main process was killed, and old nurseries: they are our children, and nobody asks for them."""
        ours = {one.process.pid for service in self.services for one in service.processes()}
        ours |= {service.nursery.process.pid for service in self.services if service.nursery}
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if ended.si_pid in ours:
                    return  # told by its own `poll`
                os.waitpid(ended.si_pid, 0)

    def _end(self) -> None:
        """All of them together: each answers what is under way."""
        processes = [one for service in self.services for one in service.processes()]
        for one in processes:
            one.tell(signal.SIGTERM)
        for service in self.services:
            if service.nursery is not None:
                service.nursery.end()
        deadline = time.monotonic() + STOPS_WITHIN_S
        while time.monotonic() < deadline and any(one.process.poll() is None for one in processes):
            time.sleep(LOOKS_EVERY_S)
        for one in processes:
            one.tell(signal.SIGKILL)
        for service in self.services:
            if service.nursery is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    service.nursery.process.wait(LONGEST_PAUSE_S)


def spawn(
    command: Sequence[str], inherited: Sequence[int], more: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(more or {})},
        stdin=subprocess.DEVNULL,
        pass_fds=inherited,
        start_new_session=True,  # Ctrl-C is for us alone: we stop them in order
        preexec_fn=stop_with_parent,
    )


def adopt_grandchildren() -> None:
    """Who loses its parent below us gets us for one."""
    if can_adopt():
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def can_adopt() -> bool:
    return sys.platform == "linux"


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
