"""Two receivers at one envelope: each sees what the other has scanned, and a product that both scan counts once."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE, TABLET
from tests.browser.steps import sign_in

SEEN_WITHIN = 2000  # milliseconds, as issue 12 promises


def test_each_sees_the_others_scans_within_two_seconds(
    open_page: Callable[..., Page], demo_database: Path
) -> None:
    first, second = open_page(TABLET), open_page(PHONE)
    products = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:2]
    way.start_return(first)
    number = way.return_number_in(first)
    for product in products:
        way.type_in(first, product.serial)
        way.pack(first, product.serial)
    way.answer_checklists(first)
    way.seal(first)
    first.context.clear_cookies()
    for page in (first, second):
        sign_in(page, "warehouse")
        page.goto(f"/lager/mottag/{number}")
        way.wait_until_alive(page)
    received = [page.locator("#received").get_by_text("1 av 2 mottagna") for page in (first, second)]
    for page in (first, second):
        way.scan_by_hand(page, products[0].serial)
        expect(page.locator("#cards article")).to_be_visible()
    first.get_by_role("button", name="Ta emot", exact=True).first.click()
    expect(received[0]).to_be_visible()
    taken_at = time.monotonic()
    expect(received[1]).to_be_visible(timeout=SEEN_WITHIN)
    assert (time.monotonic() - taken_at) * 1000 <= SEEN_WITHIN
    # The card is still open on the second page: pressing it takes nothing more.
    second.locator("#cards").get_by_role("button", name="Ta emot").first.click()
    expect(second.locator("#cards article")).to_have_count(0)
    expect(received[1]).to_be_visible()
    way.scan_by_hand(second, products[0].serial)
    expect(second.get_by_text("är redan mottagen").first).to_be_visible()
    expect(received[0]).to_be_visible()
