"""The clinic's table in a real browser: by a film alone, and card by card before a camera that the test decides."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from benchmarks.desk import held_camera
from registry.verdict import VerdictKind
from tests.browser import demo, film
from tests.browser.conftest import PHONE, TABLET, Screen
from tests.browser.steps import sign_in
from tests.browser.table.showing import picture_of_card, take_away
from web.scan.command_cards import CommandCard

ROUNDS_OF_THE_FILM = 120_000  # milliseconds at most, on two busy cores


@pytest.fixture
def cards(demo_database: Path) -> dict[str, film.Picture]:
    """A picture of each printed card on the desk, and of one that another region has printed."""
    app = demo.app_on(demo_database)
    with app.app_context():
        drawn = {card.value: picture_of_card(card) for card in CommandCard}
        app.config["SECRET_KEY"] = "another region's"
        return {**drawn, "foreign": picture_of_card(CommandCard.UNDO)}


def view_of(products: list[demo.Product]) -> film.Picture:
    """A label each, on the desk."""
    desk = film.desk()
    for at, product in enumerate(products):
        code = np.asarray(film.symbol(film.data_matrix(product.gtin or "", product.serial), 9))
        top, left = 160 + at // 2 * 460, 260 + at % 2 * 900
        desk[top : top + code.shape[0], left : left + code.shape[1]] = code
    return desk


@pytest.fixture
def three(demo_database: Path) -> list[demo.Product]:
    return [one for one in demo.products(demo_database, VerdictKind.TO_WAREHOUSE) if one.gtin][:3]


def start_table(page: Page) -> None:
    sign_in(page, "clinic")
    page.goto("/returer/bord")
    page.get_by_role("button", name="Starta bordet").click()
    expect(page.locator("#table")).to_be_visible()
    expect(page.locator("video")).to_be_visible()


def lies_there(page: Page, count: int) -> None:
    words = "1 produkt" if count == 1 else f"{count} produkter"
    expect(page.locator("#table-title")).to_have_text(words, timeout=ROUNDS_OF_THE_FILM)


def test_a_film_alone_packs_and_answers_every_question(
    open_page: Callable[..., Page],
    three: list[demo.Product],
    cards: dict[str, film.Picture],
    tmp_path: Path,
) -> None:
    """Three products in one picture, then the card; round and round, and nobody touches anything."""
    segments = [
        film.Segment(view_of(three), 3),
        film.Segment(film.desk(), 3),
        film.Segment(cards["KLAR"], 2),
        film.Segment(film.desk(), 3),
    ]
    page = open_page(TABLET, film=film.write(tmp_path / "table.mjpeg", segments, sway_pictures=6))
    start_table(page)
    lies_there(page, 3)
    expect(page.locator("#table")).to_contain_text("Allt är kontrollerat", timeout=ROUNDS_OF_THE_FILM)
    lies_there(page, 3)
    expect(page.locator(".table-code .symbol")).to_be_visible()


@pytest.fixture
def table(open_page: Callable[..., Page], tmp_path: Path) -> Page:
    """A table whose camera sees what the test holds before it; the film beneath gives the page a camera at all."""
    page = open_page(TABLET, film=film.write(tmp_path / "desk.mjpeg", [film.Segment(film.desk(), 1)], 2))
    held_camera.install(page)
    start_table(page)
    return page


def show(page: Page, picture: film.Picture) -> None:
    held_camera.hold(page, picture)


def test_a_card_is_obeyed_once_a_showing(
    table: Page, three: list[demo.Product], cards: dict[str, film.Picture]
) -> None:
    show(table, view_of(three))
    lies_there(table, 3)
    take_away(table)
    show(table, cards["ANGRA"])
    lies_there(table, 2)
    table.wait_for_timeout(3_500)  # it lies still
    lies_there(table, 2)
    take_away(table)
    show(table, cards["ANGRA"])
    lies_there(table, 1)


def test_what_lies_still_or_is_shown_again_is_put_in_once(table: Page, three: list[demo.Product]) -> None:
    show(table, view_of(three[:1]))
    lies_there(table, 1)
    table.wait_for_timeout(6_000)
    take_away(table)
    table.wait_for_timeout(2_000)
    show(table, view_of(three[:1]))
    expect(table.locator("[data-scan=sentence]")).to_contain_text("ligger i retur")
    lies_there(table, 1)


def test_a_card_of_another_region_does_nothing(
    table: Page, three: list[demo.Product], cards: dict[str, film.Picture]
) -> None:
    show(table, view_of(three[:1]))
    lies_there(table, 1)
    take_away(table)
    show(table, cards["foreign"])
    expect(table.locator("[data-part=card-news]")).to_contain_text("en annan Returkoll")
    lies_there(table, 1)


def test_next_begins_another_return_and_the_camera_goes_on(
    table: Page, three: list[demo.Product], cards: dict[str, film.Picture]
) -> None:
    show(table, view_of(three[:1]))
    lies_there(table, 1)
    take_away(table)
    before = table.url
    show(table, cards["NASTA"])
    expect(table).not_to_have_url(before)
    lies_there(table, 0)
    take_away(table)
    show(table, view_of(three[1:2]))
    lies_there(table, 1)


def test_contact_that_was_lost_comes_back_by_itself(
    table: Page, three: list[demo.Product], cards: dict[str, film.Picture]
) -> None:
    table.context.set_offline(True)
    show(table, view_of(three[:1]))
    expect(table.locator("[data-scan=sentence]")).to_contain_text("Ingen kontakt")
    table.context.set_offline(False)
    lies_there(table, 1)


def test_a_camera_that_ended_is_opened_again(table: Page, three: list[demo.Product]) -> None:
    table.evaluate(
        """() => {
          const [ track ] = document.querySelector("video").srcObject.getVideoTracks()
          track.stop()
          track.dispatchEvent(new Event("ended"))
        }"""
    )
    show(table, view_of(three[:1]))
    lies_there(table, 1)


def test_the_voice_speaks_swedish_only_where_it_was_switched_on(
    table: Page, three: list[demo.Product]
) -> None:
    table.evaluate(
        """() => {
          window.said = []
          speechSynthesis.speak = (words) => window.said.push([ words.lang, words.text ])
        }"""
    )
    show(table, view_of(three[:1]))
    lies_there(table, 1)
    assert table.evaluate("window.said") == []
    table.get_by_label("Säg högt vad som händer").check()
    take_away(table)
    show(table, view_of(three[1:2]))
    lies_there(table, 2)
    said = table.evaluate("window.said")
    assert any(lang == "sv-SE" and "ligger i returen" in text for lang, text in said), said


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_its_words_are_read_from_afar(screen: Screen, open_page: Callable[..., Page]) -> None:
    page = open_page(screen)
    sign_in(page, "clinic")
    page.goto("/returer/bord")
    page.get_by_role("button", name="Starta bordet").click()
    size = page.locator("#table .table-news").evaluate(
        "(words) => parseFloat(getComputedStyle(words).fontSize)"
    )
    assert size >= (24 if screen is PHONE else 37), (
        "22 px a metre is what 10 minutes of arc ask for on a tablet"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
