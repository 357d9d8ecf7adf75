"""`python -m scripts.pictures.every_page FOLDER [WORD…]`: every page in every state, to be looked at.

In three sizes, both schemes and both languages, with sheets of nine pages a picture. Words choose: `sv` or `en`,
`light` or `dark`, a size (`tablet`, `on-end`, `phone`), `clinic`, `warehouse` or `admin`. All of it takes half an hour.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from scripts.system import chromium
from tests.browser import way
from tests.browser.conftest import FLAGS, PHONE, TABLET, WAITS, Screen, new_context
from tests.browser.english import speak_english
from tests.browser.pages import test_every_page as walk
from tests.browser.server import make_demo_database, serving
from tests.browser.steps import SETTLED

SCREENS = (TABLET, Screen("on-end", 820, 1180), PHONE)
SCHEMES = ("light", "dark")
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
Thing = TypeVar("Thing")
ON_A_SHEET, ACROSS = 9, 3
THUMBNAIL = (620, 800)  # pixels at most
LONGEST = 2.0  # of the screen's height: what comes further down is seldom news
"""How much of a page is shown."""


@dataclass
class Photographer(walk.Inspector):
    """Walks as the test of every page does, and takes pictures instead of asking axe."""

    folder: Path = Path()
    screens: Sequence[Screen] = SCREENS
    schemes: Sequence[str] = SCHEMES
    taken: dict[tuple[str, str], list[Path]] = field(default_factory=dict)
    """By size and scheme."""
    count: int = 0

    def look_around(self) -> None:
        self.count += 1
        name = urlsplit(self.page.url).path.strip("/").replace("/", "-") or "start"
        for screen, scheme in product(self.screens, self.schemes):
            self.page.set_viewport_size({"width": screen.width, "height": screen.height})
            self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            self.page.evaluate(SETTLED)
            path = self.folder / f"{self.language}-{screen.name}-{scheme}" / f"{self.count:03}-{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            whole = Image.open(io.BytesIO(self.page.screenshot(full_page=True)))
            whole.crop((0, 0, whole.width, min(whole.height, round(LONGEST * screen.height)))).save(path)
            self.taken.setdefault((screen.name, scheme), []).append(path)
        self.page.set_viewport_size({"width": TABLET.width, "height": TABLET.height})
        self.page.emulate_media(color_scheme="light")


def main(folder: Path, words: list[str]) -> int:
    expect.set_options(timeout=WAITS)

    def chosen(names: Iterable[str]) -> list[str]:
        """Those named in the command, or all."""
        all_names = list(names)
        return [name for name in all_names if name in words] or all_names

    screens = tuple(screen for screen in SCREENS if screen.name in chosen(one.name for one in SCREENS))
    for language, whose in product(chosen(LANGUAGES), chosen(WALKS)):
        with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
            if language == "en":
                speak_english(patch)
            taken = take(folder / whose, language, WALKS[whose], screens, tuple(chosen(SCHEMES)), Path(name))
        for (screen, scheme), paths in taken.items():
            for number, nine in enumerate(in_portions(paths, ON_A_SHEET), 1):
                sheet_of(nine).save(
                    folder / f"{whose}-{language}-{screen}-{scheme}-{number:02}.jpg", quality=80
                )
    return 0


def take(
    folder: Path,
    language: str,
    walk_: Callable[[Photographer, Path], None],
    screens: Sequence[Screen],
    schemes: Sequence[str],
    working: Path,
) -> dict[tuple[str, str], list[Path]]:
    """The pictures of one walk, from a demo of its own."""
    database = make_demo_database(working / "demo.sqlite")
    (working / "served").mkdir()
    with serving(database, working / "served") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS])
        context = new_context(browser, server, TABLET, "light", camera=False, locale=LANGUAGES[language])
        page = context.new_page()
        page.set_default_timeout(WAITS)
        photographer = Photographer(page, language, str, folder=folder, screens=screens, schemes=schemes)
        walk_(photographer, database)
        browser.close()
    return photographer.taken


def of_the_clinic(look: Photographer, database: Path) -> None:
    walk.signed_out_pages(look)
    walk.clinic_pages(look, database)


def of_the_warehouse(look: Photographer, database: Path) -> None:
    way.start_return(look.page)
    number = walk.sent_return(look.page, database)
    walk.sign_out(look.page)
    walk.warehouse_pages(look, number)


def of_the_administrator(look: Photographer, _database: Path) -> None:
    walk.admin_pages(look)


WALKS = {"clinic": of_the_clinic, "warehouse": of_the_warehouse, "admin": of_the_administrator}


def in_portions(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]


def sheet_of(paths: Iterable[Path]) -> Image.Image:
    """Up to nine pages on one picture, small."""
    small = []
    for path in paths:
        shot = Image.open(path).convert("RGB")
        shot.thumbnail(THUMBNAIL)
        small.append(shot)
    rows = list(in_portions(small, ACROSS))
    width = max(sum(shot.width + 12 for shot in row) for row in rows)
    sheet = Image.new("RGB", (width, sum(max(shot.height for shot in row) + 12 for row in rows)), "#808080")
    top = 0
    for row in rows:
        left = 0
        for shot in row:
            sheet.paste(shot, (left + 6, top + 6))
            left += shot.width + 12
        top += max(shot.height for shot in row) + 12
    return sheet


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
