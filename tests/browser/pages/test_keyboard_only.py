"""The clinic's whole way without a mouse or a finger: Tab, arrows, Space, Enter and typing, and nothing else."""

from pathlib import Path

from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo
from tests.browser.steps import EMAILS, PASSWORD

MOST_TABS = 80


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    page.wait_for_selector(selector)
    for _press in range(MOST_TABS):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {selector} on {page.url}")


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def sign_in_by_keyboard(page: Page, email: str) -> None:
    page.goto("/logga-in")
    tab_to(page, "input[name=email]")
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def test_a_return_is_packed_checked_sealed_and_handed_over_by_keyboard(
    tablet: Page, demo_database: Path
) -> None:
    page, product = tablet, demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0]
    sign_in_by_keyboard(page, EMAILS["clinic"])
    press(page, ".first-step button")
    tab_to(page, "[data-scan=typed] input[name=text]")
    page.keyboard.type(product.serial, delay=80)
    page.keyboard.press("Enter")
    press(page, "#cards .verdict footer button.primary")
    expect(page.locator("#contents li").filter(has_text=product.serial)).to_be_visible()
    press(page, ".action-bar a.primary")
    page.wait_for_url("**/kontroll*")
    answer_yes(page)
    seal(page)
    press(page, "form[action$=overlamnad] button")
    expect(page.get_by_text("Skickad").first).to_be_visible()


def answer_yes(page: Page) -> None:
    """Each question is one stop; Space chooses its first answer."""
    for question in range(page.locator("fieldset.question").count()):
        tab_to(page, f"fieldset.question:nth-of-type({question + 1}) input[value=yes]")
        page.keyboard.press("Space")
    press(page, ".action-bar button.primary")
    page.wait_for_url("**/forsegla")


def seal(page: Page) -> None:
    tab_to(page, "input[name=order_number]")
    page.keyboard.type("20261123")
    tab_to(page, "input[name=thick]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    if page.locator("input[name=lithium]").count():
        tab_to(page, "input[name=lithium]")
        page.keyboard.press("Space")
    press(page, ".action-bar button.primary")
    expect(page.get_by_role("heading", name="Returen är förseglad")).to_be_visible()


def test_the_menu_opens_and_closes_by_keyboard(tablet: Page) -> None:
    sign_in_by_keyboard(tablet, EMAILS["warehouse"])
    press(tablet, ".menu > button")
    items = tablet.get_by_role("menu", name="Konto").get_by_role("menuitem")
    expect(items.first).to_be_focused()
    tablet.keyboard.press("ArrowUp")
    expect(items.filter(has_text="Logga ut")).to_be_focused()
    tablet.keyboard.press("h")
    expect(items.filter(has_text="Händelser")).to_be_focused()
    tablet.keyboard.press("Escape")
    expect(items.first).to_be_hidden()
    expect(tablet.locator(".menu > button")).to_be_focused()
    expect(tablet.locator(".menu > button")).to_have_attribute("aria-expanded", "false")
    tablet.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    tablet.keyboard.press("Tab")
    expect(items.first).to_be_hidden()


def test_a_tap_beside_the_menu_closes_it(tablet: Page) -> None:
    sign_in_by_keyboard(tablet, EMAILS["warehouse"])
    tablet.locator(".menu > button").click()
    expect(tablet.get_by_role("menu")).to_be_visible()
    expect(tablet.get_by_role("menuitemradio", checked=True)).to_have_text("Svenska")
    tablet.locator("h1").click()
    expect(tablet.get_by_role("menu")).to_have_count(0)


def test_the_skip_link_leads_past_the_menu(tablet: Page) -> None:
    tablet.goto("/logga-in")
    tablet.keyboard.press("Tab")
    expect(tablet.locator(".skip-link")).to_be_focused()
    tablet.keyboard.press("Enter")
    tablet.keyboard.press("Tab")
    assert tablet.evaluate("document.activeElement.closest('main') !== null")
