"""The warehouse's table in a real browser: envelopes and products before a camera that the test decides, and cards."""

import itertools
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from benchmarks.desk import held_camera
from tests.browser import demo, film
from tests.browser.conftest import PHONE, TABLET, Screen
from tests.browser.steps import sign_in
from tests.browser.table.showing import picture_of_card, picture_of_code, take_away
from web.scan.command_cards import CommandCard

A_LOOK_OR_MORE = 60_000  # milliseconds at most, on two busy cores


@pytest.fixture
def database(sealed_envelopes: tuple[Path, list[demo.Envelope]]) -> Path:
    return sealed_envelopes[0]


@pytest.fixture
def card(database: Path) -> Callable[[CommandCard], film.Picture]:
    """A picture of a printed card on the desk."""
    app = demo.app_on(database)

    def drawn(which: CommandCard) -> film.Picture:
        with app.app_context():
            return picture_of_card(which)

    return drawn


def label(number: str) -> film.Picture:
    return picture_of_code(zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.QRCode, ec_level="M"), 12)


def boxes(serials: Iterable[str]) -> film.Picture:
    """A box each, on the desk."""
    desk = film.desk()
    for at, serial in enumerate(serials):
        code = np.asarray(film.symbol(film.code_128(serial), 3))
        top, left = 140 + at // 2 * 300, 120 + at % 2 * 900
        desk[top : top + code.shape[0], left : left + code.shape[1]] = code
    return desk


@pytest.fixture
def table(open_page: Callable[..., Page], tmp_path: Path) -> Page:
    page = open_page(TABLET, film=film.write(tmp_path / "desk.mjpeg", [film.Segment(film.desk(), 1)], 2))
    held_camera.install(page)
    sign_in(page, "warehouse")
    page.goto("/lager/bord")
    page.get_by_role("link", name="Starta bordet").click()
    expect(page.locator("video")).to_be_visible()
    return page


def show(page: Page, picture: film.Picture, told: str) -> None:
    held_camera.hold(page, picture)
    expect(page.locator("#table")).to_contain_text(told, timeout=A_LOOK_OR_MORE)
    take_away(page)


def states(tmp_path: Path) -> list[str]:
    with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
        return sorted(state for (state,) in connection.execute("SELECT state FROM line"))


def all_of(envelope: demo.Envelope) -> str:
    return f"{len(envelope.serials)} av {len(envelope.serials)}"


def test_envelope_after_envelope_without_a_touch(
    table: Page, envelopes: list[demo.Envelope], card: Callable[[CommandCard], film.Picture], tmp_path: Path
) -> None:
    """The first is taken in by the card, the second by the third one's label."""
    first, second, third = envelopes[:3]
    show(table, label(first.number), f"0 av {len(first.serials)}")
    show(table, boxes(first.serials), all_of(first))
    show(table, card(CommandCard.DONE), "Kuvertet är inlagt")
    assert "oppet" not in table.url
    show(table, label(second.number), f"0 av {len(second.serials)}")
    show(table, boxes(second.serials), all_of(second))
    show(table, label(third.number), f"0 av {len(third.serials)}")
    come = len(first.serials) + len(second.serials)
    assert states(tmp_path).count("received") == come
    with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
        taken = connection.execute("SELECT count(*) FROM envelope WHERE taken_in_at IS NOT NULL").fetchone()
    assert taken == (2,)


def test_what_is_missing_needs_the_card_twice_and_a_card_that_lies_still_is_one(
    table: Page, envelopes: list[demo.Envelope], card: Callable[[CommandCard], film.Picture], tmp_path: Path
) -> None:
    envelope = next(one for one in envelopes if len(one.serials) > 1)
    show(table, label(envelope.number), f"0 av {len(envelope.serials)}")
    show(table, boxes(envelope.serials[:1]), f"1 av {len(envelope.serials)}")
    held_camera.hold(table, card(CommandCard.DONE))
    expect(table.locator("#table")).to_contain_text("Är kuvertet tomt?", timeout=A_LOOK_OR_MORE)
    table.wait_for_timeout(7_000)  # it lies still
    expect(table.locator("#table")).to_contain_text("Är kuvertet tomt?")
    assert "missing" not in states(tmp_path)
    take_away(table)
    show(table, card(CommandCard.DONE), "Kuvertet är inlagt")
    assert states(tmp_path).count("missing") == len(envelope.serials) - 1


def test_a_product_of_another_envelope_is_told_and_stays_out(
    table: Page, envelopes: list[demo.Envelope], card: Callable[[CommandCard], film.Picture], tmp_path: Path
) -> None:
    here, other = envelopes[:2]
    show(table, label(here.number), f"0 av {len(here.serials)}")
    held_camera.hold(table, boxes(other.serials[:1]))
    expect(table.locator("[data-scan=status]")).to_have_attribute("data-tone", "stop", timeout=A_LOOK_OR_MORE)
    take_away(table)
    expect(table.locator("#table-title")).to_have_text(f"0 av {len(here.serials)}")
    assert "received" not in states(tmp_path)
    show(table, boxes(here.serials[:1]), f"1 av {len(here.serials)}")
    show(table, card(CommandCard.UNDO), "är inte mottagen längre")
    assert "received" not in states(tmp_path)


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_its_words_are_read_from_afar(
    screen: Screen, open_page: Callable[..., Page], envelopes: list[demo.Envelope]
) -> None:
    page = open_page(screen)
    sign_in(page, "warehouse")
    for place, number in itertools.product(("/lager/bord/mottag",), ("", envelopes[0].number)):
        page.goto(f"{place}?oppet={number and number + 'E1'}")
        size = page.locator("#table .table-news").evaluate(
            "(words) => parseFloat(getComputedStyle(words).fontSize)"
        )
        assert size >= (24 if screen is PHONE else 37)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
