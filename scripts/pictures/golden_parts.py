"""`python -m scripts.pictures.golden_parts`: takes anew what tests/browser/look compares /formgivning with.

Look at those that have changed before committing them.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.look.parts import FOLDER, SCHEMES, page_of_parts, pictures, save
from tests.browser.server import make_demo_database, serving


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = make_demo_database(folder / "demo.sqlite")
        served = folder / "served"
        served.mkdir()
        with (
            serving(database, served) as server,
            sync_playwright() as playwright,
            page_of_parts(playwright.chromium, server) as page,
        ):
            for scheme in SCHEMES:
                for part, picture in pictures(page, scheme).items():
                    save(picture, FOLDER / f"{part}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
