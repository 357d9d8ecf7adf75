"""`python -m scripts.pictures.readme_picture`: docs/pictures/packing.png, the real page before a fake camera."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from registry.verdict import VerdictKind
from scripts.environment import ROOT
from scripts.system import chromium
from tests.browser import demo, film, way
from tests.browser.conftest import CAMERA_FLAGS, FLAGS, TABLET, new_context
from tests.browser.server import make_demo_database, serving

PICTURE = ROOT / "docs" / "pictures" / "packing.png"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = make_demo_database(folder / "demo.sqlite")
        packed, *others = demo.products(database, VerdictKind.TO_WAREHOUSE)
        shown = next(product for product in others if product.article != packed.article)
        reel = film.write(folder / "film.mjpeg", [film.Segment(film.draw(shown.package), 1)])
        served = folder / "served"
        served.mkdir()
        with serving(database, served) as server, sync_playwright() as playwright:
            camera = [*CAMERA_FLAGS, f"--use-file-for-fake-video-capture={reel}"]
            browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *camera])
            take(new_context(browser, server, TABLET, "light", camera=True).new_page(), packed, shown)
            browser.close()


def take(page: Page, packed: demo.Product, shown: demo.Product) -> None:
    """One product in the return, the next in front of the camera."""
    way.start_return(page)
    way.type_in(page, packed.serial)
    way.pack(page, packed.serial)
    way.start_camera(page)
    expect(page.locator("#cards article").filter(has_text=shown.serial)).to_be_visible()
    page.wait_for_timeout(500)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
