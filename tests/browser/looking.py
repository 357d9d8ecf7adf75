"""What every page must stand: axe in both schemes on every size, the keyboard alone, 200 % without loss."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.conftest import Screen
from tests.browser.steps import COLOUR_RULES, SETTLED, axe_findings

# A tablet at 200 % has half the pixels (WCAG 1.4.4); from 320 on no page may scroll sideways (1.4.10).
ENLARGED = (Screen("tablet at 200 %", 590, 410), Screen("320 pixels wide", 320, 640))
MOST_STOPS = 400  # Tab presses; a page with more is caught in a circle

OPEN_DETAILS = "document.querySelectorAll('main details').forEach((details) => { details.open = true })"

LOSSES = """() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false })
  const scrolls = (element) => element.closest("pre, .tabs, nav, [tabindex='0']")
  const told = (element) => element.outerHTML.replace(/\\s+/g, " ").slice(0, 140)
  const lost = []
  const room = document.documentElement
  if (room.scrollWidth > innerWidth + 1) lost.push(`scrolls sideways: ${room.scrollWidth} of ${innerWidth} pixels`)
  for (const element of document.querySelectorAll("body *")) {
    if (!shown(element) || element.closest(".unseen, .skip-link, svg, .viewfinder, template")) continue
    const box = element.getBoundingClientRect()
    if (element.matches("a, button, input, select, textarea, summary") && box.width > 0 && !scrolls(element)) {
      if (box.right > innerWidth + 1 || box.left < -1) lost.push(`out of the page: ${told(element)}`)
    }
    const texts = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
    const style = getComputedStyle(element)
    const cuts = style.overflowX !== "visible" && style.overflowX !== "auto" && style.overflowX !== "scroll"
    if (texts && cuts && element.scrollWidth > element.clientWidth + 1) lost.push(`text cut off: ${told(element)}`)
  }
  return lost
}"""

REACHABLE = """() => {
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
  const groups = new Set()
  const found = [...document.querySelectorAll(wanted)].filter((element) => {
    if (element.disabled || !shown(element) || element.tabIndex < 0) return false
    if (element.type !== "radio") return true
    const group = `${element.form?.action} ${element.name}`  // one stop a group; the arrows go on from there
    const first = !groups.has(group)
    groups.add(group)
    return first
  })
  found.forEach((element, index) => { element.dataset.stop = index })
  document.activeElement?.blur?.()
  getSelection().removeAllRanges()
  window.scrollTo(0, 0)
  return found.map((element) => element.outerHTML.replace(/\\s+/g, " ").slice(0, 140))
}"""

FOCUSED = """() => {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
  const places = [element, element.nextElementSibling, element.closest("label")].filter(Boolean)
  const seen = places.some((place) => outlined(getComputedStyle(place)) || outlined(getComputedStyle(place, "::after")))
  const alike = () => element.form ? element.form.elements[element.name] : document.getElementsByName(element.name)
  const group = () => [...alike()].find((radio) => radio.dataset.stop)
  const same = element.type === "radio" ? group() : element
  return { stop: same?.dataset.stop ?? null, seen, told: element.outerHTML.slice(0, 140) }
}"""


def axe_everywhere(page: Page, screens: tuple[Screen, ...]) -> list[str]:
    """axe on each screen, and its rules about colours in the dark scheme too, with what is folded unfolded."""
    page.evaluate(OPEN_DETAILS)
    found = []
    for screen in screens:
        page.set_viewport_size({"width": screen.width, "height": screen.height})
        page.emulate_media(color_scheme="light")
        found += [f"{screen.name}, light: {finding}" for finding in axe_findings(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{screen.name}, dark: {finding}" for finding in axe_findings(page, COLOUR_RULES)]
    return found


def losses_when_enlarged(page: Page, back_to: Screen) -> list[str]:
    """What cannot be seen or used any more at twice the size."""
    found = []
    for screen in ENLARGED:
        page.set_viewport_size({"width": screen.width, "height": screen.height})
        page.evaluate(SETTLED)
        lost = page.evaluate(LOSSES)
        found += [f"{urlsplit(page.url).path}, {screen.name}: {loss}" for loss in lost]
    page.set_viewport_size({"width": back_to.width, "height": back_to.height})
    return found


def out_of_the_keyboards_reach(page: Page) -> list[str]:
    """What Tab does not come to, and where the eye does not see that it has come."""
    path, wanted = urlsplit(page.url).path, page.evaluate(REACHABLE)
    reached: set[int] = set()
    unseen: set[str] = set()
    round_ = 0  # out of the page and in again at its beginning: Tab goes on from wherever the focus was last
    for _press in range(min(len(wanted) * 3 + 10, MOST_STOPS)):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            round_ += 1
            if round_ > 2:
                break
            continue
        if focused["stop"] is not None:
            reached.add(int(focused["stop"]))
        if not focused["seen"]:
            unseen.add(focused["told"])
        if len(reached) == len(wanted):
            break
    missed = [f"{path}: Tab does not reach {told}" for at, told in enumerate(wanted) if at not in reached]
    return missed + [f"{path}: the focus is not seen on {told}" for told in sorted(unseen)]
