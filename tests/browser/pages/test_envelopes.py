"""A return in three envelopes: noted label by label with the hand scanner, opened one by one, all taken in."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE, TABLET, Screen
from tests.browser.steps import sign_in


def opened(page: Page, number: str, envelope: int) -> None:
    way.scan_by_hand(page, f"{number}E{envelope}")
    page.wait_for_url(re.compile(rf"/mottag/{number}\?kuvert={envelope}$"))
    way.wait_until_alive(page)


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_three_envelopes_come_one_by_one(
    screen: Screen, open_page: Callable[..., Page], demo_database: Path
) -> None:
    first, second = (one.serial for one in demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:2])
    page = open_page(screen)
    way.start_return(page)
    for serial in (first, second):
        way.type_in(page, serial)
        way.pack(page, serial)
    way.answer_checklists(page)
    page.locator("input[name=envelopes]").fill("3")
    way.seal(page)
    number = way.return_number_in(page)
    way.hand_over(page)
    page.context.clear_cookies()

    sign_in(page, "warehouse")
    page.get_by_role("link", name="Ta emot en hög").click()
    way.wait_until_alive(page)
    rows = page.locator("#pile li")
    for count, envelope in enumerate((2, 1), 1):
        way.scan_by_hand(page, f"{number}E{envelope}")
        expect(rows).to_have_count(count)  # nobody pressed anything
    way.scan_by_hand(page, f"{number}E2")
    expect(page.locator("[data-scan=sentence]")).to_contain_text("Kuvert 2 av 3")
    expect(rows).to_have_count(2)
    way.scan_by_hand(page, number)
    expect(page.locator("#cards")).to_contain_text("Vilket av kuverten är det?")
    way.look_at(page, f"pile-{screen.name}")

    page.get_by_role("link", name="Öppna kuvert").click()
    way.wait_until_alive(page)
    way.look_at(page, f"home-{screen.name}")
    opened(page, number, 2)
    way.scan_by_hand(page, first)
    page.locator("#cards").get_by_role("button", name="Ta emot", exact=True).click()
    expect(page.locator("#received")).to_contain_text("1 av 2 mottagna")
    way.look_at(page, f"receive-{screen.name}")
    page.get_by_role("button", name="Ta in kuvertet").click()
    expect(page.get_by_text("Fler väntas i returen")).to_be_visible()
    way.look_at(page, f"half-{screen.name}")

    page.goto("/lager/")
    way.wait_until_alive(page)
    expect(page.get_by_text("2 av 3 kuvert")).to_be_visible()
    opened(page, number, 1)
    way.scan_by_hand(page, second)
    page.locator("#cards").get_by_role("button", name="Ta emot", exact=True).click()
    expect(page.locator("#received")).to_contain_text("Allt är här.")
    page.get_by_role("button", name="Ta in kuvertet").click()
    page.get_by_text("Fler kuvert kommer inte").click()
    way.look_at(page, f"give-up-{screen.name}")
    page.get_by_label("Varför väntas inga fler?").fill("Allt låg i två kuvert")
    page.get_by_role("button", name="Sluta vänta").click()
    expect(page.get_by_text("är inlagd.")).to_be_visible()
    way.look_at(page, f"finished-{screen.name}")
