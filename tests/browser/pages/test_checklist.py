"""The checklist in a real browser: a photo halfway through, and what a no brings up."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import PHONE


def test_a_photo_halfway_leaves_the_answers_as_they_are(
    open_page: Callable[..., Page], demo_database: Path
) -> None:
    page, product = open_page(PHONE), demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0]
    way.start_return(page)
    way.type_in(page, product.serial)
    way.pack(page, product.serial)
    page.get_by_role("link", name="Klar med packningen").click()
    no = page.get_by_role("radio", name="Nej").first
    asked = page.get_by_label("Vad saknas?").first
    expect(asked).to_be_hidden()
    no.check()
    asked.fill("Locket")
    for at in range(2):
        picture = film.as_jpeg(film.draw(product.package) if at else film.desk())
        page.locator("#foton input[type=file]").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture}
        )
        expect(page.locator(".photos img")).to_have_count(at + 1)
    page.get_by_role("button", name="Ta bort foto 1").click()
    expect(page.locator(".photos img")).to_have_count(1)
    expect(no).to_be_checked()
    expect(asked).to_have_value("Locket")
