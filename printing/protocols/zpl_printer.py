"""A label printer on TCP 9100: asked how it is, given the label, asked until the label is out.

Zebra, ZPL II Programming Guide, ~HS (host status): three lines, each between STX and ETX.
"""

import re
import socket
import time
from dataclasses import dataclass

from common.sentence import Sentence
from printing.protocols.outcome import Doubtful, NotPrinted, why

ASK = b"~HS"
ANSWER = re.compile(rb"\x02([^\x03]*)\x03\s*\x02([^\x03]*)\x03\s*\x02[^\x03]*\x03")
PAUSE = 0.2
"""Seconds between two questions."""


@dataclass(frozen=True)
class Status:
    """What ~HS answered."""

    paper_out: bool
    paused: bool
    head_open: bool
    ribbon_out: bool
    waiting: int
    """Labels received and not yet printed."""

    @property
    def problem(self) -> Sentence | None:
        if self.paper_out:
            return Sentence("papperet är slut. Fyll på.")
        if self.head_open:
            return Sentence("luckan är öppen. Stäng den.")
        if self.ribbon_out:
            return Sentence("färgbandet är slut. Byt det.")
        if self.paused:
            return Sentence("den är pausad. Tryck på pausknappen.")
        return None


def parse_status(answer: bytes) -> Status | None:
    """The status in what came so far; None while it is not whole. Raises ValueError for what is no status."""
    found = ANSWER.search(answer)
    if found is None:
        return None
    first, second = found[1].decode("ascii").split(","), found[2].decode("ascii").split(",")
    if len(first) < 8 or len(second) < 9:
        raise ValueError(f"expected a host status of 8 and 9 fields, got {len(first)} and {len(second)}")
    _interface, paper_out, paused, _length, formats_received, _full, _diagnosing, partly_received, *_ = first
    (
        _settings,
        _unused,
        head_open,
        ribbon_out,
        _transfer,
        _mode,
        _width,
        _waits_for_peeling,
        labels_left,
        *_,
    ) = second
    return Status(
        paper_out=paper_out == "1",
        paused=paused == "1",
        head_open=head_open == "1",
        ribbon_out=ribbon_out == "1",
        waiting=int(formats_received) + int(labels_left) + int(partly_received),
    )


def print_zpl(host: str, port: int, data: bytes, *, timeout: float = 5, patience: float = 30) -> None:
    """Return when the labels are out. `timeout` is for one answer, `patience` for the printing, in seconds."""
    with _connected(host, port, timeout) as connection:
        _refuse_when_not_ready(connection, host)
        _send(connection, host, data)
        _wait_until_out(connection, host, patience)


def refuse_zpl_when_not_ready(host: str, port: int, timeout: float) -> None:
    """Ask the printer how it is, and print nothing. Raises NotPrinted."""
    with _connected(host, port, timeout) as connection:
        _refuse_when_not_ready(connection, host)


def _connected(host: str, port: int, timeout: float) -> socket.socket:
    try:
        return socket.create_connection((host, port), timeout)
    except OSError as error:
        raise NotPrinted(
            "Skrivaren %(printer)s svarar inte (%(why)s). Kontrollera att den är på.",
            printer=host,
            why=why(error),
        ) from error


def _refuse_when_not_ready(connection: socket.socket, host: str) -> None:
    try:
        status = _ask(connection)
    except (OSError, ValueError) as error:
        raise NotPrinted(
            "Skrivaren %(printer)s säger inte hur den mår (%(why)s). Starta om den, eller kontrollera att den "
            "förstår ZPL.",
            printer=host,
            why=why(error),
        ) from error
    if status.problem:
        raise NotPrinted(
            "Skrivaren %(printer)s kan inte skriva ut: %(problem)s", printer=host, problem=status.problem
        )


def _send(connection: socket.socket, host: str, data: bytes) -> None:
    """A printer prints a label only when its ^XZ has come: one label cut off before its end is not printed."""
    sent = 0
    try:
        while sent < len(data):
            sent += connection.send(data[sent : sent + 65536])
    except OSError as error:
        if data[:sent].count(b"^XZ"):
            raise Doubtful(
                "Skrivaren %(printer)s bröt efter en del av etiketterna (%(why)s). Titta vilka som kom ut.",
                printer=host,
                why=why(error),
            ) from error
        raise NotPrinted(
            "Skrivaren %(printer)s bröt innan hela etiketten kommit fram (%(why)s).",
            printer=host,
            why=why(error),
        ) from error


def _wait_until_out(connection: socket.socket, host: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    problem = Sentence("den är långsam.")
    while time.monotonic() < deadline:
        try:
            status = _ask(connection)
        except (OSError, ValueError) as error:
            raise Doubtful(
                "Skrivaren %(printer)s tystnade när den fått etiketten (%(why)s). Titta om den kom ut.",
                printer=host,
                why=why(error),
            ) from error
        if status.waiting == 0 and status.problem is None:
            return
        problem = status.problem or problem
        time.sleep(PAUSE)
    raise Doubtful(
        "Skrivaren %(printer)s har etiketten men skriver inte ut den: %(problem)s Titta om den kom ut sedan.",
        printer=host,
        problem=problem,
    )


def _ask(connection: socket.socket) -> Status:
    connection.sendall(ASK)
    answer = b""
    while len(answer) < 4096:
        received = connection.recv(1024)
        if not received:
            raise ConnectionResetError("expected a host status, got the end of the connection")
        answer += received
        if status := parse_status(answer):
            return status
    raise ValueError("expected a host status, got something endless")
