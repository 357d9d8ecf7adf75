"""The app on the home screen in a real browser: shared photos, the number on its icon, the camera's permission."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import PHONE, TABLET
from tests.browser.steps import sign_in

SHARE = """(pictures) => {
  const form = document.createElement("form")
  Object.assign(form, { method: "post", action: "/app/dela", enctype: "multipart/form-data" })
  const input = Object.assign(document.createElement("input"), { type: "file", name: "picture", multiple: true })
  const held = new DataTransfer()
  pictures.forEach((picture, at) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))
    held.items.add(new File([bytes], `photo-${at}.jpg`, { type: "image/jpeg" }))
  })
  input.files = held.files
  form.append(input)
  document.body.append(form)
  HTMLFormElement.prototype.submit.call(form)
}"""
"""What the system sends when somebody shares photos: a form without any token of ours."""


def share(page: Page, *products: demo.Product) -> None:
    """Share a photo of each product."""
    pictures = [base64.b64encode(film.as_jpeg(film.draw(product.package))).decode() for product in products]
    worker_is_there(page)
    page.evaluate(SHARE, pictures)


def worker_is_there(page: Page) -> None:
    """It takes what is shared; without contact it would not come any more."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


@pytest.fixture
def shown(demo_database: Path) -> list[demo.Product]:
    return [product for product in demo.products(demo_database, VerdictKind.TO_WAREHOUSE) if product.gtin][:2]


def test_shared_photos_land_in_the_return_that_is_chosen(tablet: Page, shown: list[demo.Product]) -> None:
    way.start_return(tablet)
    number = way.return_number_in(tablet)
    share(tablet, *shown)
    tablet.wait_for_url("**/app/dela")
    expect(tablet.locator(".photos img")).to_have_count(2)
    tablet.locator(f"[data-into={number}]").click()
    tablet.wait_for_url(f"**/returer/{number}/")
    for product in shown:
        expect(tablet.locator("#contents li").filter(has_text=product.serial)).to_be_visible()
    tablet.goto("/app/dela")
    expect(tablet.get_by_role("heading", name="Inga delade foton")).to_be_visible()


def test_shared_photos_land_in_a_new_return_once(tablet: Page, shown: list[demo.Product]) -> None:
    sign_in(tablet, "clinic")
    share(tablet, shown[0])
    tablet.wait_for_url("**/app/dela")
    tablet.get_by_role("button", name="Lägg i en ny retur").dblclick()
    tablet.wait_for_url(re.compile("/returer/RK"))
    expect(tablet.locator("#contents li").filter(has_text=shown[0].serial)).to_be_visible()
    tablet.goto("/returer/")
    expect(tablet.locator(".lines a.cover")).to_have_count(1)


def test_photos_wait_for_a_sign_in(tablet: Page, shown: list[demo.Product]) -> None:
    sign_in(tablet, "clinic")
    worker_is_there(tablet)
    tablet.context.clear_cookies()
    share(tablet, shown[0])
    tablet.wait_for_url("**/logga-in**")
    tablet.locator("input[name=email]").fill("klinik@returkoll.demo")
    tablet.locator("input[name=password]").fill("returkoll-demo")
    tablet.locator("input[name=password]").press("Enter")
    tablet.wait_for_url("**/app/dela")
    expect(tablet.locator(".photos img")).to_have_count(1)
    tablet.get_by_role("button", name="Släng fotona").click()
    expect(tablet.locator(".photos img")).to_have_count(0)


def test_photos_wait_for_contact(tablet: Page, shown: list[demo.Product]) -> None:
    sign_in(tablet, "clinic")
    worker_is_there(tablet)
    tablet.context.set_offline(True)
    share(tablet, shown[0])
    expect(tablet.get_by_role("heading", name="Ingen kontakt med servern")).to_be_visible()
    tablet.context.set_offline(False)
    tablet.goto("/app/dela")
    expect(tablet.locator(".photos img")).to_have_count(1)


