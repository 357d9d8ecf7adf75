"""A person's way: invited, the first password, signed in, another unit in two taps, and the tablet handed on by PIN."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser import way
from tests.browser.conftest import TABLET
from tests.browser.steps import PASSWORD, sign_in

PIN = "2580"
OWN_PASSWORD = "tre gröna hästar"


def test_from_the_invitation_to_the_tablet_that_is_handed_on(open_page: Callable[..., Page]) -> None:
    page = open_page(TABLET)
    invite_eva(page)
    link = page.locator("#link").inner_text()
    page.reload()
    expect(page.locator("#link")).to_have_count(0)  # it was shown once
    page.context.clear_cookies()

    page.goto(urlsplit(link).path)
    page.get_by_label("Nytt lösenord").fill(OWN_PASSWORD)
    page.get_by_label("Samma lösenord en gång till").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Spara lösenordet").click()
    page.get_by_label("E-post").fill("eva@region.example")
    page.get_by_label("Lösenord", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("Surfplattan delas").check()
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("heading", name="Var arbetar du nu?")).to_be_visible()
    choices = page.locator("main .workplaces button")
    first, second = choices.all_inner_texts()
    choices.first.click()
    expect(page.locator(".app-bar .place")).to_have_text(first)
    page.locator(".place-menu > button").click()  # two taps
    page.locator(".place-menu .sheet").get_by_role("menuitemradio", name=second).click()
    expect(page.locator(".app-bar .place")).to_have_text(second)
    page.locator(".place-menu > button").click()
    page.locator(".place-menu .sheet").get_by_role("menuitemradio", name=first).click()
    expect(page.locator(".app-bar .place")).to_have_text(first)

    choose_pin(page, OWN_PASSWORD)
    page.goto("/logga-in")
    page.locator(".menu > button").last.click()
    page.get_by_role("menuitem", name="Logga ut").click()
    page.wait_for_url("**/logga-in*")
    sign_in_shared(page)
    choose_pin(page, PASSWORD)
    hand_over_with_work_unsent(page)


def invite_eva(page: Page) -> None:
    """To the demo clinic's own unit and another one."""
    sign_in(page, "admin")
    page.goto("/admin/personer?q=klara")
    page.get_by_text("Klara Klinik").click()
    own = page.locator("input[name=units]:checked").get_attribute("value")
    page.goto("/admin/personer/ny")
    page.get_by_label("Namn").fill("Eva Ek")
    page.get_by_label("E-post").fill("eva@region.example")
    page.locator(f"input[name=units][value='{own}']").check()
    page.locator(f"input[name=units]:not([value='{own}'])").first.check()
    page.get_by_role("button", name="Bjud in").click()
    expect(page.locator("#link")).to_be_visible()


def choose_pin(page: Page, password: str) -> None:
    page.goto("/konto/")
    page.get_by_label("Ditt lösenord").fill(password)
    page.get_by_label("Ny PIN-kod").fill(PIN)
    page.get_by_role("button", name="Spara PIN-koden").click()
    expect(page.locator("main").get_by_text("PIN-koden är sparad")).to_be_visible()


def sign_in_shared(page: Page) -> None:
    page.goto("/logga-in")
    expect(page.get_by_label("Surfplattan delas")).to_be_checked()  # as the last time
    page.get_by_label("E-post").fill("klinik@returkoll.demo")
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.wait_for_url("**/returer/")


def take_over(page: Page, name: str) -> None:
    """Two taps, and the PIN on the large keys."""
    page.get_by_role("link", name="Byt", exact=True).click()
    page.get_by_role("link", name=name).click()
    for digit in PIN:
        page.locator(f"[data-digit='{digit}']").click()
    page.get_by_role("button", name="Klar", exact=True).click()


def hand_over_with_work_unsent(page: Page) -> None:
    """What Klara has not sent yet waits for her: Eva neither sees nor sends it. What she had half typed comes back."""
    page.goto("/returer/")
    way.new_return(page)
    packing = page.url
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    way.type_in(page, "KLARAS-1")
    expect(page.locator("[data-part=waiting] li")).to_have_count(1)
    page.route("**/rader", lambda route: route.abort())  # the contact is back, and her deed is not sent yet
    page.context.set_offline(False)
    page.goto("/returer/?q=")
    page.get_by_role("searchbox").first.fill("halvskrivet")

    take_over(page, "Eva Ek")
    page.wait_for_url(re.compile(r"/(returer/|arbetsplats)$"))
    page.unroute("**/rader")
    page.goto("/returer/")
    expect(page.locator("main").get_by_text("En kollega har 1 kvar att skicka")).to_be_visible()
    expect(page.get_by_role("searchbox").first).to_have_value("")
    expect(page.get_by_text("KLARAS-1")).to_have_count(0)

    take_over(page, "Klara Klinik")
    page.wait_for_url("**/returer/")
    expect(page.get_by_role("searchbox").first).to_have_value("halvskrivet")
    page.goto(packing)
    expect(page.get_by_text("KLARAS-1").first).to_be_visible()
