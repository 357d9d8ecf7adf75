"""The packing page on every size of screen: what is packed is in view, and nothing lies over it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE, TABLET, Screen

UPRIGHT = Screen("tablet on end", 820, 1180)
LOW = Screen("low window", 1180, 600)
SMALL_PHONE = Screen("small phone", 375, 667)
WITH_KEYBOARD = Screen("tablet with its keyboard up", 1180, 430)
TALL_ENOUGH = (TABLET, UPRIGHT, PHONE)

GEOMETRY = """() => {
  const box = (element) => {
    const { top, bottom, left, right } = element.getBoundingClientRect()
    return { top, bottom, left, right }
  }
  const bar = box(document.querySelector("#contents .action-bar"))
  const packed = document.querySelector("#contents .packed")
  const frame = packed.getClientRects().length ? box(packed) : { top: 0, bottom: 0, left: 0, right: 0 }
  const meets = (one, other) =>
    one.top < other.bottom - 1 && other.top < one.bottom - 1 && one.left < other.right && other.left < one.right
  const seen = (element) => {  // the part of a row or a button that its scroller lets be seen
    const whole = box(element), scroller = element.closest(".packed, #cards")
    const around = scroller && getComputedStyle(scroller).overflowY === "auto" ? box(scroller) : whole
    return { ...whole, top: Math.max(whole.top, around.top), bottom: Math.min(whole.bottom, around.bottom) }
  }
  const isThere = (part) => part.bottom > part.top
  const named = "#contents .lines > li, #cards .verdict, #cards .button"
  const things = [...document.querySelectorAll(named)].filter((one) => one.getClientRects().length)
  const rows = [...document.querySelectorAll("#contents .lines > li")].map(box)
  return {
    bar, frame, rows,
    covered: things.map(seen).filter((part) => isThere(part) && meets(part, bar)).length,
    whole_rows: rows.filter(({ top, bottom }) =>
      top >= frame.top - 1 && bottom <= Math.min(frame.bottom, innerHeight) + 1).length,
    bar_in_view: bar.top >= 0 && bar.bottom <= innerHeight + 1,
    idle_camera: document.querySelector(".viewfinder").getBoundingClientRect().height / innerHeight,
  }
}"""


def shown_at(page: Page, screen: Screen) -> dict[str, object]:
    page.set_viewport_size({"width": screen.width, "height": screen.height})
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate("document.querySelector('#contents .packed').scrollTop = 0")
    found: dict[str, object] = page.evaluate(GEOMETRY)
    return found


@pytest.fixture
def packed(tablet: Page, demo_database: Path) -> Callable[[int], Page]:
    """A packing page with so many products in the return."""

    def pack(count: int) -> Page:
        way.start_return(tablet)
        for product in demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:count]:
            way.type_in(tablet, product.serial)
            way.pack(tablet, product.serial)
        return tablet

    return pack


def test_twelve_products_are_in_view_and_nothing_covers_them(packed: Callable[[int], Page]) -> None:
    page = packed(12)
    for screen, fewest in ((TABLET, 4), (UPRIGHT, 4), (PHONE, 1), (LOW, 1), (SMALL_PHONE, 0)):
        shown = shown_at(page, screen)
        assert shown["covered"] == 0, screen
        assert shown["bar_in_view"], (screen, shown)
        assert shown["whole_rows"] >= fewest, (screen, shown)  # type: ignore[operator]
        last = page.locator("#contents .lines").first.locator("> li").last
        last.scroll_into_view_if_needed()
        assert page.evaluate(GEOMETRY)["covered"] == 0, f"{screen}: at the list's end"
    shown = shown_at(page, WITH_KEYBOARD)
    assert shown["covered"] == 0


def test_a_verdict_pushes_neither_the_list_nor_the_next_step_away(
    packed: Callable[[int], Page], demo_database: Path
) -> None:
    page = packed(12)
    for kind in (VerdictKind.TO_WAREHOUSE, VerdictKind.TO_SUPPLIER):
        product = demo.products(demo_database, kind)[-1]
        way.type_in(page, product.serial)
        card = page.locator(f"#cards article[data-verdict={kind.value}]").filter(has_text=product.serial)
        expect(card).to_be_visible()
        for screen in (*TALL_ENOUGH, LOW, SMALL_PHONE):
            shown = shown_at(page, screen)
            assert shown["covered"] == 0, (kind, screen)
            assert shown["bar_in_view"], (kind, screen, shown)
            if screen in TALL_ENOUGH:
                assert shown["whole_rows"], (kind, screen, shown["frame"], shown["rows"][0])
            button = card.get_by_role("button", name="Lägg i").bounding_box()
            assert button is not None
            assert button["y"] + button["height"] <= shown["bar"]["top"], (kind, screen)  # type: ignore[index]


def test_a_card_says_one_line_and_its_reasons_when_asked(
    packed: Callable[[int], Page], demo_database: Path
) -> None:
    page = packed(1)
    way.type_in(page, demo.products(demo_database, VerdictKind.TO_SUPPLIER)[0].serial)
    reasons = page.locator("#cards .why .reasons")
    expect(reasons).to_be_hidden()
    page.locator("#cards .why summary").click()
    expect(reasons).to_be_visible()
    assert page.evaluate(GEOMETRY)["covered"] == 0


def test_an_idle_camera_leaves_a_phone_to_the_list(packed: Callable[[int], Page]) -> None:
    page = packed(2)
    for screen in (PHONE, SMALL_PHONE):
        assert shown_at(page, screen)["idle_camera"] < 0.15, screen  # type: ignore[operator]
