"""What lies under a table's camera, and when it has been taken away."""

import numpy as np
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from benchmarks.desk import held_camera
from tests.browser import film
from web.scan.command_cards import CommandCard, code_of

LOOKS_WITHOUT = 4
LONGER_THAN_A_SHOWING = 1_600
"""Milliseconds. A showing has ended when three looks, and one and a half second, were without it
(static/js/table/cards.js)."""
COUNT_LOOKS = """() => {
  window.looks = 0
  if (window.countsLooks) return
  window.countsLooks = true
  document.addEventListener("returkoll:looked", () => { window.looks += 1 })
}"""


def take_away(page: Page) -> None:
    """Nothing lies there, for as long as the page needs to see it: a busy machine looks seldom."""
    held_camera.hold(page, None)
    page.evaluate(COUNT_LOOKS)
    page.wait_for_function("(enough) => window.looks >= enough", arg=LOOKS_WITHOUT, timeout=60_000)
    page.wait_for_timeout(LONGER_THAN_A_SHOWING)


def picture_of_code(code: zxingcpp.Barcode, scale: int) -> film.Picture:
    picture = np.array(code.to_image(scale=scale, add_quiet_zones=True))
    return film.on_desk(Image.fromarray(picture).convert("RGB"))


def picture_of_card(card: CommandCard) -> film.Picture:
    """As the app has printed it, whose context is at work."""
    barcode = zxingcpp.create_barcode(code_of(card), zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return picture_of_code(barcode, 14)
