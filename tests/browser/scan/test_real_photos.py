"""The same way with real phone photos: each photographed code is registered as a serial, packed, sent and received.

The photos are no part of the project. RETURKOLL_PHOTOS names their folder; without it they are looked for in
shared/photos beside the checkout. One payload a picture: NAME.webp shows what NAME.txt says.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import demo, film, way
from tests.browser.conftest import PHONE
from tests.browser.server import ROOT
from tests.browser.steps import sign_in

FOLDER = Path(os.environ.get("RETURKOLL_PHOTOS") or ROOT.parent / "shared" / "photos") / "code128-2"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="no photos here: RETURKOLL_PHOTOS names their folder"
)


@pytest.fixture(scope="module")
def photos() -> Mapping[str, list[Path]]:
    """The photos of each payload."""
    by_payload = defaultdict(list)
    for photo in sorted(FOLDER.glob("*.webp")):
        by_payload[photo.with_suffix(".txt").read_text()].append(photo)
    return by_payload


@pytest.fixture
def database(demo_database: Path, photos: Mapping[str, list[Path]], tmp_path: Path) -> Path:
    """The demo, and in it the photographed payloads as serials that may go to the warehouse."""
    return demo.with_serials(demo_database, tmp_path, photos)


def test_photographed_products_go_from_the_clinic_to_the_warehouse(
    open_page: Callable[..., Page], photos: Mapping[str, list[Path]]
) -> None:
    page = open_page(PHONE)
    way.start_return(page)
    number = way.return_number_in(page)
    readable = {serial: pack_by_photo(page, serial, tries) for serial, tries in photos.items()}
    way.answer_checklists(page)
    way.seal(page)
    label = way.render(way.download_label(page))
    assert number in way.codes_on(label)
    way.hand_over(page)

    page.context.clear_cookies()
    sign_in(page, "warehouse")
    way.photograph(page, film.as_jpeg(film.draw_picture(Image.fromarray(label))))
    page.wait_for_url(f"**/mottag/{number}")
    for serial, photo in readable.items():
        look_at(page, photo)
        card = page.locator("#cards article").filter(has_text=serial)
        card.get_by_role("button", name="Ta emot", exact=True).click()
        expect(card).to_have_count(0)
    expect(page.locator("#received")).to_contain_text("Allt är här.")
    page.get_by_role("button", name="Ta in kuvertet").click()
    expect(page.get_by_role("link", name="Till kontrollen")).to_be_visible()


def pack_by_photo(page: Page, serial: str, tries: list[Path]) -> Path:
    """Take one photo after another until the code reads, as a person does; the photo that did."""
    for photo in tries:
        if serial in look_at(page, photo):
            way.pack(page, serial)
            return photo
    raise AssertionError(f"expected one of {len(tries)} photos of {serial} to be read, and none was")


def look_at(page: Page, photo: Path) -> list[str]:
    """What the page was told is in the photo."""
    with page.expect_response("**/skanna") as answered:
        way.photograph(page, photo.read_bytes(), photo.name)
    return [symbol["text"] for symbol in answered.value.json()["symbols"]]
