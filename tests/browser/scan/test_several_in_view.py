"""Four products in one view, in the real browser: each card's button puts in what that card shows, by every way in."""

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import PHONE, TABLET, Screen
from tests.drawn_view import Placed, draw_view

MANY = 4


def view_of(products: list[demo.Product]) -> film.Picture:
    """A label each, two and two."""
    labels = [
        Placed(
            f"(01){product.gtin}(21){product.serial}", at=(240 + at % 2 * 900, 120 + at // 2 * 480), module=8
        )
        for at, product in enumerate(products)
    ]
    drawn = Image.open(io.BytesIO(draw_view(*labels, size=(film.WIDTH, film.HEIGHT)))).convert("RGB")
    return cv2.cvtColor(np.asarray(drawn), cv2.COLOR_RGB2BGR)


@pytest.fixture
def four(demo_database: Path) -> list[demo.Product]:
    return [one for one in demo.products(demo_database, VerdictKind.TO_WAREHOUSE) if one.gtin][:MANY]


def card_of(page: Page, product: demo.Product) -> Locator:
    return page.locator("#cards article").filter(has_text=product.serial)


def serials_in(page: Page) -> Locator:
    return page.locator("#contents li .code")


def press_every_card(page: Page, products: list[demo.Product]) -> None:
    """From the last to the first: the list shows what was put in latest first."""
    expect(page.locator("#cards article")).to_have_count(len(products))
    pressed: list[str] = []
    for product in reversed(products):
        card_of(page, product).get_by_role("button", name="Lägg i returen").click()
        pressed.insert(0, product.serial)
        expect(serials_in(page)).to_have_text(pressed)
        expect(card_of(page, product)).to_have_count(0)
    expect(page.locator("#cards article")).to_have_count(0)


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_every_card_of_a_photo(
    screen: Screen, open_page: Callable[..., Page], four: list[demo.Product]
) -> None:
    page = open_page(screen)
    way.start_return(page)
    way.photograph(page, film.as_jpeg(view_of(four)))
    press_every_card(page, four)


def test_every_card_of_the_live_camera(
    open_page: Callable[..., Page], four: list[demo.Product], tmp_path: Path
) -> None:
    shown = film.write(tmp_path / "film.mjpeg", [film.Segment(view_of(four), 1)], sway_pictures=6)
    page = open_page(TABLET, film=shown)
    way.start_return(page)
    way.start_camera(page)
    expect(page.locator("#cards article")).to_have_count(MANY)
    page.get_by_role("button", name="Ljud av").wait_for()
    press_every_card(page, four)


def test_all_of_the_live_camera_at_once(
    open_page: Callable[..., Page], four: list[demo.Product], tmp_path: Path
) -> None:
    shown = film.write(tmp_path / "film.mjpeg", [film.Segment(view_of(four), 1)], sway_pictures=6)
    page = open_page(TABLET, film=shown)
    way.start_return(page)
    page.locator("[data-scan=batch]").check()
    way.start_camera(page)
    expect(serials_in(page)).to_have_count(MANY)
    assert set(serials_in(page).all_text_contents()) == {product.serial for product in four}
