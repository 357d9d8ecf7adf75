"""What is in view: several codes, several packages, pictures from iPhones; one frame on its way at a time."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import TABLET, new_context
from tests.browser.server import Server
from tests.browser.unsteady import Network

UNREGISTERED = ("QX7731A", "QX7732B")

# Linux has no BarcodeDetector; this one sees a code wherever the camera looks.
DETECTOR = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["data_matrix"] }
  async detect() {
    const cornerPoints = [[700, 400], [900, 400], [900, 600], [700, 600]].map(([x, y]) => ({ x, y }))
    return [{ rawValue: "seen here", format: "data_matrix", cornerPoints }]
  }
}
"""


def page_on(network: Network, browser: Browser) -> Page:
    at_network = Server(network.url, network.log_path)
    return new_context(browser, at_network, TABLET, "light", camera=True).new_page()


def test_a_slow_server_gets_one_frame_at_a_time(
    network: Network, launch: Callable[..., Browser], demo_database: Path, tmp_path: Path
) -> None:
    shown = demo.filmed(demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1], tmp_path / "film.mjpeg")
    page = page_on(network, launch(shown))
    under_way: list[str] = []
    most = 0

    def sent(url: str) -> None:
        nonlocal most
        if url.endswith("/skanna"):
            under_way.append(url)
            most = max(most, len(under_way))

    way.start_return(page)
    page.on("request", lambda request: sent(request.url))
    page.on("requestfinished", lambda request: request.url in under_way and under_way.remove(request.url))
    network.delay = 0.7
    way.start_camera(page)
    expect(page.locator("#cards article")).to_be_visible()
    page.wait_for_timeout(3000)
    assert most == 1
    page.context.browser.close()


def test_without_contact_the_browsers_own_reader_tells_what_to_keep(
    network: Network, launch: Callable[..., Browser], demo_database: Path, tmp_path: Path
) -> None:
    (product,) = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1]
    page = page_on(network, launch(demo.filmed([product], tmp_path / "film.mjpeg")))
    page.add_init_script(DETECTOR)
    way.start_return(page)
    network.down = True
    way.start_camera(page)
    expect(page.locator("[data-part=waiting] > li").first).to_contain_text("seen here")
    network.down = False
    expect(page.locator("#contents li").filter(has_text=product.serial)).to_be_visible()
    page.context.browser.close()


def test_of_several_codes_a_tap_says_which_one_is_meant(tablet: Page) -> None:
    way.start_return(tablet)
    picture = film.draw(film.Package("Okänd", "Två nummer", "", UNREGISTERED))
    way.photograph(tablet, film.as_jpeg(picture))
    codes = tablet.get_by_role("list", name="Koder i bilden").get_by_role("button")
    expect(codes).to_have_count(2)
    codes.filter(has_text=UNREGISTERED[1]).click()
    card = tablet.locator("#cards article")
    expect(card.get_by_role("banner").or_(card.locator("header"))).to_contain_text(UNREGISTERED[1])
    expect(card.locator("header")).not_to_contain_text(UNREGISTERED[0])


def test_the_registered_serial_stands_first(tablet: Page, demo_database: Path) -> None:
    (product,) = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1]
    way.start_return(tablet)
    way.photograph(tablet, film.as_jpeg(film.draw(product.package)))
    codes = tablet.get_by_role("list", name="Koder i bilden").get_by_role("button")
    expect(codes).to_have_count(2)
    expect(codes.first).to_contain_text(product.serial)
    expect(codes.last).to_contain_text(re.compile("artikel"))


def side_by_side(one: film.Picture, other: film.Picture) -> film.Picture:
    """Both boxes on the desk, in a picture as large as a phone takes it."""
    return np.hstack([one, other])


def test_two_packages_in_one_picture_are_two_lines(tablet: Page, demo_database: Path) -> None:
    found = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)
    one = found[0]
    other = next(product for product in found if product.gtin and product.article != one.article)
    way.start_return(tablet)
    way.photograph(tablet, film.as_jpeg(side_by_side(film.draw(one.package), film.draw(other.package))))
    expect(tablet.locator("#cards article")).to_have_count(2)
    for product in (one, other):
        card = tablet.locator("#cards article").filter(has_text=product.serial)
        card.get_by_role("button", name="Lägg i").click()
        expect(tablet.locator("#contents li").filter(has_text=product.serial)).to_be_visible()
        if product is one:
            way.photograph(
                tablet, film.as_jpeg(side_by_side(film.draw(one.package), film.draw(other.package)))
            )


AMBER = [255, 197, 61]
"""What is drawn for attention; the product in the picture is drawn in green."""

AMBER_PIXELS = """([red, green, blue]) => {
  const canvas = document.querySelector("[data-scan=overlay]")
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  let found = 0
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) found += 1
  }
  return found
}"""


def test_a_code_that_could_not_be_read_is_told_and_outlined(tablet: Page, demo_database: Path) -> None:
    (product, *_others) = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)
    note = "1 kod i bild gick inte att läsa: gå närmare."

    def with_one_unread(route: Route) -> None:
        answer = route.fetch()
        unread = [[[100, 100], [400, 100], [400, 400], [100, 400]]]
        route.fulfill(response=answer, json={**answer.json(), "unread": unread, "unread_note": note})

    way.start_return(tablet)
    expect(tablet.locator("[data-part=unread]")).to_be_hidden()
    tablet.route("**/skanna", with_one_unread)
    way.photograph(tablet, film.as_jpeg(film.draw(product.package)))
    expect(tablet.locator("[data-part=unread]")).to_have_text(note)
    expect(tablet.locator("#cards article")).to_be_visible()
    assert tablet.evaluate(AMBER_PIXELS, AMBER) > 100
    tablet.unroute("**/skanna")
    way.photograph(tablet, film.as_jpeg(film.draw(product.package)))
    expect(tablet.locator("[data-part=unread]")).to_be_hidden()
    assert tablet.evaluate(AMBER_PIXELS, AMBER) == 0


def test_an_iphones_heic_is_read(tablet: Page, demo_database: Path) -> None:
    (product,) = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:1]
    picture = Image.fromarray(cv2.cvtColor(film.draw(product.package), cv2.COLOR_BGR2RGB))
    heic = io.BytesIO()
    pillow_heif.from_pillow(picture).save(heic, quality=90)
    way.start_return(tablet)
    tablet.locator("input[data-scan=gallery]").set_input_files(
        {"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": heic.getvalue()}
    )
    way.pack(tablet, product.serial)
