"""`python -m scripts.pictures.manifest_pictures`: static/app/NAME-FORM.webp, the real pages as the browser shows them
when it offers to install the app (manifest.webmanifest, "screenshots")."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from registry.verdict import VerdictKind
from scripts.environment import ROOT
from scripts.system import chromium
from tests.browser import demo, way
from tests.browser.conftest import FLAGS, PHONE, TABLET, new_context
from tests.browser.server import make_demo_database, serving
from tests.browser.steps import sign_in

FOLDER = ROOT / "static" / "app"
FORMS = {"wide": TABLET, "narrow": PHONE}
QUALITY = 50


def main() -> int:
    expect.set_options(timeout=20_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = make_demo_database(folder / "demo.sqlite")
        served = folder / "served"
        served.mkdir()
        with serving(database, served) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            page = new_context(browser, server, TABLET, "light", camera=False).new_page()
            sign_in(page, "clinic")
            packed(page, database)
            take(page, "packa")
            page.goto("/returer/")
            take(page, "hem")
            browser.close()
    return 0


def packed(page: Page, database: Path) -> None:
    """Three products in the return, and the verdict on a fourth."""
    way.new_return(page)
    *inside, shown = demo.products(database, VerdictKind.TO_WAREHOUSE)[:4]
    for product in inside:
        way.type_in(page, product.serial)
        way.pack(page, product.serial)
    way.type_in(page, shown.serial)
    expect(page.locator("#cards article").filter(has_text=shown.serial)).to_be_visible()


def take(page: Page, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    for form, screen in FORMS.items():
        page.set_viewport_size({"width": screen.width, "height": screen.height})
        page.wait_for_timeout(400)
        page.evaluate("document.activeElement.blur()")
        shot = Image.open(io.BytesIO(page.screenshot()))
        shot.save(FOLDER / f"{name}-{form}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    sys.exit(main())
