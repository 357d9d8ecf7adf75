"""The contact with the server lost and found, as a hand at the tablet has it."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import way
from tests.browser.server import flask
from tests.browser.steps import sign_in
from tests.browser.unsteady import Network

COLLEAGUE, COLLEAGUES_PASSWORD = "kollega@returkoll.demo", "sju gröna hylsor"


def ready_for_offline(page: Page) -> None:
    """The worker has its shell, and the page its scripts."""
    way.wait_until_alive(page)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=60_000)


def lose_contact(page: Page, network: Network) -> None:
    ready_for_offline(page)
    network.down = True


def type_quickly(page: Page, texts: list[str]) -> None:
    """Each typed and sent, as fast as the page takes it."""
    for text in texts:
        page.locator("[data-scan=typed] input[name=text]").fill(text)
        page.locator("[data-scan=typed] input[name=text]").press("Enter")
        expect(page.locator("[data-scan=typed] input[name=text]")).to_have_value("")


def waiting(page: Page) -> Locator:
    return page.locator("[data-part=waiting] > li")


def add_colleague(database: Path, *role: str) -> None:
    """An account beside the demo's, with a password that the command line takes."""
    options = ("--name", "Kollega", "--password", COLLEAGUES_PASSWORD, "--role", *role)
    flask(database, "user", "add", COLLEAGUE, *options)


def hand_over_with_unsent(page: Page, network: Network, count: int) -> None:
    """Whoever wants to sign out is told how much is unsent; then a colleague signs in on the same tablet, and is told
    that it is there."""
    page.locator(".menu > button").last.click()
    page.get_by_role("menuitem", name="Logga ut").click()
    expect(page.get_by_role("alert").filter(has_text=f"{count} är inte skickade än")).to_be_visible()
    network.fails_before, network.down = 1.0, False
    page.context.clear_cookies()
    network.fails_before = 0.0
    sign_in(page, COLLEAGUE, COLLEAGUES_PASSWORD)
    expect(page.locator(".queue-note")).to_contain_text(f"En kollega har {count} kvar")
