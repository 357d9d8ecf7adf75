"""A product goes back with reasons; the unit reads them, answers, and the warehouse sees the answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE, TABLET, Screen
from tests.browser.steps import sign_in


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_the_unit_learns_why_and_answers(
    screen: Screen, open_page: Callable[..., Page], demo_database: Path
) -> None:
    serial = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0].serial
    page = open_page(screen)
    way.bring_to_warehouse(page, serial)
    page.get_by_role("link", name="Till kontrollen").click()
    page.get_by_text("Skicka tillbaka till enheten").click()
    page.get_by_label("Produkten är inte rengjord").check()
    page.get_by_role("textbox", name="Kommentar").fill("Fett på hörslangen")
    page.get_by_role("button", name="Skicka tillbaka").click()
    expect(page.get_by_text("Går tillbaka till enheten.")).to_be_visible()
    bench = page.url
    page.context.clear_cookies()

    sign_in(page, "clinic")
    page.get_by_role("link", name="1 produkt har kommit tillbaka").click()
    card = page.locator("main section").filter(has_text=serial)
    expect(card).to_contain_text("Rengör produkten")
    expect(card).to_contain_text("Fett på hörslangen")
    way.look_at(page, f"came-back-{screen.name}")
    card.get_by_label("Åtgärdad, packas på nytt").check()
    card.get_by_role("button", name="Svara huvudlagret").click()
    expect(page.get_by_text("Svaret är sparat")).to_be_visible()
    expect(card).to_contain_text("Åtgärdad")
    way.look_at(page, f"answered-{screen.name}")
    page.context.clear_cookies()

    sign_in(page, "warehouse")
    page.goto(bench)
    expect(page.get_by_text("Enheten svarar: Åtgärdad, packas på nytt")).to_be_visible()
    way.look_at(page, f"bench-{screen.name}")
