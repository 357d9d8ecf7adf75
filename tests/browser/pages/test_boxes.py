"""A box for UVC light, filled with the hand scanner without a press, with a timer that survives a reload and that a
second device shows too."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE, TABLET, Screen


def let_the_time_pass(folder: Path) -> None:
    """In the database of this test's server, which lies in its folder."""
    with sqlite3.connect(folder / "returkoll.sqlite") as connection:
        connection.execute(
            "update step_box set ends_at = datetime(ends_at, '-1 hour'), version = version + 1"
        )
    connection.close()


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_a_box_is_filled_started_and_taken_out(
    screen: Screen, open_page: Callable[..., Page], demo_database: Path, tmp_path: Path
) -> None:
    serial = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0].serial
    page = open_page(screen)
    way.bring_to_warehouse(page, serial)
    expect(page.get_by_role("link", name="Till kontrollen")).to_be_visible()
    page.goto("/lager/lador")
    way.look_at(page, f"boxes-{screen.name}")
    page.get_by_role("button", name="UVC").click()
    way.wait_until_alive(page)
    box, products = page.url, page.locator("#box .lines > li")
    way.scan_by_hand(page, serial)
    expect(products).to_have_count(1)
    way.scan_by_hand(page, serial)
    expect(page.locator("main").get_by_text("ligger redan i lådan")).to_be_visible()
    expect(products).to_have_count(1)
    way.look_at(page, f"box-filled-{screen.name}")
    page.get_by_role("button", name="Starta ljuset").click()
    timer = page.get_by_role("timer")
    expect(timer).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    way.look_at(page, f"box-running-{screen.name}")
    page.reload()
    expect(timer).to_have_text(re.compile(r"^9:\d\d$"))
    second = page.context.new_page()
    second.goto(box)
    expect(second.get_by_role("timer")).to_have_text(re.compile(r"^9:\d\d$"))
    let_the_time_pass(tmp_path)
    take_out = page.get_by_role("button", name="Ta ut alla, klart")
    expect(take_out).to_be_visible(timeout=10_000)
    way.look_at(page, f"box-ready-{screen.name}")
    take_out.click()
    expect(page.locator("main").get_by_text("klart för 1 produkt")).to_be_visible()
    expect(second.get_by_role("timer")).to_have_count(0, timeout=10_000)
