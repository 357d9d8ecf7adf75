"""A printer and a mail server that take a connection and say nothing: who waits for them is told, and nobody else
waits."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from database import db, forget_and_write, utcnow
from printing import Printer
from scripts.serving import metrics_folder
from tests.browser.demo import app_on
from tests.scripts.serving.served_house import ADMIN, CLINIC, house, scalar

OTHERS_WAIT_S = 4.0
"""At the most, on a busy test machine; a mail server is waited for ten seconds."""
SAID_WITHIN_S = 40


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Connections are taken by the system, and nobody ever answers them."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        yield server.getsockname()[1]


@pytest.mark.slow
def test_a_mail_server_that_hangs(database: Path, tmp_path: Path, silent_port: int) -> None:
    settings = {
        "RETURKOLL_MAIL_SERVER": f"smtp+plain://127.0.0.1:{silent_port}",
        "RETURKOLL_MAIL_FROM": "returkoll@region.example",
    }
    with house(database, tmp_path, **settings) as at:
        admin, clinic = at.person(ADMIN), at.person(CLINIC)
        number, waits = clinic.open_return(), []
        invited = threading.Thread(
            target=lambda: waits.append(
                admin.post(
                    "/admin/personer/ny", name="Nina Ny", email="nina@region.example", roles="warehouse"
                )
            )
        )
        invited.start()
        for serial in range(8):
            began = time.monotonic()
            assert clinic.pack(number, f"PACK{serial:06}").status_code == 200
            assert time.monotonic() - began < OTHERS_WAIT_S
        began = time.monotonic()
        assert clinic.post("/glomt-losenord", email=ADMIN).status_code < 400
        assert time.monotonic() - began < OTHERS_WAIT_S
        invited.join()
        page = admin.get(waits[0].headers["Location"].removeprefix(at.url))
        assert "E-posten gick inte iväg. Ge personen länken i stället." in page.text
        assert "/valj-losenord/" in page.text, "the link is there to be handed over"
        wrong = at.doctor()
        assert "WRONG mail: 127.0.0.1 does not take mail" in wrong
        assert "timed out" in wrong
        assert "RETURKOLL_MAIL_SERVER" in wrong


@pytest.mark.slow
def test_a_printer_that_hangs(database: Path, tmp_path: Path, silent_port: int) -> None:
    with app_on(database).app_context():
        with forget_and_write():
            address = f"zpl://127.0.0.1:{silent_port}"
            Printer.add(actor="a", now=utcnow(), name="Bänk", paper="102x152", address=address)
        db.session.remove()
        db.engine.dispose()
    program = ("-m", "scripts.serving", "--no-nights", "--no-webhooks")
    counts = metrics_folder.home(tmp_path / "instance")
    with house(database, tmp_path, program=program) as at:
        assert list(counts.iterdir())
        admin, clinic, url = at.person(ADMIN), at.person(CLINIC), f"sqlite:///{database}"
        number = clinic.open_return()
        admin.post("/admin/skrivare/1/testsida/skriv-ut")
        deadline, serial = time.monotonic() + SAID_WITHIN_S, 0
        while "säger inte hur den mår" not in admin.get("/utskrifter/").text:
            assert time.monotonic() < deadline, at.log[-2000:]
            began = time.monotonic()
            assert clinic.pack(number, f"PACK{serial:06}").status_code == 200
            assert time.monotonic() - began < OTHERS_WAIT_S
            serial += 1
        assert scalar(url, "SELECT state FROM print_job") == "waiting", "nothing came out: it is sent again"
        wrong = at.doctor()
        assert "WRONG printer Bänk: The printer 127.0.0.1 does not say how it is" in wrong
        assert "correct its address on its page" in wrong
    assert not counts.exists(), "a server that has ended leaves nothing in memory"
