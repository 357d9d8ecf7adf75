"""A product goes back with reasons; the unit reads them, answers, and the warehouse sees the answer."""

import re
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
    expect(page.get_by_role("heading", name="Går tillbaka till enheten.")).to_be_visible()
    way.photograph_what_goes_back(page)
    bench = page.url
    page.context.clear_cookies()

    sign_in(page, "clinic")
    page.get_by_role("link", name=re.compile("1 *Kom tillbaka")).click()
    card = page.locator("main section").filter(has_text=serial)
    expect(card).to_contain_text("Rengör produkten")
    expect(card).to_contain_text("Fett på hörslangen")
    expect(card.get_by_role("img", name="Huvudlagrets foto 1")).to_be_visible()
    way.look_at(page, f"came-back-{screen.name}")
    card.get_by_label("Stämmer inte").check()
    card.get_by_role("textbox", name="Kommentar").fill("Den var ren när vi packade den")
    card.get_by_role("button", name="Svara huvudlagret").click()
    expect(page.locator("main").get_by_text("Svaret är sparat")).to_be_visible()
    page.context.clear_cookies()

    sign_in(page, "warehouse")
    page.get_by_role("link", name="Skickat tillbaka: 1 att svara på").click()
    thread = page.locator("main section").filter(has_text=serial)
    expect(thread).to_contain_text("Den var ren när vi packade den")
    way.look_at(page, f"disputed-{screen.name}")
    thread.get_by_role("textbox", name="Till enheten").fill("Titta på fotot: det sitter vax i slangen")
    thread.get_by_role("button", name="Skicka till enheten").click()
    expect(page.locator("main").get_by_text("Enheten ser det på sin sida")).to_be_visible()
    page.context.clear_cookies()

    sign_in(page, "clinic")
    page.get_by_role("link", name=re.compile("1 *Kom tillbaka")).click()
    expect(card).to_contain_text("det sitter vax i slangen")
    way.look_at(page, f"written-{screen.name}")
    card.get_by_label("Åtgärdad, packas på nytt").check()
    card.get_by_role("button", name="Svara huvudlagret").click()
    expect(page.locator("main").get_by_text("Svaret är sparat")).to_be_visible()
    expect(card).to_contain_text("Åtgärdad")
    way.look_at(page, f"answered-{screen.name}")
    page.context.clear_cookies()

    sign_in(page, "warehouse")
    page.goto(bench)
    expect(page.locator("#trad")).to_contain_text("Åtgärdad, packas på nytt")
    way.look_at(page, f"bench-{screen.name}")
