"""The whole way through the house, from the camera on the clinic's desk to the warehouse's shelf."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import PHONE, TABLET, Screen
from tests.browser.steps import sign_in


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=lambda screen: screen.name)
def test_a_product_goes_from_the_clinics_camera_to_the_warehouses_shelf(
    screen: Screen, open_page: Callable[..., Page], demo_database: Path, tmp_path: Path
) -> None:
    product = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0]
    package = film.draw(product.package)

    clinic = open_page(screen, film=film.write(tmp_path / "package.mjpeg", [film.Segment(package, 1)]))
    way.start_return(clinic)
    number = way.return_number_in(clinic)
    way.start_camera(clinic)
    way.pack(clinic, product.serial)
    way.answer_checklists(clinic)
    way.seal(clinic)
    label = way.render(way.download_label(clinic))
    codes = way.codes_on(label)
    assert number in codes
    assert any(code.endswith(f"/r/{number}") for code in codes)
    way.hand_over(clinic)
    clinic.context.browser.close()

    envelope = film.draw_picture(Image.fromarray(label))
    seen = [film.Segment(envelope, 6), film.Segment(package, 6)]
    warehouse = open_page(screen, film=film.write(tmp_path / "envelope.mjpeg", seen))
    sign_in(warehouse, "warehouse")
    way.start_camera(warehouse)
    warehouse.wait_for_url(f"**/mottag/{number}")
    way.receive(warehouse, product.serial)
    way.control(warehouse)


def test_a_photo_and_a_typed_serial_work_where_the_camera_does(
    tablet: Page, demo_database: Path, tmp_path: Path
) -> None:
    photographed, typed = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:2]
    way.start_return(tablet)
    way.photograph(tablet, film.as_jpeg(film.draw(photographed.package)))
    way.pack(tablet, photographed.serial)
    way.type_in(tablet, typed.serial)
    way.pack(tablet, typed.serial)
    way.answer_checklists(tablet)
    way.seal(tablet)
    assert way.return_number_in(tablet) in way.codes_on(way.render(way.download_label(tablet)))


def test_without_a_camera_the_page_says_what_to_do(phone: Page) -> None:
    way.start_return(phone)
    way.start_camera(phone)
    expect(phone.locator("[data-scan=status]")).to_have_attribute("data-tone", "attention")