def test_a_colleague_does_not_see_what_was_shared(tablet: Page, shown: list[demo.Product]) -> None:
    sign_in(tablet, "clinic")
    share(tablet, shown[0])
    expect(tablet.locator(".photos img")).to_have_count(1)
    tablet.context.clear_cookies()
    sign_in(tablet, "warehouse")
    tablet.goto("/app/dela")
    expect(tablet.get_by_role("heading", name="Inga delade foton")).to_be_visible()


BADGE = """() => {
  window.badge = []
  navigator.setAppBadge = async (number) => { window.badge.push(number) }
  navigator.clearAppBadge = async () => { window.badge.push(0) }
}"""


def test_the_number_on_the_icon_goes_when_what_came_back_is_looked_at(tablet: Page) -> None:
    tablet.context.add_init_script(f"({BADGE})()")
    sign_in(tablet, "clinic")
    way.wait_until_alive(tablet)
    counted = """async (given) => {
      const app = document.querySelector("script[src*='app.js']").src
      const { badgeFor } = await import(app.replace("app.js", "installed.js"))
      return badgeFor(given.lines, given.how)
    }"""
    assert tablet.evaluate(counted, {"lines": ["7", "9"], "how": {}}) == 2
    assert tablet.evaluate(counted, {"lines": ["7", "9"], "how": {"looked": True}}) == 0
    assert tablet.evaluate(counted, {"lines": ["7", "9", "12"], "how": {}}) == 1
    assert tablet.evaluate("window.badge.slice(-3)") == [2, 0, 1]


def test_the_camera_is_explained_before_it_is_asked_for_and_help_is_there_after_a_no(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(PHONE)
    way.start_return(page)
    page.evaluate("""() => { navigator.mediaDevices.getUserMedia = async () => {
      window.asked = (window.asked ?? 0) + 1
      throw new DOMException("no", "NotAllowedError")
    }
    navigator.mediaDevices.enumerateDevices = async () => [{ kind: "videoinput", deviceId: "", label: "" }]
    }""")
    way.start_camera(page)
    expect(page.locator("[data-scan=before-asking]")).to_contain_text("Svara Tillåt")
    assert page.evaluate("window.asked ?? 0") == 0, "nobody is asked before they know what about"
    way.start_camera(page)
    expect(page.locator("[data-scan=sentence]")).to_contain_text("Kameran är inte tillåten")
    assert page.evaluate("window.asked") == 1
    way.start_camera(page)
    assert page.evaluate("window.asked") == 2, "the second time there is nothing to explain"
    page.get_by_role("link", name="Så slår du på kameran").click()
    page.wait_for_url("**/app/enheten#camera")


def test_the_device_says_what_it_can_and_what_to_do(
    open_page: Callable[..., Page], demo_database: Path, tmp_path: Path
) -> None:
    reel = demo.filmed(demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1], tmp_path / "film.mjpeg")
    page = open_page(TABLET, film=reel)
    sign_in(page, "clinic")
    page.goto("/app/enheten")
    checks = page.locator("[data-check]")
    expect(page.locator("[data-check][data-state]")).to_have_count(checks.count())
    states = {check.get_attribute("data-check"): check.get_attribute("data-state") for check in checks.all()}
    assert states["https"] == "local"
    assert states["camera"] == "good"
    assert states["offline"] == "good"
    assert states["app"] == "bad"
    for check in checks.all():
        expect(check.locator("p[data-when]:visible").first).not_to_be_empty()
        expect(check.locator(".pill:visible")).to_have_count(1)


def test_the_shortcut_begins_one_return(tablet: Page) -> None:
    sign_in(tablet, "clinic")
    tablet.goto("/app/ny-retur")
    tablet.wait_for_url(re.compile("/returer/RK"))
    tablet.goto("/returer/")
    expect(tablet.locator(".lines a.cover")).to_have_count(1)
