"""A server that answers with an error: told as that, left alone for a while, and never called lost contact."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import TABLET

FAILED = json.dumps({"message": "Något gick fel hos oss.", "title": "Fel", "tone": "stop"})
WATCHED = 6000
"""Milliseconds. With a pause of two seconds, then of four: three requests at the most."""


def failing(page: Page, path: str, status: int, body: str = FAILED, **headers: str) -> list[str]:
    """Every request to that path gets this answer; what was asked is in the list."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=status, body=body, content_type="application/json", headers=headers or None)

    page.route(path, answer)
    return asked


@pytest.mark.parametrize("status", [500, 503, 429, 400])
def test_the_live_camera_waits_and_says_so(
    status: int, open_page: Callable[..., Page], demo_database: Path, tmp_path: Path
) -> None:
    shown = demo.filmed(demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1], tmp_path / "film.mjpeg")
    page = open_page(TABLET, film=shown)
    way.start_return(page)
    asked = failing(page, "**/skanna", status)
    way.start_camera(page)
    expect(page.locator("[data-scan=sentence]")).to_contain_text("Något gick fel hos oss.")
    expect(page.locator("[data-scan=sentence]")).to_contain_text("Nästa försök om")
    page.wait_for_timeout(WATCHED)
    assert 1 <= len(asked) <= 3
    page.unroute("**/skanna")
    expect(page.locator("#cards article")).to_be_visible()


def test_a_server_that_asks_for_a_longer_pause_gets_it(
    open_page: Callable[..., Page], demo_database: Path, tmp_path: Path
) -> None:
    shown = demo.filmed(demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1], tmp_path / "film.mjpeg")
    page = open_page(TABLET, film=shown)
    way.start_return(page)
    asked = failing(page, "**/skanna", 503, **{"Retry-After": "20"})
    way.start_camera(page)
    expect(page.locator("[data-scan=sentence]")).to_contain_text("Nästa försök om 20 sekunder.")
    page.wait_for_timeout(WATCHED)
    assert len(asked) == 1


NOTE_PAUSES = """
    window.pauses = []
    const set = window.setTimeout
    window.setTimeout = (does, pause, ...more) => {
        if (does.name === "deliver") window.pauses.push(pause)
        return set(does, pause, ...more)
    }
"""
"""What the courier waits before its next try, in milliseconds: as it asks for it, whatever the machine makes of it."""


def breaking(page: Page, path: str, times: int) -> None:
    """So many requests to that path find nobody."""
    left = iter(range(times))
    page.route(path, lambda route: route.fallback() if next(left, None) is None else route.abort())


def test_pauses_are_short_again_once_the_server_has_answered(tablet: Page, demo_database: Path) -> None:
    (product, *_others) = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)
    tablet.add_init_script(NOTE_PAUSES)
    way.start_return(tablet)
    breaking(tablet, "**/ko", 4)
    breaking(tablet, "**/rader", 2)
    tablet.locator("[data-scan=batch]").check()
    way.type_in(tablet, product.serial)
    expect(tablet.locator("#contents li").filter(has_text=product.serial)).to_be_visible()
    assert tablet.evaluate("pauses") == [250, 500, 1000, 2000, 250, 500]


BUSY = json.dumps({"message": "Många bilder läses just nu.", "title": "Upptaget", "tone": "attention"})


def busy_at_first(page: Page, times: int) -> list[str]:
    """So many questions are answered that the server is busy, the others by the server."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > times:
            return route.continue_()
        headers = {"Retry-After": "1"}
        return route.fulfill(status=503, body=BUSY, content_type="application/json", headers=headers)

    page.route("**/skanna", answer)
    return asked


def test_a_photo_is_sent_again_by_itself_when_the_server_was_busy(tablet: Page, demo_database: Path) -> None:
    (product,) = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1]
    way.start_return(tablet)
    asked = busy_at_first(tablet, 2)
    way.photograph(tablet, film.as_jpeg(film.draw(product.package)))
    expect(tablet.locator("#cards article")).to_be_visible()
    assert len(asked) == 3


def test_the_live_camera_waits_for_its_turn_without_an_error(
    open_page: Callable[..., Page], demo_database: Path, tmp_path: Path
) -> None:
    shown = demo.filmed(demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1], tmp_path / "film.mjpeg")
    page = open_page(TABLET, film=shown)
    way.start_return(page)
    asked = busy_at_first(page, 4)
    way.start_camera(page)
    expect(page.locator("[data-scan=sentence]")).to_contain_text("Många bilder läses just nu.")
    expect(page.locator("#cards article")).to_be_visible(timeout=15_000)
    assert len(asked) >= 5


@pytest.mark.parametrize("status", [500, 503])
def test_the_queue_waits_and_says_so(status: int, tablet: Page, demo_database: Path) -> None:
    (product, *_others) = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)
    way.start_return(tablet)
    asked = failing(tablet, "**/rader", status)
    tablet.locator("[data-scan=batch]").check()
    way.type_in(tablet, product.serial)
    expect(tablet.locator(".waiting [data-part=news]")).to_contain_text("Servern svarade att något gick fel.")
    tablet.wait_for_timeout(WATCHED)
    assert 1 <= len(asked) <= 3
    expect(tablet.get_by_text("Ingen kontakt med servern")).to_have_count(0)
    tablet.unroute("**/rader")
    expect(tablet.locator("#contents li").filter(has_text=product.serial)).to_be_visible(timeout=60_000)


def test_a_deed_that_the_server_fails_at_again_and_again_is_for_a_person(
    tablet: Page, demo_database: Path
) -> None:
    first, second, *_others = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)
    way.start_return(tablet)
    asked = failing(tablet, "**/rader", 500)
    tablet.locator("[data-scan=batch]").check()
    way.type_in(tablet, first.serial)
    expect(tablet.locator("[data-part=left] > li")).to_contain_text(first.serial, timeout=60_000)
    assert len(asked) == 4
    tablet.unroute("**/rader")
    way.type_in(tablet, second.serial)
    expect(tablet.locator("#contents li").filter(has_text=second.serial)).to_be_visible()


def test_a_card_whose_button_gets_an_error_says_so_and_stays(tablet: Page, demo_database: Path) -> None:
    (product, *_others) = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)
    way.start_return(tablet)
    way.type_in(tablet, product.serial)
    card = tablet.locator("#cards article").filter(has_text=product.serial)
    message = '<div class="messages" id="flashes">Något gick fel hos oss.</div>'
    asked = failing(tablet, "**/rader", 503, message)
    card.get_by_role("button", name="Lägg i returen").click()
    expect(tablet.locator("#flashes")).to_contain_text("Något gick fel hos oss.")
    tablet.wait_for_timeout(1500)
    assert len(asked) == 1
    expect(card).to_be_visible()
