"""Scan after scan at the receiving desk: nothing is pressed, what is not as announced stops, and it is quick."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import demo, film, receiving, way
from tests.browser.conftest import PHONE
from tests.browser.steps import sign_in

MOST_MS = 1500
"""Of the software's own time for a product, as issue 12 promises."""


@pytest.fixture
def database(sealed_envelopes: tuple[Path, list[demo.Envelope]]) -> Path:
    return sealed_envelopes[0]


@pytest.mark.slow
def test_envelopes_are_taken_in_by_scans_alone_and_quickly(
    tablet: Page, envelopes: list[demo.Envelope], tmp_path: Path
) -> None:
    receiving.open_desk(tablet)
    took = receiving.receive_all(tablet, envelopes[:3])
    assert max(took) < MOST_MS, f"milliseconds from the scan to its answer on the page: {took}"
    way.look_at(tablet, "direct-received")
    count = receiving.asked(tmp_path, "SELECT count(*) FROM line WHERE state = 'received'")
    assert count == [(9,)]
    # Out of turn, twice, and not announced: each is told for what it is, and nothing changes.
    receiving.scan(tablet, envelopes[2].serials[0])
    receiving.expect_told(tablet, "Redan mottagen")
    expect(tablet.locator("[data-scan=status]")).to_have_attribute("data-tone", "again")
    receiving.scan(tablet, envelopes[3].number)
    receiving.expect_told(tablet, "3 produkter")
    expect(tablet.locator("#received h2").first).to_be_visible()
    receiving.scan(tablet, "FINNS-INTE-77")
    expect(tablet.locator("#cards .verdict.stop")).to_contain_text("FINNS-INTE-77")
    expect(tablet.locator("[data-part=left] > li")).to_contain_text("FINNS-INTE-77")
    way.look_at(tablet, "direct-question")
    receiving.scan(tablet, envelopes[3].serials[0])
    receiving.expect_told(tablet, envelopes[3].serials[0])
    expect(tablet.locator("[data-part=left] > li")).to_have_count(1)
    tablet.get_by_role("button", name="Titta").click()
    expect(tablet.locator("#cards")).to_contain_text("FINNS-INTE-77")
    tablet.get_by_role("button", name="Ta emot som extra").click()
    expect(tablet.locator("[data-part=left] > li")).to_have_count(0)
    expect(tablet.locator("#received")).to_contain_text("FINNS-INTE-77")
    tablet.get_by_role("button", name="Ångra FINNS-INTE-77").first.click()
    expect(tablet.locator("#received")).not_to_contain_text("FINNS-INTE-77")
    receiving.scan(tablet, envelopes[3].serials[1])
    tablet.get_by_role("button", name=f"Ångra {envelopes[3].serials[1]}").first.click()
    expect(tablet.locator("#received")).to_contain_text("1 av 3 mottagna")
    tablet.reload()
    expect(tablet.locator("#received")).to_contain_text("1 av 3 mottagna")
    states = receiving.asked(tmp_path, "SELECT count(*) FROM return WHERE state = 'received'")
    assert states == [(3,)], "each envelope was taken in by the scan of the next one"


@pytest.mark.slow
def test_the_camera_takes_in_what_it_sees(
    open_page: Callable[..., Page], envelopes: list[demo.Envelope], tmp_path: Path
) -> None:
    first = envelopes[0]
    label = film.Package("Huvudlagret", "Kuvert", "", (first.number,))
    boxes = [film.Package("Leverantör", "Produkt", "", (serial,)) for serial in first.serials]
    scenes = [film.Segment(film.draw(package), 2) for package in (label, *boxes)]
    page = open_page(PHONE, film=film.write(tmp_path / "film.mjpeg", scenes, sway_pictures=6))
    sign_in(page, "warehouse")
    page.goto(receiving.DIRECT)
    way.wait_until_alive(page)
    way.start_camera(page)
    expect(page.locator("#received")).to_contain_text("3 av 3 mottagna", timeout=90_000)
    way.look_at(page, "direct-camera")
