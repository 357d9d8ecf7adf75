"""Without contact the receiving desk goes on: envelopes and products wait on the device and are sent once, in order."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import demo, receiving, way
from tests.browser.contact import add_colleague, hand_over_with_unsent, lose_contact, waiting
from tests.browser.server import Server
from tests.browser.steps import axe_findings, sign_in
from tests.browser.unsteady import Network


@pytest.fixture
def database(sealed_envelopes: tuple[Path, list[demo.Envelope]]) -> Path:
    return sealed_envelopes[0]


def received(tmp_path: Path) -> list[tuple[object, ...]]:
    """Serial, the number of its return, and who took it in, in the order in which that was done."""
    return receiving.asked(
        tmp_path,
        "SELECT line.serial_number, return.number, line.received_by FROM event JOIN line ON line.id = event.line_id"
        " JOIN return ON return.id = line.return_id WHERE event.what = 'product received' ORDER BY event.id",
    )


@pytest.mark.slow
def test_scans_wait_visibly_and_arrive_once_each_in_order(
    tablet_in_hand: Callable, network: Network, envelopes: list[demo.Envelope], tmp_path: Path
) -> None:
    first, second, third, cancelled = envelopes
    with tablet_in_hand() as page:
        receiving.open_desk(page)
        receiving.scan(page, first.number)
        receiving.expect_told(page, "3 produkter")
        lose_contact(page, network)
        for text in (*first.serials, second.number, *second.serials[:1]):
            receiving.scan(page, text)
        expect(waiting(page)).to_have_count(5)
        expect(page.locator("[data-scan=status]")).to_contain_text("Sparat här")
        expect(page.locator("[data-part=other-envelope]")).to_contain_text("Öppet kuvert: RK")
        way.look_at(page, "direct-waiting")
        assert not axe_findings(page)
        page.reload()  # the page that opens without contact goes on where it was
        expect(page.get_by_role("heading", name="Ta emot utan kontakt")).to_be_visible()
        way.wait_until_alive(page)
        for text in (
            *second.serials[1:],
            "FINNS-INTE-77",
            cancelled.number,
            cancelled.serials[0],
            third.number,
        ):
            receiving.scan(page, text)
        expect(waiting(page)).to_have_count(11)
        way.look_at(page, "direct-offline")
        assert not axe_findings(page)
        with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:  # as the clinic does meanwhile
            connection.execute("UPDATE return SET state = 'cancelled' WHERE number = ?", [cancelled.number])
        assert received(tmp_path) == []
        network.down = False
        network.fails_before, network.fails_after = 0.2, 0.2
        page.get_by_role("button", name="Skicka nu").click()
        expect(waiting(page)).to_have_count(0, timeout=60_000)
        network.fails_before = network.fails_after = 0.0
        left = page.locator("[data-part=left] > li")
        expect(left).to_have_count(3)
        expect(left.nth(0)).to_contain_text("FINNS-INTE-77")
        expect(left.nth(1)).to_contain_text("avbruten av enheten")
        expect(left.nth(2)).to_contain_text(cancelled.serials[0])
        page.goto(receiving.DIRECT)
        expect(left).to_have_count(3)
        way.look_at(page, "direct-contradicted")
    who = "lager@returkoll.demo"
    assert received(tmp_path) == [
        *((serial, first.number, who) for serial in first.serials),
        *((serial, second.number, who) for serial in second.serials),
    ]
    arrived = receiving.asked(tmp_path, "SELECT count(*) FROM event WHERE what = 'envelope arrived'")
    assert arrived == [(3,)], "the cancelled one may not arrive, and none arrives twice"


@pytest.mark.slow
def test_on_a_shared_tablet_nobody_sees_or_sends_what_a_colleague_scanned(
    tablet_in_hand: Callable,
    network: Network,
    server: Server,
    envelopes: list[demo.Envelope],
    tmp_path: Path,
) -> None:
    add_colleague(tmp_path / "returkoll.sqlite", "warehouse")
    with tablet_in_hand() as page:
        receiving.open_desk(page)
        lose_contact(page, network)
        for text in (envelopes[0].number, envelopes[0].serials[0]):
            receiving.scan(page, text)
        expect(waiting(page)).to_have_count(2)
        hand_over_with_unsent(page, network, 2)
        page.goto(receiving.DIRECT)
        way.wait_until_alive(page)
        expect(page.locator("section.waiting")).to_be_hidden()
        assert envelopes[0].serials[0] not in page.content()
        assert received(tmp_path) == []
        page.context.clear_cookies()
        sign_in(page, "warehouse")
        page.goto(receiving.DIRECT)
        for _look in range(40):  # nothing waits visibly either before the page's scripts have looked
            if received(tmp_path):
                break
            page.wait_for_timeout(500)
        expect(page.locator(".queue-note, section.waiting").filter(visible=True)).to_have_count(0)
    assert received(tmp_path) == [(envelopes[0].serials[0], envelopes[0].number, "lager@returkoll.demo")]
