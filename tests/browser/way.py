"""The way through the house, page by page, as a person at a tablet goes it."""

import io
import operator
import os
import re
from functools import partial

import numpy as np
import pypdfium2
import zxingcpp
from playwright.sync_api import Page, expect

from tests.browser.film import as_jpeg
from tests.browser.steps import sign_in

ORDER_NUMBER = "20261123"
ASKS = re.compile("/kontroll|/hela-hogen")
LABEL_DPI = 203  # what a label printer has


def start_return(page: Page) -> None:
    """Sign in at the clinic, and start a return."""
    sign_in(page, "clinic")
    new_return(page)


def new_return(page: Page) -> None:
    """From the list of returns to a packing page that is all there."""
    page.get_by_role("button", name="Ny retur").click()
    page.wait_for_url(re.compile("/returer/RK"))
    wait_until_alive(page)


def wait_until_alive(page: Page) -> None:
    """All that the page consists of has its script."""
    expect(page.locator("html.js:not([data-starting])")).to_be_attached()


def start_camera(page: Page) -> None:
    page.get_by_role("button", name="Starta kameran").first.click()


def pack(page: Page, serial: str) -> None:
    """Put what the camera, a photo or the keyboard found into the return."""
    card = page.locator("#cards article").filter(has_text=serial)
    expect(card).to_have_attribute("data-verdict", "to_warehouse")
    card.get_by_role("button", name="Lägg i returen").click()
    expect(page.locator("#contents li").filter(has_text=serial)).to_be_visible()


def photograph(page: Page, picture: bytes, name: str = "photo.jpg") -> None:
    """Choose a picture where a phone would open its camera."""
    page.locator("input[data-scan=photo]").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": picture}
    )


def photograph_what_goes_back(page: Page) -> None:
    """Choosing a picture is enough: it is sent at once."""
    picture = as_jpeg(np.full((300, 400, 3), 140, np.uint8))
    page.locator("#foton input[type=file]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture}
    )
    expect(page.locator("#foton img")).to_be_visible()


def type_in(page: Page, text: str) -> None:
    page.locator("[data-scan=typed] input[name=text]").fill(text)
    page.locator("[data-scan=typed] input[name=text]").press("Enter")


def scan_by_hand(page: Page, code: str) -> None:
    """As a hand scanner types it, whatever the page has focused."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type(code)
    page.keyboard.press("Enter")


PICTURES = os.environ.get("RETURKOLL_LOOK_AT")
"""A folder, when somebody wants to look at the pages on the way."""


def look_at(page: Page, name: str) -> None:
    """A picture of the page in both schemes, where somebody has asked for them."""
    if PICTURES:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{PICTURES}/{name}-{scheme}.png")


def answer_checklists(page: Page) -> None:
    """Yes to every question of every product: first for many with one press each, then product by product."""
    page.get_by_role("link", name="Klar med packningen").click()
    page.wait_for_url(ASKS)
    while ASKS.search(page.url):
        here = page.url
        if "/hela-hogen" in here:
            page.locator("button.for-ticked").click()
            page.wait_for_url(partial(operator.ne, here))
            continue
        for yes in (
            page.locator("label.choice.yes").locator("visible=true").all()
        ):  # what is answered lies folded
            yes.click()
        page.get_by_role("button", name="Nästa").click()
        page.wait_for_url(partial(operator.ne, here))


def ask_one_by_one(page: Page) -> None:
    """From the packing page to the first product's own questions: where many are asked about, none is ticked."""
    page.get_by_role("link", name="Klar med packningen").click()
    page.wait_for_url(ASKS)
    while "/hela-hogen" in page.url:
        here = page.url
        for tick in page.locator(".tick input").all():
            tick.uncheck()
        page.get_by_role("button", name="Nej, en i taget").click()
        page.wait_for_url(partial(operator.ne, here))


def seal(page: Page, order_number: str = ORDER_NUMBER) -> None:
    page.locator("input[name=order_number]").fill(order_number)
    answer_about_envelopes(page)
    page.get_by_role("button", name="Försegla och gör etikett").click()
    expect(page.get_by_role("heading", name="Returen är förseglad")).to_be_visible()


def answer_about_envelopes(page: Page) -> None:
    """Thin ones, the batteries in place."""
    page.locator("[name=thick]").first.check()
    if (batteries := page.locator("[name=lithium]")).count():
        batteries.check()


def download_label(page: Page) -> bytes:
    """The label's PDF, from where the button leads."""
    address = page.get_by_role("link", name="Öppna etiketten").get_attribute("href") or ""
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def render(pdf: bytes) -> np.ndarray:
    """The label's first page as a label printer prints it."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    return np.asarray(page.render(scale=LABEL_DPI / 72).to_numpy())


def codes_on(label: np.ndarray) -> set[str]:
    return {symbol.text for symbol in zxingcpp.read_barcodes(label)}


def return_number_in(page: Page) -> str:
    """The return's number in the address of the page."""
    return page.url.split("?")[0].rstrip("/").split("/returer/")[1].split("/")[0]


def hand_over(page: Page) -> None:
    page.get_by_role("button", name="Lämnad för transport").click()
    expect(page.get_by_role("button", name="Lämnad för transport")).to_have_count(0)


def receive(page: Page, serial: str) -> None:
    """Take the product in that the camera found, and then the envelope."""
    card = page.locator("#cards article").filter(has_text=serial)
    card.get_by_role("button", name="Ta emot", exact=True).click()
    expect(page.locator("#received")).to_contain_text("Allt är här.")
    page.get_by_role("button", name="Ta in kuvertet").click()


def bring_to_warehouse(page: Page, serial: str) -> None:
    """A product typed in at the clinic, sent by itself, and its envelope taken in at the warehouse."""
    start_return(page)
    type_in(page, serial)
    pack(page, serial)
    answer_checklists(page)
    seal(page)
    number = return_number_in(page)
    page.context.clear_cookies()
    sign_in(page, "warehouse")
    page.goto(f"/lager/mottag/{number}")
    wait_until_alive(page)
    type_in(page, serial)
    receive(page, serial)


def control(page: Page) -> None:
    """Every step of the control done, and the product available again."""
    page.get_by_role("link", name="Till kontrollen").click()
    steps = page.get_by_role("button", name="Klart")
    expect(steps.first).to_be_visible()
    for left in reversed(range(steps.count())):
        steps.first.click()
        expect(steps).to_have_count(left)
    page.get_by_label("Hylla (valfritt)").fill("a 3")
    page.get_by_role("button", name="Gör tillgänglig").click()
    expect(page.locator("main").get_by_text("är tillgänglig igen")).to_be_visible()
