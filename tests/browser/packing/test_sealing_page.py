"""Sealing with wrong input, and the sealed page: our words beside the fields, and one button that prints."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE
from tests.browser.english import speak_english

BUBBLES = """() => {
  window.unprevented = []
  document.addEventListener("invalid", (event) => {
    setTimeout(() => { if (!event.defaultPrevented) window.unprevented.push(event.target.name) })
  }, true)
}"""


def to_sealing(page: Page, database: Path) -> None:
    way.start_return(page)
    product = demo.products(database, VerdictKind.TO_WAREHOUSE)[0]
    way.type_in(page, product.serial)
    way.pack(page, product.serial)
    way.answer_checklists(page)
    way.wait_until_alive(page)


def told_beside(page: Page) -> dict[str, str]:
    """The sentence beside each field that is wrong, by the field's label or question."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".field.wrong, .question.wrong")].map((place) =>
        [place.querySelector("label, legend").textContent.trim(), place.querySelector(".error").textContent.trim()]))"""
    )
    return found


def test_what_is_wrong_is_told_in_our_words_beside_its_field(tablet: Page, demo_database: Path) -> None:
    to_sealing(tablet, demo_database)
    tablet.evaluate(BUBBLES)
    tablet.locator("input[name=envelopes]").fill("")
    tablet.get_by_role("button", name="Försegla och gör etikett").click()
    expect(tablet.locator(".field.wrong").first).to_be_visible()
    told = told_beside(tablet)
    assert told["Hämtordernummer"] == "Skriv numret från WebSesam."
    assert {"Antal vadderade kuvert", "Är något kuvert tjockare än 3 cm?"} <= set(told)
    assert all(told.values())
    assert tablet.evaluate("window.unprevented ?? []") == []
    tablet.locator("input[name=envelopes]").fill("1")
    way.seal(tablet)  # what was wrong can be put right on the same page
    expect(tablet.locator(".wrong")).to_have_count(0)


def test_it_is_told_in_the_users_language(
    open_page: Callable[..., Page], demo_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_english(monkeypatch)
    page = open_page(PHONE, locale="en-GB")
    to_sealing(page, demo_database)
    page.get_by_role("button", name="Försegla och gör etikett").click()
    expect(page.locator(".field.wrong").first).to_be_visible()
    assert not any("å" in sentence or "Skriv" in sentence for sentence in told_beside(page).values())


def test_no_form_shows_the_browsers_own_bubble(tablet: Page, demo_database: Path) -> None:
    """A form that the browser judges before it is sent says it in our words too: the one that corrects a number."""
    to_sealing(tablet, demo_database)
    way.seal(tablet)
    way.wait_until_alive(tablet)
    tablet.evaluate(BUBBLES)
    tablet.get_by_text("Något blev fel").click()
    tablet.get_by_role("button", name="Rätta numret").click()
    expect(tablet.locator(".field.wrong")).to_have_count(2)
    assert set(told_beside(tablet).values()) == {"Fyll i det här."}
    assert tablet.evaluate("window.unprevented") == []
    expect(tablet.get_by_label("Rätt nummer från WebSesam")).to_be_focused()
    tablet.get_by_label("Rätt nummer från WebSesam").fill("20261124")
    expect(tablet.locator(".field.wrong")).to_have_count(1)


def test_the_sealed_page_has_one_button_that_prints(tablet: Page, demo_database: Path) -> None:
    to_sealing(tablet, demo_database)
    way.seal(tablet)
    printing = tablet.locator("main a[href$='.pdf'], main button:has-text('Skriv ut')").locator(
        "visible=true"
    )
    expect(printing).to_have_count(1)
    expect(printing).to_have_text("Öppna etiketten")
    tablet.get_by_text("Mer att skriva ut").click()
    expect(tablet.get_by_role("link", name="Öppna följesedeln")).to_be_visible()
    expect(tablet.get_by_label("Papper", exact=True)).to_be_visible()
