"""The shelves with the hand scanner: found, moved by scanning the other shelf, picked, and put back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE, TABLET, Screen


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_a_product_is_moved_picked_and_put_back(
    screen: Screen, open_page: Callable[..., Page], demo_database: Path
) -> None:
    serial = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0].serial
    page = open_page(screen)
    way.bring_to_warehouse(page, serial)
    way.control(page)

    page.goto("/lager/hyllor")
    way.wait_until_alive(page)
    rows, card = page.locator("#on-shelves > ul > li"), page.locator("#cards article")
    expect(rows).to_contain_text("A3")
    way.scan_by_hand(page, serial)
    expect(card).to_contain_text("Hylla A3")
    page.get_by_label("Flytta till hylla").fill("B 7")
    way.look_at(page, f"shelves-{screen.name}")
    page.get_by_role("button", name="Flytta").click()
    expect(rows).to_contain_text("B7")
    expect(card).to_have_count(0)
    way.scan_by_hand(page, "B7")
    page.get_by_label("Beställning i WebSesam").fill("B 4711")
    page.get_by_role("button", name="Plocka").click()
    expect(page.locator("#flashes")).to_contain_text("är plockad.")
    expect(rows).to_have_count(0)
    page.get_by_text("Senast plockade").click()
    way.look_at(page, f"picked-{screen.name}")
    page.get_by_role("button", name="Ställ tillbaka").click()
    expect(rows).to_contain_text("B7")
    page.goto("/lager/saldo")
    expect(page.locator("tbody tr")).to_have_count(1)
