"""Pictures of the parts on /formgivning, each in three widths: what stands in `golden` has been looked at by a person.

The pages use the fonts of whatever machine they are shown on. Here they get the labels' own font, so that a picture
does not depend on what is installed.
"""

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, BrowserType, Page

from scripts.environment import ROOT
from scripts.system import chromium
from tests.browser.conftest import FLAGS, PHONE, TABLET, Screen, new_context
from tests.browser.server import Server
from tests.browser.steps import SETTLED, sign_in

FOLDER = Path(__file__).parent / "golden"
SCREENS = (TABLET, Screen("tablet on end", 820, 1180), PHONE)
SCHEMES = ("light", "dark")
STATES = {"hover": ("hover",), "focus": ("focus", "focus-visible")}
"""What is done with a finger, a mouse or the keyboard → the pseudo-classes that the browser is made to believe in."""
WITH_STATES = ("buttons", "card", "choices", "fields", "lists", "questions", "ways")
"""The parts that can be pressed or written in."""
PRESSABLE = "a, button, input, select, textarea, summary"

STEADY = (*FLAGS, "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb")
FONTS = ROOT / "labels" / "typesetting" / "fonts"
WEIGHTS = {"Regular": 400, "Bold": 700}
TABLE_GREY = 128  # between the columns, where there is no picture

# One scheme fills the page, and every part begins and ends on a whole pixel, however high those before it are.
ARRANGED = """(scheme) => {
  for (const half of document.querySelectorAll(".scheme")) half.hidden = !half.matches(`.scheme-${scheme}`)
  const parts = [...document.querySelectorAll(`.scheme-${scheme} .sample`)]
  for (const part of parts) part.removeAttribute("style")
  return parts.map((part) => {
    const top = part.getBoundingClientRect().top
    part.style.marginBlockStart = `${Math.ceil(top) - top}px`
    part.style.blockSize = `${Math.ceil(part.getBoundingClientRect().height)}px`
    const box = part.getBoundingClientRect()
    const name = part.dataset.sample.slice(scheme.length + 1)
    return [name, box.left + scrollX, box.top + scrollY, box.width, box.height].map((told) => told.toFixed?.(0) ?? told)
  })
}"""

Picture = NDArray[np.uint8]
"""Height × width × 3, sRGB."""


@contextmanager
def page_of_parts(kind: BrowserType, server: Server) -> Iterator[Page]:
    """/formgivning with the labels' font, in a browser that draws text alike on every machine."""
    browser = kind.launch(executable_path=chromium(), args=[*STEADY])
    page = _signed_in(browser, server)
    page.goto("/formgivning/")
    page.add_style_tag(content="\n".join(_font_rules()))
    page.wait_for_function("document.fonts.ready.then(() => document.fonts.check('700 16px Part'))")
    yield page
    browser.close()


def _signed_in(browser: Browser, server: Server) -> Page:
    with_policy = new_context(browser, server, TABLET, "light", camera=False)
    sign_in(with_policy.new_page(), "admin")
    # The pages' own policy refuses the stylesheet with the font.
    context = browser.new_context(
        base_url=server.url, storage_state=with_policy.storage_state(), bypass_csp=True, locale="sv-SE"
    )
    return context.new_page()


def _font_rules() -> Iterator[str]:
    for name, weight in WEIGHTS.items():
        font = base64.b64encode((FONTS / f"EtikettSans-{name}.ttf").read_bytes()).decode()
        yield f"@font-face {{ font-family: Part; font-weight: {weight}; src: url(data:font/ttf;base64,{font}) }}"
    yield ":root { --font: Part; --font-code: Part }"


def pictures(page: Page, scheme: str) -> dict[str, Picture]:
    """Every part in every width side by side, and those that can be pressed as they look then."""
    columns = [drawn_parts(page, scheme, screen) for screen in SCREENS]
    told = {f"{name}-{scheme}": side_by_side([column[name] for column in columns]) for name in columns[0]}
    for state, classes in STATES.items():
        with believing(page, scheme, classes):
            parts = drawn_parts(page, scheme, TABLET)
        told |= {f"{name}-{scheme}-{state}": parts[name] for name in WITH_STATES}
    return told


def drawn_parts(page: Page, scheme: str, screen: Screen) -> dict[str, Picture]:
    page.set_viewport_size({"width": screen.width, "height": screen.height})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.evaluate(SETTLED)
    boxes = page.evaluate(ARRANGED, scheme)
    shot = page.screenshot(full_page=True, animations="disabled")
    whole = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"))
    return {name: _cut(whole, *map(int, box)) for name, *box in boxes}


def _cut(whole: Picture, left: int, top: int, width: int, height: int) -> Picture:
    """With the pixels around it: a focus ring and a shadow reach out of the part."""
    edge = 6
    return whole[max(top - edge, 0) : top + height + edge, max(left - edge, 0) : left + width + edge]


def side_by_side(columns: list[Picture]) -> Picture:
    height = max(column.shape[0] for column in columns)
    return np.hstack(
        [
            np.pad(column, ((0, height - column.shape[0]), (0, 0), (0, 0)), constant_values=TABLE_GREY)
            for column in columns
        ]
    )


@contextmanager
def believing(page: Page, scheme: str, classes: tuple[str, ...]) -> Iterator[None]:
    """As if everything that can be pressed were under the mouse, or had the focus."""
    devtools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    wanted = f".scheme-{scheme} .sample :is({PRESSABLE})"
    for node in devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": wanted})["nodeIds"]:
        devtools.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": list(classes)})
    yield
    devtools.detach()  # which ends the belief


def looked_at(name: str) -> Picture:
    """The picture that a person has looked at."""
    return np.asarray(Image.open(FOLDER / f"{name}.png").convert("RGB"))


def save(picture: Picture, path: Path) -> None:
    """In 255 colours, which are more than such a part has, but for the edges of its letters."""
    colours = Image.fromarray(picture).quantize(
        255, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    colours.save(path, optimize=True)
