"""`python -m scripts.pictures.help_pictures`: static/help/LANGUAGE/NAME.webp, the real pages as the help shows them.

Run it when a page has changed its looks; tests/web/site/test_help.py knows which pictures there must be.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from registry.verdict import VerdictKind
from scripts.environment import ROOT
from scripts.system import chromium
from tests.browser import demo, film, way
from tests.browser.conftest import CAMERA_FLAGS, FLAGS, TABLET, new_context
from tests.browser.server import Server, make_demo_database, serving
from tests.browser.steps import sign_in

FOLDER = ROOT / "static" / "help"
LANGUAGES = ("sv", "en")
QUALITY = 60
NAMES = (
    *("packa", "kontrollera", "forsegla", "skicka"),
    *("ta-emot", "jamfor", "kontroll"),
    *("importera", "returratt", "artikel"),
)
EXPORT = """Serienummer;Artikelnummer;Enhet;Leveransdatum
NV9900001;D100010;1010;2026-02-03
NV9900002;D100010;1020;2026-02-03
"""


class Album:
    """The pictures of one page as it is, in each language: the language is changed, not the way that led there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def take(self, name: str) -> None:
        self.page.wait_for_load_state("load")
        for language in reversed(LANGUAGES):
            self.speak(language)
            self.page.wait_for_timeout(400)
            shot = Image.open(io.BytesIO(self.page.screenshot()))
            path = FOLDER / language / f"{name}.webp"
            path.parent.mkdir(parents=True, exist_ok=True)
            shot.save(path, quality=QUALITY, method=6)

    def speak(self, language: str) -> None:
        """By the form in the menu; the page comes again as its address says."""
        if self.page.locator("html").get_attribute("lang") == language:
            return
        self.page.locator(f".languages button[value={language}]").evaluate("(button) => button.click()")
        expect(self.page.locator(f"html[lang={language}]")).to_have_count(1)
        self.page.wait_for_load_state("load")


@contextmanager
def signed_in(browser: Browser, server: Server, who: str, camera: bool = False) -> Iterator[Page]:
    context = new_context(browser, server, TABLET, "light", camera=camera)
    page = context.new_page()
    sign_in(page, who)
    yield page
    context.close()


def main() -> int:
    expect.set_options(timeout=20_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = make_demo_database(folder / "demo.sqlite")
        products = demo.products(database, VerdictKind.TO_WAREHOUSE)[:3]
        reel = film.write(folder / "film.mjpeg", [film.Segment(film.draw(products[2].package), 1)])
        served = folder / "served"
        served.mkdir()
        camera = [*CAMERA_FLAGS, f"--use-file-for-fake-video-capture={reel}"]
        with serving(database, served) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *camera])
            with signed_in(browser, server, "clinic", camera=True) as page:
                packing(Album(page), products)
            with signed_in(browser, server, "clinic") as page:
                number = clinic(Album(page), products[1:])
            with signed_in(browser, server, "warehouse") as page:
                warehouse(Album(page), number)
            with signed_in(browser, server, "admin") as page:
                administration(Album(page))
            browser.close()
    return 0


def clinic(album: Album, products: list[demo.Product]) -> str:
    """The number of the return that is on its way afterwards."""
    page = album.page
    way.new_return(page)
    number = way.return_number_in(page)
    for product in products:
        way.type_in(page, product.serial)
        way.pack(page, product.serial)
    way.ask_one_by_one(page)
    page.locator("label.choice.no").first.click()
    for yes in page.locator("label.choice.yes").all()[1:]:
        yes.click()
    page.get_by_role("button", name="Nästa").click()
    expect(page.locator("#kvar")).to_be_visible()
    album.take("kontrollera")
    page.goto(f"/returer/{number}/")
    way.answer_checklists(page)
    album.take("forsegla")
    way.seal(page)
    album.take("skicka")
    way.hand_over(page)
    return number


def packing(album: Album, products: list[demo.Product]) -> None:
    """The camera has to see the last product again in each language."""
    page, shown = album.page, products[-1]
    way.new_return(page)
    way.type_in(page, products[0].serial)
    way.pack(page, products[0].serial)
    for language in reversed(LANGUAGES):
        album.speak(language)
        start = page.locator("[data-scan=start]")
        if start.is_visible():  # in the second language the camera starts by itself: it was allowed
            start.click()
        expect(page.locator("#cards article").filter(has_text=shown.serial)).to_be_visible()
        page.wait_for_timeout(500)
        page.locator(".verdict").first.evaluate("() => window.scrollTo(0, 0)")
        path = FOLDER / language / "packa.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.open(io.BytesIO(page.screenshot())).save(path, quality=QUALITY, method=6)


def warehouse(album: Album, number: str) -> None:
    page = album.page
    page.goto("/lager/")
    album.take("ta-emot")
    page.goto(f"/lager/mottag/{number}")
    unscanned = page.get_by_role("button", name="utan att skanna")
    unscanned.first.click()
    expect(unscanned).to_have_count(1)
    album.take("jamfor")
    unscanned.first.click()
    expect(unscanned).to_have_count(0)
    page.get_by_role("button", name="Ta in kuvertet").click()
    page.get_by_role("link", name="Till kontrollen").click()
    page.get_by_role("button", name="Klart").first.click()
    expect(page.get_by_text("Klart", exact=True).first).to_be_visible()
    album.take("kontroll")


def administration(album: Album) -> None:
    page = album.page
    page.goto("/admin/import")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "individer.csv", "mimeType": "text/csv", "buffer": EXPORT.encode()}
    )
    page.get_by_role("button", name="Titta på filen").click()
    page.wait_for_url("**/import/*")
    album.take("importera")
    page.goto("/admin/returratt")
    album.take("returratt")
    page.goto("/admin/artiklar/1")
    album.take("artikel")


if __name__ == "__main__":
    sys.exit(main())
