"""A clock that jumps under the running server, a day forward and back again: people sign in once more, and nobody and
nothing waits for the day that the clock had."""

import datetime
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from database import db, forget_and_write, utcnow
from operations.webhooks.webhook import Webhook
from printing import Printer
from tests.browser.demo import app_on
from tests.printing.fakes import FakeZpl
from tests.scripts.serving.served_house import ADMIN, CLINIC, House, house, scalar

PROGRAM = ("-m", "scripts.serving", "--no-nights")
WITHIN_S = 40


class Subscriber(BaseHTTPRequestHandler):
    """Takes what it is told once it `works`."""

    works = False
    taken: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.works:
            self.taken.append(self.headers["webhook-id"])
        self.send_response(200 if self.works else 500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def subscriber() -> Iterator[tuple[str, type[Subscriber]]]:
    kind = type("OfThisTest", (Subscriber,), {"taken": []})
    with HTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", kind
        server.shutdown()


class OwnClock:
    """The server's, which a test puts on or back while it runs."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc")
        if compiler is None:
            pytest.skip("no C compiler, so no clock of the server's own: `apt-get install gcc` brings one")
        library, self._file = folder / "own_clock.so", folder / "seconds-ahead"
        source = Path(__file__).with_name("own_clock.c")
        subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
        self._file.write_bytes(bytes(8))
        self.settings = {"LD_PRELOAD": str(library), "SECONDS_AHEAD": str(self._file)}

    def put(self, **ahead: float) -> None:
        """So far ahead of the machine's."""
        seconds = round(datetime.timedelta(**ahead).total_seconds())
        with self._file.open("r+b") as file:  # the same file, which the server has mapped into its memory
            file.write(struct.pack("q", seconds))


@pytest.fixture
def clock(tmp_path: Path) -> OwnClock:
    return OwnClock(tmp_path)


def with_printer_and_webhook(database: Path, printer: str, webhook: str) -> Path:
    with app_on(database).app_context():
        with forget_and_write():
            Printer.add(actor="a", now=utcnow(), name="Bänk", paper="102x152", address=printer)
            Webhook.add(name="Lager", url=webhook, kinds=(), actor="a", now=utcnow())
        db.session.remove()
        db.engine.dispose()
    return database


def until(holds: Callable[[], object], what: str, at: House) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < deadline, f"expected {what}:\n{at.log[-3000:]}"
        time.sleep(0.2)


@pytest.mark.slow
def test_nobody_waits_for_the_day_that_the_clock_had(
    database: Path, tmp_path: Path, clock: OwnClock, subscriber: tuple[str, type[Subscriber]]
) -> None:
    url, target = subscriber
    with FakeZpl(paper=0) as printer:
        with_printer_and_webhook(database, printer.address, url)
        settings = {
            **clock.settings,
            "RETURKOLL_RATELIMIT_ENABLED": "true",
            "RETURKOLL_WEBHOOK_NETWORKS": "127.0.0.0/8",
        }
        with house(database, tmp_path, program=PROGRAM, **settings) as at:
            number = at.person(CLINIC).open_return()
            clock.put(days=1)
            told = at.person(CLINIC).get("/returer/")
            assert "/logga-in" in told.headers["Location"], "whoever has rested for a day signs in again"
            at.people.clear()
            tomorrow = at.person(CLINIC)
            assert tomorrow.pack(number, "PACK000000", key="before and after").status_code == 200
            at.person(ADMIN).post("/admin/skrivare/1/testsida/skriv-ut")
            tried = "SELECT count(*) FROM print_job WHERE tries > 0"
            until(lambda: scalar(f"sqlite:///{database}", tried), "the printer to be tried", at)
            failed = "SELECT count(*) FROM webhook_delivery WHERE tries > 0 AND worker IS NULL"
            until(lambda: scalar(f"sqlite:///{database}", failed), "the subscriber to be tried", at)
            told = [at.try_to_sign_in(CLINIC, "wrong") for _guess in range(12)]
            assert told[-1] == 429, "whoever guesses waits"
            clock.put(hours=-1)
            printer.paper, target.works = 10, True
            assert "/logga-in" in tomorrow.get("/returer/").headers["Location"], (
                "a cookie of tomorrow is none"
            )
            assert at.try_to_sign_in(CLINIC, "returkoll-demo") == 302, "nobody is locked out"
            at.people.clear()
            assert at.person(CLINIC).pack(number, "PACK000001").status_code == 200
            until(lambda: printer.printed, "the label", at)
            until(lambda: len(target.taken) >= 3, "what happened to be sent", at)
            assert "Set the clock right: it has been ahead, or is behind now." in at.doctor()
            assert at.flask("audit", "verify").returncode == 0
            packed = "SELECT count(*) FROM line WHERE serial_number LIKE 'PACK%'"
            assert scalar(f"sqlite:///{database}", packed) == 2
