"""Ten products, sorted into the right returns, sealed, with labels; by each way in, on each size."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import film, way
from tests.browser.conftest import PHONE, TABLET, Screen
from tests.browser.many_products import ManyProducts, as_scanned, many_products_in, serial_of

SHOWN_FOR = 2.5  # seconds that the camera sees a product; the film begins anew when it has ended
ROUNDS_OF_THE_FILM = 200_000  # milliseconds at most, on two busy cores


@pytest.fixture
def products(demo_database: Path) -> ManyProducts:
    return many_products_in(demo_database)


def each_screen(test: Callable) -> Callable:
    return pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)(test)


@each_screen
def test_by_the_camera(
    screen: Screen, products: ManyProducts, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    segments = [
        segment
        for package in products.packages
        for segment in (film.Segment(film.draw(package), SHOWN_FOR), film.Segment(film.desk(), 0.2))
    ]
    page = open_page(screen, film=film.write(tmp_path / "products.mjpeg", segments, sway_pictures=6))
    way.start_return(page)
    put_in_at_once(page)
    way.start_camera(page)
    everything_is_sorted(page, products)
    page.get_by_role("link", name="Klar med packningen").scroll_into_view_if_needed()
    every_return_is_sealed_with_its_label(page, products)


@each_screen
def test_by_photos(screen: Screen, products: ManyProducts, open_page: Callable[..., Page]) -> None:
    page = open_page(screen)
    way.start_return(page)
    page.locator("input[data-scan=gallery]").set_input_files(
        [
            {
                "name": f"{serial_of(package)}.jpg",
                "mimeType": "image/jpeg",
                "buffer": film.as_jpeg(film.draw(package)),
            }
            for package in products.packages
        ]
    )
    everything_is_sorted(page, products)
    every_return_is_sealed_with_its_label(page, products)


@each_screen
def test_by_a_hand_scanner(screen: Screen, products: ManyProducts, open_page: Callable[..., Page]) -> None:
    page = open_page(screen)
    way.start_return(page)
    put_in_at_once(page)
    page.evaluate("document.activeElement.blur()")
    for package in products.packages:
        page.keyboard.type(as_scanned(package))
        page.keyboard.press("Enter")
    everything_is_sorted(page, products)
    every_return_is_sealed_with_its_label(page, products)


@each_screen
def test_by_typing_alone(screen: Screen, products: ManyProducts, open_page: Callable[..., Page]) -> None:
    """One after the other, each card looked at: by keyboard, without a pointer."""
    page = open_page(screen)
    way.start_return(page)
    for package in products.packages:
        way.type_in(page, as_scanned(package))
        serial = serial_of(package)
        card = page.locator("#cards article").filter(has_text=serial)
        expect(card).to_be_visible()
        if package is products.unknown:
            expect(card).to_have_attribute("data-verdict", "unknown")
            continue
        if package is products.wrong_box:
            expect(card).to_have_attribute("data-verdict", "wrong_box")
            the_box_is_changed(page, products)
            continue
        card.get_by_role("button", name="Lägg i").press("Enter")
        expect(page.get_by_role("button", name=f"Ångra {serial}")).to_be_visible()
    is_sorted(page, products)
    every_return_is_sealed_with_its_label(page, products)


# --- steps


def put_in_at_once(page: Page) -> None:
    page.get_by_label("Lägg i direkt", exact=True).check()


def everything_is_sorted(page: Page, products: ManyProducts) -> None:
    """And what needs a person stands in a group of its own: the unknown product, and the one in the wrong box."""
    for serial in sorted(serial_of(package) for package in products.to_warehouse):
        expect(page.locator("#contents .lines li").filter(has_text=serial)).to_be_visible(
            timeout=ROUNDS_OF_THE_FILM
        )
    left = page.locator("[data-part=left] > li")
    for package, sentence in (
        (products.unknown, "inte registrerat"),
        (products.wrong_box, "Fel kartong"),
    ):
        row = left.filter(has_text=serial_of(package))
        expect(row).to_contain_text(sentence, timeout=ROUNDS_OF_THE_FILM)
    the_box_is_changed(page, products)
    is_sorted(page, products)


def the_box_is_changed(page: Page, products: ManyProducts) -> None:
    """The product into its own box, of which the serial is read: now it may go."""
    serial = serial_of(products.wrong_box)
    way.type_in(page, serial)
    if not page.get_by_label("Lägg i direkt", exact=True).is_checked():
        page.locator("#cards article").filter(has_text=serial).get_by_role("button", name="Lägg i").click()
    expect(page.locator("#contents .lines li").filter(has_text=serial)).to_be_visible()


def is_sorted(page: Page, products: ManyProducts) -> None:
    expect(page.get_by_role("link", name="2 produkter")).to_be_visible(timeout=ROUNDS_OF_THE_FILM)
    expect(page.locator("#contents .packed > .lines").first.locator("li")).to_have_count(
        len(products.warehouse_serials)
    )


def every_return_is_sealed_with_its_label(page: Page, products: ManyProducts) -> None:
    number = way.return_number_in(page)
    others = page.get_by_role("link", name="2 produkter").get_attribute("href") or ""
    sealed_with_its_label(page, f"/returer/{number}/", products.warehouse_serials, "20261123")
    sealed_with_its_label(page, others, products.supplier_serials, "20261124")


def sealed_with_its_label(page: Page, address: str, serials: set[str], order_number: str) -> None:
    """Each return has an order number of its own: one that stands on another return is asked about."""
    page.goto(address)
    way.answer_checklists(page)
    way.seal(page, order_number)
    packed = page.locator("ul.lines small.code").all_text_contents()
    assert set(packed) == serials
    codes = way.codes_on(way.render(way.download_label(page)))
    assert way.return_number_in(page) in codes
