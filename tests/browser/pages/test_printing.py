"""A label straight to the printer, seen from the tablet: sent, out of paper, filled up, out."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from apiflask import APIFlask
from playwright.sync_api import Page, expect

from database import db, utcnow
from operations.demo import first_unit
from printing import Printer
from printing.lease import try_now
from printing.protocols import zpl as zpl_language
from printing.protocols.send import send
from printing.worker import Worker
from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.server import Server
from tests.conftest import build_app, in_context
from tests.labels import paper
from tests.printing.fakes import FakeZpl


@pytest.fixture
def beside(server: Server, tmp_path: Path) -> Iterator[APIFlask]:
    """Another process's view of the server's database."""
    with in_context(build_app(f"sqlite:///{tmp_path / 'returkoll.sqlite'}")) as app:
        yield app


def work(app: APIFlask) -> None:
    db.session.rollback()
    try_now(db.session.get_one(Printer, 1), utcnow())
    db.session.commit()
    Worker(app, partial(send, timeout=10, patience=10)).run_once()
    db.session.rollback()


def test_a_label_is_printed_from_the_tablet_and_its_queue_follows_by_itself(
    tablet: Page, beside: APIFlask, demo_database: Path
) -> None:
    with FakeZpl(paper=0) as fake:
        fields = {"name": "Zebran", "paper": "102x152", "unit_id": first_unit().id, "address": fake.address}
        db.session.rollback()
        Printer.add(actor="admin", now=utcnow(), **fields)
        db.session.commit()
        way.start_return(tablet)
        serial = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0].serial
        way.type_in(tablet, serial)
        way.pack(tablet, serial)
        way.answer_checklists(tablet)
        way.seal(tablet)
        number = way.return_number_in(tablet)
        tablet.get_by_role("button", name="Skriv ut etiketten").click()
        expect(tablet.locator("main").get_by_text("Skickas till Zebran.")).to_be_visible()
        expect(tablet.locator("#prints")).to_contain_text("Väntar")
        work(beside)
        expect(tablet.locator("#prints")).to_contain_text("papperet är slut. Fyll på.")  # no reload
        assert fake.printed == []

        tablet.get_by_role("link", name="Zebran", exact=True).click()
        expect(tablet.locator("#queue")).to_contain_text("papperet är slut. Fyll på.")
        fake.paper = 5
        tablet.get_by_role("button", name="Försök igen").click()
        work(beside)
        expect(tablet.locator("#queue")).to_contain_text("Utskriven")
        (label,) = zpl_language.dots(fake.printed[0])
        assert ("Code128", number) in paper.read(label)
