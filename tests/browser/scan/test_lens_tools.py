"""Lamp, zoom and lens, where the camera has them: the fake camera has none, so the page is told that it has."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import TABLET

TWO_LENSES = """
window.asked = []
window.opened = []
window.locks = 0
const constraints = new WeakMap()
MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true, zoom: { min: 1, max: 4, step: 0.1 } })
MediaStreamTrack.prototype.getConstraints = function () { return constraints.get(this) ?? window.opened.at(-1).video }
MediaStreamTrack.prototype.applyConstraints = async function (wanted) {
  constraints.set(this, wanted)
  window.asked.push(wanted)
}
const { mediaDevices } = navigator
const open = mediaDevices.getUserMedia.bind(mediaDevices)
mediaDevices.getUserMedia = (wanted) => { window.opened.push(wanted); return open(wanted) }
mediaDevices.enumerateDevices = async () => [ "wide", "near" ].map((deviceId) => ({ kind: "videoinput", deviceId }))
const request = async () => { window.locks += 1; return { release() {} } }
Object.defineProperty(navigator, "wakeLock", { value: { request } })
"""


@pytest.fixture
def filming(open_page: Callable[..., Page], demo_database: Path, tmp_path: Path) -> Page:
    """A packing page with its camera on; the product in view has been read."""
    product = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0]
    reel = film.write(tmp_path / "film.mjpeg", [film.Segment(film.draw(product.package), 1)], sway_pictures=6)
    page = open_page(TABLET, film=reel)
    page.add_init_script(TWO_LENSES)
    way.start_return(page)
    way.start_camera(page)
    expect(page.locator("#cards article")).to_be_visible()
    return page


def last_asked(page: Page) -> dict[str, Any]:
    return page.evaluate("() => window.asked.at(-1)")


def test_the_camera_is_asked_for_once_large_and_keeps_the_screen_on(filming: Page) -> None:
    filming.get_by_role("button", name="Lägg i returen").click()
    expect(filming.locator("#contents ul.lines > li")).to_have_count(1)
    (wanted,) = filming.evaluate("() => window.opened")
    assert wanted["audio"] is False
    assert (wanted["video"]["width"], wanted["video"]["height"]) == ({"ideal": 1920}, {"ideal": 1080})
    filming.wait_for_function("() => window.locks > 0")


def test_lamp_and_zoom_leave_each_other_and_the_sharp_picture_alone(filming: Page) -> None:
    filming.get_by_role("slider", name="Zooma").fill("2.5")
    lamp = filming.get_by_role("button", name="Lampa")
    lamp.click()
    expect(lamp).to_have_attribute("aria-pressed", "true")
    assert last_asked(filming)["advanced"] == [{"zoom": 2.5, "torch": True}]
    assert last_asked(filming)["width"] == {"ideal": 1920}
    lamp.click()
    expect(lamp).to_have_attribute("aria-pressed", "false")
    assert last_asked(filming)["advanced"] == [{"zoom": 2.5, "torch": False}]


def test_zoom_and_lens_are_remembered(filming: Page) -> None:
    filming.get_by_role("slider", name="Zooma").fill("2.5")
    filming.get_by_role("button", name="Byt kamera").click()
    filming.wait_for_function("() => window.opened.length === 2")
    chosen = filming.evaluate("() => window.opened.at(-1).video.deviceId")
    assert chosen == {"ideal": "wide"}
    filming.reload()  # it was allowed: the camera starts by itself
    expect(filming.get_by_role("slider", name="Zooma")).to_have_value("2.5")
    assert filming.evaluate("() => window.opened[0].video.deviceId") == chosen
    filming.wait_for_function("() => window.asked.length > 0")
    assert last_asked(filming)["advanced"] == [{"zoom": 2.5}]
