"""A hand scanner is learned once and read rightly from then on, whatever the device's keyboard layout."""

import itertools
import random
import string
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import TABLET
from tests.browser.keyboards import LAYOUTS, SEPARATOR, Wedge
from tests.browser.steps import sign_in
from web.site.hand_scanner import TEST_TEXT

TYPE = """async ([events, end]) => {
  for (const event of [...events, ...(end ? [{ key: "Enter", code: "Enter" }] : [])]) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { ...event, bubbles: true, cancelable: true }))
  }
}"""


def scan(page: Page, wedge: Wedge, text: str, *, enter: bool = True) -> None:
    page.evaluate(TYPE, [wedge.events(text), enter])


@pytest.fixture
def calibration(open_page: Callable[..., Page]) -> Page:
    page = open_page(TABLET)
    sign_in(page, "clinic")
    page.locator(".menu > button").click()
    page.get_by_role("menuitem", name="Handläsare").click()
    page.wait_for_selector("html.js [data-module='pages/calibrate']")
    page.wait_for_load_state("networkidle")
    return page


def answer(page: Page) -> object:
    return expect(page.locator("[data-calibrate=answer]"))


def learns(page: Page, wedge: Wedge) -> None:
    page.evaluate("localStorage.removeItem('returkoll.handScanner')")
    scan(page, wedge, TEST_TEXT)
    answer(page).to_contain_text("Klart.")


DECODE = """async (scans) => {
  const app = document.querySelector("script[src$='app.js']").src
  const { decode } = await import(app.replace("core/app.js", "scan/keyboard_layout.js"))
  const stroke = (e) => ({ key: e.key, code: e.code, shift: !!e.shiftKey, ctrl: !!e.ctrlKey, alt: !!e.altKey })
  return scans.map((events) => decode(events.filter(({ key }) => key !== "Shift").map(stroke)))
}"""


def reads(page: Page, wedge: Wedge, *texts: str) -> list[str]:
    """What the device makes of them, with what it has learned."""
    return page.evaluate(DECODE, [wedge.events(text) for text in texts])


def payloads(number: int) -> list[str]:
    """GS1 element strings, HIBC and web addresses with all that layouts garble."""
    chance = random.Random(5)
    odd = string.digits + string.ascii_uppercase + string.ascii_lowercase + "-/+():.,;_"

    def some(most: int) -> str:
        return "".join(chance.choices(odd, k=chance.randint(1, most)))

    kinds = (
        lambda: f"010735009876543210{some(12)}{SEPARATOR}21{some(16)}",
        lambda: f"+A123{some(10).upper()}/$$+{some(8).upper()}",
        lambda: f"https://returkoll.example/r/{some(9)}",
    )
    return [chance.choice(kinds)().replace("$", "") for _ in range(number)]


def test_the_test_codes_on_the_page_are_the_test_text(calibration: Page) -> None:
    shot = calibration.locator(".card.white").screenshot()
    drawn = cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_COLOR)
    found = zxingcpp.read_barcodes(drawn)
    assert [code.bytes for code in found] == [TEST_TEXT.encode()] * 2
    assert {code.symbology_identifier[:2] for code in found} == {"]C", "]d"}


def test_what_was_learned_mends_everything(calibration: Page) -> None:
    texts = payloads(200)
    for layout, separator in itertools.product(LAYOUTS, ("control", "F8", "alt")):
        wedge = Wedge(layout, separator)
        learns(calibration, wedge)
        got = reads(calibration, wedge, *texts)
        assert got == texts, (layout, separator)


def test_a_separator_that_never_comes_is_told(calibration: Page) -> None:
    for layout in ("american", "swedish"):
        wedge = Wedge(layout, "")
        calibration.reload()
        calibration.wait_for_load_state("networkidle")
        scan(calibration, wedge, TEST_TEXT)
        answer(calibration).to_contain_text("utelämnar skiljetecknet")
        assert reads(calibration, wedge, "0107350098765432(10)") == ["0107350098765432(10)"]


def test_a_browser_that_tells_no_positions_learns_the_characters(calibration: Page) -> None:
    """What a scanner makes on a Swedish keyboard, where all that comes is what it writes."""
    wedge = Wedge("swedish", "F8", tells_positions=False)
    scan(calibration, wedge, TEST_TEXT)
    answer(calibration).to_contain_text("Klart")
    texts = ["A-12/345", "(01)07350098765432(21)X:1", "+B1"]
    assert reads(calibration, wedge, *texts) == texts


def test_two_characters_that_come_as_one_are_told(calibration: Page) -> None:
    wedge = Wedge("american", tells_positions=False)
    events = [{**e, "key": "-"} if e["key"] == "/" else e for e in wedge.events(TEST_TEXT)]
    calibration.evaluate(TYPE, [events, True])
    answer(calibration).to_contain_text("går inte att skilja åt: /")


def test_another_code_is_no_test_code(calibration: Page) -> None:
    scan(calibration, Wedge("american"), "07350098765432")
    answer(calibration).to_contain_text("Det var inte testkoden. Läsaren skickade: 07350098765432")
    assert calibration.evaluate("localStorage.getItem('returkoll.handScanner')") is None


def test_it_can_be_forgotten(calibration: Page) -> None:
    learns(calibration, Wedge("swedish"))
    calibration.reload()
    answer(calibration).to_contain_text("känner sin handläsare")
    calibration.get_by_role("button", name="Glöm handläsaren").click()
    answer(calibration).to_contain_text("Glömt.")
    assert calibration.evaluate("localStorage.getItem('returkoll.handScanner')") is None


@pytest.mark.parametrize("enter", [True, False], ids=["ending with Enter", "ending in silence"])
def test_learned_on_one_page_it_packs_on_another(calibration: Page, demo_database: Path, enter: bool) -> None:
    page, wedge = calibration, Wedge("swedish")
    scan(page, wedge, TEST_TEXT, enter=enter)
    answer(page).to_contain_text("Klart.")
    product = next(p for p in demo.products(demo_database, VerdictKind.TO_WAREHOUSE) if p.gtin)
    page.goto("/returer/")
    way.new_return(page)
    scan(page, wedge, f"(01){product.gtin}(21){product.serial}", enter=enter)
    way.pack(page, product.serial)


def test_in_the_panels_own_field_it_is_mended_too(calibration: Page, demo_database: Path) -> None:
    page, wedge = calibration, Wedge("swedish")
    learns(page, wedge)
    product = next(p for p in demo.products(demo_database, VerdictKind.TO_WAREHOUSE) if p.gtin)
    page.goto("/returer/")
    way.new_return(page)
    page.locator("[data-scan=typed] input[name=text]").focus()
    scan(page, wedge, f"(01){product.gtin}(21){product.serial}")
    way.pack(page, product.serial)
    expect(page.locator("[data-scan=typed] input[name=text]")).to_have_value("")


def test_hands_in_the_field_are_left_alone(calibration: Page) -> None:
    page = calibration
    learns(page, Wedge("swedish"))
    page.goto("/returer/")
    way.new_return(page)
    page.locator("[data-scan=typed] input[name=text]").press_sequentially("AB-12+3", delay=90)
    expect(page.locator("[data-scan=typed] input[name=text]")).to_have_value("AB-12+3")
