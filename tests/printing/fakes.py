"""Printers on real sockets, with the ways in which printers fail."""

import re
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

LABEL = re.compile(rb"\^XA.*?\^XZ", re.DOTALL)


@dataclass
class FakeZpl:
    """A label printer on TCP: prints each label whose ^XZ has come, `slow` seconds after the one before."""

    paper: int = 100
    """Labels left on the roll."""
    slow: float = 0.0
    cut_after: int | None = None
    """Bytes of label data after which it breaks the connection."""
    silent_after: bool = False
    """Breaks the connection once it has the label, printing it."""
    mute: bool = False
    """Never answers a question."""
    printed: list[bytes] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.waiting: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    @property
    def address(self) -> str:
        return f"zpl://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(ConnectionError):  # whoever asked has hung up: no printer minds
            self._listen(connection)

    def _listen(self, connection: socket.socket) -> None:
        buffer, came = b"", 0
        while data := connection.recv(4096):
            buffer += data
            came += len(data.replace(b"~HS", b""))
            if self.cut_after is not None and came > self.cut_after:
                # A reset, as when the plug is pulled.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            buffer = self._obey(connection, buffer)
            if self._gone_silent:
                return

    @property
    def _gone_silent(self) -> bool:
        """Also towards a question that came in one piece with the label."""
        return self.silent_after and bool(self.printed)

    def _obey(self, connection: socket.socket, buffer: bytes) -> bytes:
        while found := LABEL.search(buffer):
            self.waiting.append(found[0])
            buffer = buffer[: found.start()] + buffer[found.end() :]
            if self.slow:
                threading.Timer(self.slow, self.feed, (0,)).start()
            else:
                self.feed(0)
        while b"~HS" in buffer:
            buffer = buffer.replace(b"~HS", b"", 1)
            if not (self.mute or self._gone_silent):
                connection.sendall(self._status())
        return buffer

    def feed(self, more: int) -> None:
        """More paper; what waited comes out."""
        self.paper += more
        while self.waiting and self.paper:
            self.paper -= 1
            self.printed.append(self.waiting.pop(0))

    def _status(self) -> bytes:
        out, waiting = int(self.paper == 0), len(self.waiting)
        first = f"030,{out},0,1245,{waiting:03d},0,0,0,000,0,0,0"
        second = "000,0,0,0,0,2,4,0,00000000,1,000"
        return "".join(f"\x02{line}\x03\r\n" for line in (first, second, "1234,0")).encode()


@dataclass
class FakeJob:
    """A job as the printer keeps it."""

    name: str
    document: bytes
    state: int = 3
    sides: int = 0
    began: float = field(default_factory=time.monotonic)


@dataclass
class FakeIpp:
    """An IPP printer: keeps jobs, prints them when it has paper."""

    paper: int = 100
    slow: float = 0.0
    cut_request: bool = False
    """Breaks the connection while the document comes: no job."""
    cut_answer: bool = False
    """Takes the job, and breaks the connection before the answer."""
    dies_with_the_job: bool = False
    """Takes the job, and answers nothing any more."""
    formats: tuple[str, ...] = ("application/pdf", "image/pwg-raster")
    refuses: bool = False
    jobs: list[FakeJob] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.dead = False
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fake.answer(self)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def address(self) -> str:
        return f"ipp://127.0.0.1:{self.server.server_address[1]}/ipp/print"

    @property
    def printed(self) -> list[bytes]:
        return [job.document for job in self.jobs if job.sides]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers["Content-Length"])
        printing = self.cut_request and length > 2000
        body = handler.rfile.read(1000 if printing else length)
        if self.dead or printing:
            handler.connection.close()
            return
        (operation,) = struct.unpack(">H", body[2:4])
        work = {0x0B: self._printer, 0x02: self._print, 0x09: self._job, 0x0A: self._list, 0x08: self._cancel}
        self._advance()
        reply = work[operation](body)
        if operation == 0x02 and (self.cut_answer or self.dies_with_the_job):
            self.dead = self.dies_with_the_job
            handler.connection.close()
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "application/ipp")
        handler.send_header("Content-Length", str(len(reply)))
        handler.end_headers()
        handler.wfile.write(reply)

    def _advance(self) -> None:
        for job in self.jobs:
            if job.state < 7 and self.paper and time.monotonic() - job.began >= self.slow:
                self.paper -= 1
                job.state, job.sides = 9, 1

    def _printer(self, _: bytes) -> bytes:
        reason = "none" if self.paper else "media-empty-error"
        values = b"".join(
            attribute(0x49, "document-format-supported" if first else "", name)
            for first, name in zip([True, *[False] * 9], self.formats, strict=False)
        )
        return message(
            b"\x04"
            + attribute(0x23, "printer-state", 3 if self.paper else 5)
            + attribute(0x44, "printer-state-reasons", reason)
            + attribute(0x22, "printer-is-accepting-jobs", True)
            + values
        )

    def _print(self, body: bytes) -> bytes:
        if self.refuses:
            return message(b"", 0x0400)
        self.jobs.append(FakeJob(named(body, b"job-name"), body[body.index(b"%PDF") :]))
        return message(b"\x02" + attribute(0x21, "job-id", len(self.jobs)))

    def _job(self, body: bytes) -> bytes:
        return message(b"\x02" + self._described(self._number(body)))

    def _list(self, body: bytes) -> bytes:
        completed = named(body, b"which-jobs") == "completed"
        numbers = [at for at, job in enumerate(self.jobs, 1) if (job.state >= 7) == completed]
        return message(b"".join(b"\x02" + self._described(number) for number in numbers))

    def _cancel(self, body: bytes) -> bytes:
        job = self.jobs[self._number(body) - 1]
        job.state = job.state if job.state >= 7 else 7
        return message(b"")

    def _number(self, body: bytes) -> int:
        at = body.index(b"job-id") + len(b"job-id") + 2
        return int(struct.unpack(">i", body[at : at + 4])[0])

    def _described(self, number: int) -> bytes:
        job = self.jobs[number - 1]
        return (
            attribute(0x21, "job-id", number)
            + attribute(0x42, "job-name", job.name)
            + attribute(0x23, "job-state", job.state)
            + attribute(0x21, "job-impressions-completed", job.sides)
        )


def named(body: bytes, name: bytes) -> str:
    at = body.index(name) + len(name)
    (length,) = struct.unpack(">H", body[at : at + 2])
    return body[at + 2 : at + 2 + length].decode()


def attribute(tag: int, name: str, value: int | bool | str) -> bytes:
    match value:
        case bool():
            data = bytes([value])
        case int():
            data = struct.pack(">i", value)
        case str():
            data = value.encode()
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(data)) + data


def message(groups: bytes, status: int = 0) -> bytes:
    operation = b"\x01" + attribute(0x47, "attributes-charset", "utf-8")
    return struct.pack(">HHI", 0x0200, status, 1) + operation + groups + b"\x03"
