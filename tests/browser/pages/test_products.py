"""A product's page in the browser: typed in, led to its history, looked at on a tablet and a phone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE, TABLET, Screen


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_a_scanned_product_leads_to_its_history(
    open_page: Callable[..., Page], demo_database: Path, screen: Screen
) -> None:
    page, product = open_page(screen), demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0]
    way.bring_to_warehouse(page, product.serial)
    way.control(page)
    page.goto("/produkter/")
    way.wait_until_alive(page)
    way.look_at(page, f"find-{screen.name}")
    way.scan_by_hand(page, product.serial)
    page.wait_for_url(re.compile(r"/produkter/\d+$"))
    expect(page.get_by_role("heading", name="Står på hylla A3")).to_be_visible()
    happened = page.locator(".timeline li")
    expect(happened.first).to_contain_text("Tillgänglig")
    expect(happened.last).to_contain_text("Beställd")
    way.look_at(page, f"product-{screen.name}")
