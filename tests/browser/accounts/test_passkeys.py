"""A passkey in Chromium, with its virtual authenticator: added, used, removed."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import TABLET
from tests.browser.server import Server
from tests.browser.steps import PASSWORD, axe_findings


def test_a_passkey_is_added_signs_in_and_is_removed(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(TABLET)
    here = server.url.replace("127.0.0.1", "localhost")  # an address of numbers can have no passkeys
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    added = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**device, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.goto(f"{here}/logga-in?next=/konto/passkeys")
    page.get_by_label("E-post").fill("klinik@returkoll.demo")
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()

    page.get_by_label("Namn").fill("Min surfplatta")
    page.get_by_label("Ditt lösenord").fill("fel")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("alert").get_by_text("inte ditt lösenord")).to_be_visible()
    page.get_by_label("Ditt lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Lägg till").click()
    expect(page.locator("ul.lines").get_by_text("Min surfplatta")).to_be_visible()
    assert not axe_findings(page)

    page.context.clear_cookies()
    page.goto(f"{here}/logga-in?next=/returer/etiketter")
    page.get_by_label("Surfplattan delas").check()
    page.get_by_role("button", name="Logga in med passkey").click()
    page.wait_for_url("**/returer/etiketter")
    expect(page.get_by_role("link", name="Byt", exact=True)).to_be_visible()  # what was ticked came along

    page.goto(f"{here}/konto/passkeys")
    page.get_by_role("link", name="Ta bort Min surfplatta").click()
    expect(page.get_by_text("Min surfplatta loggar inte in längre")).to_be_visible()
    assert not axe_findings(page)
    page.get_by_label("Ditt lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Ta bort", exact=True).click()
    expect(page.locator("ul.lines")).to_have_count(0)
    page.context.clear_cookies()
    page.goto(f"{here}/logga-in")
    page.get_by_role("button", name="Logga in med passkey").click()
    expect(page.get_by_text("gäller inte här")).to_be_visible()

    devtools.send("WebAuthn.removeVirtualAuthenticator", added)
    page.goto(f"{here}/logga-in")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**device, "isUserVerified": False}})
    page.get_by_role("button", name="Logga in med passkey").click()
    expect(page.get_by_text("Ingen passkey användes")).to_be_visible()
