"""The checklist in a real browser: a photo halfway through, and what a no brings up."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import PHONE, TABLET


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
    page.wait_for_url(way.ASKS)
    way.wait_until_alive(page)


def test_a_product_that_is_as_it_should_be_takes_one_tap(tablet: Page, demo_database: Path) -> None:
    packed(tablet, demo_database, 1)
    expect(tablet.get_by_role("button", name="Nästa")).to_be_hidden()
    tablet.get_by_role("button", name="Allt är som det ska").click()
    tablet.wait_for_url("**/forsegla")


def test_ten_products_take_one_press_for_each_kind_of_check(tablet: Page, demo_database: Path) -> None:
    packed(tablet, demo_database, 10)
    questions = []
    while way.ASKS.search(tablet.url):
        here = tablet.url
        way.wait_until_alive(tablet)
        questions.append(tablet.locator("h1").inner_text())
        tablet.get_by_role("button", name=re.compile("Allt stämmer för alla 10|Ja, alla|Allt är som")).click()
        tablet.wait_for_url(lambda url, here=here: url != here)
    assert questions[:2] == ["Stämmer allt det här för varje produkt?", "Går de att ladda?"]
    assert len(questions) <= 3, questions
    assert "/forsegla" in tablet.url


def test_the_button_says_for_whom_it_answers_and_the_others_get_their_own_page(
    tablet: Page, demo_database: Path
) -> None:
    packed(tablet, demo_database, 4)
    first = tablet.locator(".tick").first
    name = first.locator("strong").inner_text()
    expect(first.get_by_text("Får egna frågor")).to_be_hidden()
    first.click()
    expect(first.get_by_text("Får egna frågor")).to_be_visible()
    tablet.get_by_role("button", name="Ja, för de ikryssade", exact=True).click()
    while "/hela-hogen" in tablet.url:
        here = tablet.url
        way.wait_until_alive(tablet)
        tablet.locator(".for-ticked").click()
        tablet.wait_for_url(lambda url, here=here: url != here)
    expect(tablet.locator("h1")).to_have_text(name)
    assert tablet.locator("form.stack > .question").count() > 3, "all but what was ticked is asked here"
    tablet.get_by_role("button", name="Allt är som det ska").click()
    tablet.wait_for_url("**/forsegla")


def test_where_no_product_is_ticked_each_is_asked_by_itself(tablet: Page, demo_database: Path) -> None:
    packed(tablet, demo_database, 2)
    for tick in tablet.locator(".tick input").all():
        tick.uncheck()
    expect(tablet.get_by_role("button", name="Ja, för de ikryssade")).to_be_hidden()
    expect(tablet.get_by_role("button", name="Nej, en i taget", exact=True)).to_be_visible()


def test_without_javascript_the_same_press_answers(
    open_page: Callable[..., Page], demo_database: Path
) -> None:
    page = open_page(TABLET)
    packed(page, demo_database, 2)
    address = page.url
    with page.context.browser.new_context(java_script_enabled=False, locale="sv-SE") as plain_context:
        plain_context.add_cookies(page.context.cookies())
        plain = plain_context.new_page()
        plain.goto(address)
        plain.locator(".tick input").first.uncheck()
        plain.get_by_role("button", name="Ja, för de ikryssade", exact=True).click()
        assert plain.url != address
        assert way.ASKS.search(plain.url)
    page.goto(address)
    assert page.url != address, "one product is left, and it has its own page"


def test_a_no_takes_the_quick_way_away(tablet: Page, demo_database: Path) -> None:
    packed(tablet, demo_database, 1)
    tablet.locator("label.choice.no").last.click()
    expect(tablet.get_by_role("button", name="Allt är som det ska")).to_be_hidden()
    tablet.get_by_role("button", name="Nästa").click()
    expect(tablet.locator("#kvar")).to_be_visible()
    first = tablet.locator("form.stack > .question").first
    expect(first.get_by_role("radio", name="Nej")).to_be_checked()
