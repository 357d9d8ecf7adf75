"""Where the browser has no reader of its own (every iPad, and Chromium on Linux), ours reads on the device: at once,
and without contact."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import TABLET, new_context
from tests.browser.server import Server
from tests.browser.unsteady import Network

MOST_BYTES = 450_000
"""What comes when the camera is started, beside the pages."""
PROGRAM = "zxing_reader.wasm"
STORED = """async (name) => {
  const all = await Promise.all((await caches.keys()).map(async (key) => (await caches.open(key)).keys()))
  return all.flat().some(({ url }) => url.endsWith(name))
}"""


@pytest.fixture
def page(network: Network, launch: Callable[..., Browser], demo_database: Path, tmp_path: Path) -> Page:
    """Before a camera that sees one product."""
    product = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0]
    browser = launch(demo.filmed([product], tmp_path / "film.mjpeg"))
    context = new_context(browser, Server(network.url, network.log_path), TABLET, "light", camera=True)
    opened = context.new_page()
    yield opened
    browser.close()


@pytest.fixture
def serial(demo_database: Path) -> str:
    return demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0].serial


def test_it_comes_with_the_camera_and_reads_without_contact(
    network: Network, page: Page, serial: str
) -> None:
    came: dict[str, int] = {}
    page.on("requestfinished", lambda one: came.update({one.url: one.sizes()["responseBodySize"]}))
    way.start_return(page)
    assert page.evaluate("'BarcodeDetector' in window") is False
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    assert not [url for url in came if "/vendor/" in url], "nothing of it before the camera is started"
    network.delay = 0.2
    with page.expect_response(lambda answer: answer.url.endswith(PROGRAM)):
        way.start_camera(page)
    network.down = True
    expect(page.locator("[data-part=waiting] > li").first).to_contain_text(serial)
    network.delay, network.down = 0.0, False
    expect(page.locator("#contents li").filter(has_text=serial)).to_be_visible()
    brought = {url: size for url, size in came.items() if "/vendor/" in url}
    assert len(brought) == 3, brought
    assert sum(brought.values()) < MOST_BYTES, brought


def test_once_it_was_there_the_page_without_contact_has_it(network: Network, page: Page, serial: str) -> None:
    way.start_return(page)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.reload()
    way.start_camera(page)
    expect(page.locator("#cards article")).to_be_visible()
    page.wait_for_function(STORED, arg=PROGRAM)
    network.down = True
    page.reload()  # the camera that was used last starts by itself
    expect(page.locator("[data-part=waiting] > li").first).to_contain_text(serial)


def test_no_page_may_run_such_programs(page: Page) -> None:
    """Only the worker's own policy lets it: the empty program is refused on a page."""
    way.start_return(page)
    told = page.evaluate(
        "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => '', (error) => String(error))"
    )
    assert "Content Security Policy" in told


ON_DEVICE = """async ([ rows, words ]) => {
  const app = document.querySelector("script[src$='js/core/app.js']").src
  const { openDetector } = await import(new URL("../scan/on_device/detector.js", app))
  const canvas = document.createElement("canvas")
  canvas.width = canvas.videoWidth = rows[0].length
  canvas.height = canvas.videoHeight = rows.length
  const drawn = canvas.getContext("2d")
  const pixels = rows.flat().flatMap((grey) => [ grey, grey, grey, 255 ])
  drawn.putImageData(new ImageData(new Uint8ClampedArray(pixels), canvas.width), 0, 0)
  const detector = await openDetector(words)
  return (await detector.detect(canvas)).map(({ rawValue }) => rawValue)
}"""


def test_what_the_region_does_not_use_is_not_read(page: Page) -> None:
    way.start_return(page)
    symbol = zxingcpp.create_barcode("HA77341", zxingcpp.BarcodeFormat.Code39Std).to_image(scale=2)
    rows = np.pad(np.asarray(symbol, np.uint8), 20, constant_values=255).tolist()
    assert page.evaluate(ON_DEVICE, [rows, "Code39 QR"]) == ["HA77341"]
    assert page.evaluate(ON_DEVICE, [rows, "Code128 DataMatrix QR"]) == []


SHARPEST = """async ([ blurs ]) => {
  const app = document.querySelector("script[src$='js/core/app.js']").src
  const { SharpestFrame } = await import(new URL("../scan/frames/sharpest.js", app))
  const camera = document.createElement("canvas")
  camera.width = camera.videoWidth = 640
  camera.height = camera.videoHeight = 360
  const drawn = camera.getContext("2d", { willReadFrequently: true })
  const show = (blur) => {
    for (let x = 0; x < 640; x += 8) {
      drawn.fillStyle = `hsl(0 0% ${x % 16 ? 90 : 10 + 10 * blur}%)`  // soft edges are low ones
      drawn.fillRect(x, 0, 8, 360)
    }
    drawn.fillStyle = "#f00"
    drawn.fillRect(0, 0, 20 + blur, 20)  // tells the pictures apart
  }
  const redAt = (canvas, x) => canvas.getContext("2d").getImageData(x, 5, 1, 1).data[0] > 200
    && canvas.getContext("2d").getImageData(x, 5, 1, 1).data[1] < 100
  const widthOf = (canvas) => { let x = 0; while (redAt(canvas, x)) x += 1; return x - 20 }
  const sharpest = new SharpestFrame(camera)
  let answer
  show(blurs[0])
  const watching = sharpest.during(new Promise((resolve) => { answer = resolve }))
  for (const blur of blurs) {
    show(blur)
    await new Promise((resolve) => setTimeout(resolve, 90))
  }
  answer()
  await watching
  return widthOf(sharpest.best())
}"""


@pytest.mark.parametrize(("blurs", "sent"), [([6, 1, 4], 1), ([5, 4, 0], 0)])
def test_the_sharpest_picture_since_the_last_answer_is_sent(page: Page, blurs: list[int], sent: int) -> None:
    way.start_return(page)
    page.evaluate(
        SHARPEST.replace("async ([ blurs ])", "([ blurs ]) => { window.sent = null; (async ([ blurs ])")
        + ")([ blurs ]).then((got) => { window.sent = got }) }",
        [blurs],
    )
    page.wait_for_function("() => window.sent !== null")
    assert page.evaluate("window.sent") == sent
