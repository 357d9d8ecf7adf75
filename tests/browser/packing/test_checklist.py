"""The checklist in a real browser: a photo halfway through, and what a no brings up."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import PHONE


def test_a_photo_halfway_leaves_the_answers_as_they_are(
    open_page: Callable[..., Page], demo_database: Path
) -> None:
    page, product = open_page(PHONE), demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0]
    way.start_return(page)
    way.type_in(page, product.serial)
    way.pack(page, product.serial)
    page.get_by_role("link", name="Klar med packningen").click()
    no = page.get_by_role("radio", name="Nej").first
    asked = page.get_by_label("Vad saknas?").first
    expect(asked).to_be_hidden()
    no.check()
    asked.fill("Locket")
    for at in range(2):
        picture = film.as_jpeg(film.draw(product.package) if at else film.desk())
        page.locator("#foton input[type=file]").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture}
        )
        expect(page.locator(".photos img")).to_have_count(at + 1)
    page.get_by_role("button", name="Ta bort foto 1").click()
    expect(page.locator(".photos img")).to_have_count(1)
    expect(no).to_be_checked()
    expect(asked).to_have_value("Locket")


def packed(page: Page, database: Path, count: int) -> None:
    way.start_return(page)
    for product in demo.products(database, VerdictKind.TO_WAREHOUSE)[:count]:
        way.type_in(page, product.serial)
        way.pack(page, product.serial)
    page.get_by_role("link", name="Klar med packningen").click()
    page.wait_for_url("**/kontroll*")
    way.wait_until_alive(page)


def test_a_product_that_is_as_it_should_be_takes_one_tap(tablet: Page, demo_database: Path) -> None:
    packed(tablet, demo_database, 1)
    expect(tablet.get_by_role("button", name="Nästa")).to_be_hidden()
    tablet.get_by_role("button", name="Allt är som det ska").click()
    tablet.wait_for_url("**/forsegla")


def test_a_heap_takes_one_press_and_each_product_one_tap_for_what_only_it_needs(
    tablet: Page, demo_database: Path
) -> None:
    packed(tablet, demo_database, 10)
    tablet.get_by_role("button", name="Allt stämmer för alla 10").click()
    taps = 1
    tablet.wait_for_url("**/kontroll*")
    while "/kontroll" in tablet.url:
        here = tablet.url
        way.wait_until_alive(tablet)
        expect(tablet.get_by_text("besvarade med ja")).to_be_visible()
        asked = tablet.locator("form.stack > .question legend").all_inner_texts()
        assert asked, "only what is left is asked"
        assert all("ladda" in words or "återställd" in words for words in asked), asked
        tablet.get_by_role("button", name="Allt är som det ska").click()
        taps += 1
        tablet.wait_for_url(lambda url, here=here: url != here)
    assert "/forsegla" in tablet.url
    assert taps <= 11


def test_a_no_takes_the_quick_way_away(tablet: Page, demo_database: Path) -> None:
    packed(tablet, demo_database, 1)
    tablet.locator("label.choice.no").last.click()
    expect(tablet.get_by_role("button", name="Allt är som det ska")).to_be_hidden()
    tablet.get_by_role("button", name="Nästa").click()
    expect(tablet.locator("#kvar")).to_be_visible()
    first = tablet.locator("form.stack > .question").first
    expect(first.get_by_role("radio", name="Nej")).to_be_checked()
