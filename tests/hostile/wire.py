"""Requests byte by byte, as no browser sends them, and what comes back."""

import contextlib
import re
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE_S = 60
"""Longer than the server waits for anything."""


@dataclass(frozen=True)
class Knock:
    """What is sent, and what to call it."""

    kind: str
    sent: bytes
    may_be_cut_off: bool = False
    """Whether the server may end the connection without a word: it is no request, or none that ends."""


@dataclass(frozen=True)
class Heard:
    """Everything that came back until the server ended the connection."""

    said: bytes
    seconds: float

    @property
    def status(self) -> int:
        """0 where nothing came."""
        line = self.final.split(b"\r\n", 1)[0].split()
        return int(line[1]) if len(line) > 1 and line[1].isdigit() else 0

    @property
    def final(self) -> bytes:
        """The answer without the leave to send a body that may stand before it."""
        return self.said.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")

    @property
    def headers(self) -> list[tuple[str, str]]:
        lines = self.final.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return [
            (name.strip().lower(), value.strip())
            for name, _, value in (line.partition(":") for line in lines)
        ]

    @property
    def body(self) -> bytes:
        return self.final.partition(b"\r\n\r\n")[2]

    @property
    def answers(self) -> int:
        """How many requests the server took it for."""
        return len(re.findall(rb"HTTP/1\.1 \d{3} ", self.final))

    def header(self, name: str) -> str:
        return next((value for one, value in self.headers if one == name), "")


def send(address: str, sent: bytes) -> Heard:
    """Send it, say that nothing more comes, and hear to the end."""
    where, begun, said = urlsplit(address), time.monotonic(), b""
    with socket.create_connection((where.hostname or "", where.port or 80), timeout=PATIENCE_S) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while piece := connection.recv(65536):
                said += piece
    return Heard(said, time.monotonic() - begun)


def request(method: str, target: str, headers: list[tuple[str, str]], body: bytes = b"") -> bytes:
    """A whole request as it should be, with these headers and no other ones but Host, Connection and the length."""
    own = [("Host", "localhost"), ("Connection", "close")]
    if body:
        own.append(("Content-Length", str(len(body))))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in [*own, *headers])]
    return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body
