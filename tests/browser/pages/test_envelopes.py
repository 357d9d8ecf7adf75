"""A return in three envelopes: noted label by label with the hand scanner, opened one by one, all taken in."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE, TABLET, Screen
from tests.browser.steps import sign_in


def opened(page: Page, number: str, envelope: int) -> None:
    way.scan_by_hand(page, f"{number}E{envelope}")
    page.wait_for_url(re.compile(rf"/mottag/{number}\?kuvert={envelope}$"))
    way.wait_until_alive(page)


def sent_in_three(page: Page, serials: list[str]) -> str:
    """A return of these products, sent in three envelopes; its number. The page is at the warehouse's pile then."""
    way.start_return(page)
    for serial in serials:
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
    return number


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_three_envelopes_come_one_by_one(
    screen: Screen, open_page: Callable[..., Page], demo_database: Path
) -> None:
    first, second = (one.serial for one in demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:2])
    page = open_page(screen)
    number = sent_in_three(page, [first, second])
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
    expect(page.locator("main").get_by_text("Fler väntas i returen")).to_be_visible()
    way.look_at(page, f"half-{screen.name}")

    page.goto("/lager/")
    way.wait_until_alive(page)
    expect(page.locator("main").get_by_text("2 av 3 kuvert")).to_be_visible()
    opened(page, number, 1)
    way.scan_by_hand(page, second)
    page.locator("#cards").get_by_role("button", name="Ta emot", exact=True).click()
    expect(page.locator("#received")).to_contain_text("Allt är här.")
    page.get_by_role("button", name="Ta in kuvertet").click()
    page.get_by_text("Fler kuvert kommer inte").click()
    way.look_at(page, f"give-up-{screen.name}")
    page.get_by_label("Varför väntas inga fler?").fill("Allt låg i två kuvert")
    page.get_by_role("button", name="Sluta vänta").click()
    expect(page.locator("main").get_by_text("är inlagd.")).to_be_visible()
    way.look_at(page, f"finished-{screen.name}")


def test_a_late_answer_leaves_the_card_of_the_next_code_alone(tablet: Page, demo_database: Path) -> None:
    """The net is slow: the next label is in view before the server has said that the one before it is noted."""
    (product,) = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1]
    number = sent_in_three(tablet, [product.serial])
    held: list[Route] = []
    tablet.route("**/kommit", lambda route: held.append(route))
    way.scan_by_hand(tablet, f"{number}E2")
    expect(tablet.locator("#cards article")).to_contain_text("Lägg i högen")
    way.scan_by_hand(tablet, number)
    asks = tablet.locator("#cards article").filter(has_text="Vilket av kuverten är det?")
    expect(asks).to_be_visible()
    (noting,) = held
    noting.continue_()
    expect(tablet.locator("#pile li")).to_have_count(1)
    expect(asks).to_be_visible()
