"""/formgivning looks as when a person last looked at it, and the comparison sees what a person would.

A picture that differs lies with the test's other files, and beside it one with the differences in red.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, Playwright

from tests.browser.conftest import TABLET
from tests.browser.look.difference import largest_mark, seen_differences
from tests.browser.look.parts import (
    FOLDER,
    SCHEMES,
    Picture,
    believing,
    drawn_parts,
    looked_at,
    page_of_parts,
    pictures,
    save,
)
from tests.browser.server import Server

FORGIVEN = 25
"""Pixels that are neighbours. Chromium 131 and 156 differ by at most 18 in all these pictures."""

MISTAKES = {
    "a border is missing": ("questions", ".question { border-color: transparent }"),
    "the border of a field is missing": (
        "fields",
        ".field input { border-color: var(--surface) !important }",
    ),
    "a colour is another": ("verdicts", ".verdict.good { --band: #14603e }"),
    "a ground is a little darker": ("card", ".card { background: #f4f4f2 }"),
    "a control has moved": ("buttons", ".button.primary { margin-inline-start: 3px }"),
    "a control is larger": ("buttons", ".button { min-height: 3.2rem }"),
    "corners are sharp": ("card", ".card { border-radius: 0 }"),
    "an icon is missing": ("pills", ".pill .icon { visibility: hidden }"),
    "words are thinner": ("lists", ".lines strong { font-weight: 400 }"),
    "words are larger": ("messages", ".message { font-size: 1.02rem }"),
}
"""What could go wrong → the part where it is to be seen, and the rules that do it."""


@pytest.fixture
def sheet(playwright: Playwright, server: Server) -> Iterator[Page]:
    with page_of_parts(playwright.chromium, server) as page:
        yield page


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_part_looks_as_when_a_person_looked_at_it(scheme: str, sheet: Page, tmp_path: Path) -> None:
    taken = pictures(sheet, scheme)
    known = {path.stem for path in FOLDER.glob(f"*-{scheme}*.png")}
    assert set(taken) == known, f"look at the new ones, and take them: {ANEW}"
    differing = []
    for name, picture in taken.items():
        different = seen_differences(looked_at(name), picture)
        if (pixels := largest_mark(different)) > FORGIVEN:
            differing.append(f"{name} ({pixels} pixels beside one another)")
            save(picture, tmp_path / f"{name}.png")
            save(marked(picture, different), tmp_path / f"{name}-differences.png")
    version = sheet.context.browser.version if sheet.context.browser else ""
    assert not differing, (
        f"Chromium {version} draws otherwise: {', '.join(differing)}.\n"
        f"Look at {tmp_path}. If it is right: {ANEW}"
    )


ANEW = "python -m scripts.pictures.golden_parts"


@pytest.mark.slow
def test_what_a_person_would_see_is_seen(sheet: Page) -> None:
    right = drawn_parts(sheet, "light", TABLET)
    overlooked = []
    for told, (part, rules) in MISTAKES.items():
        mistake = sheet.add_style_tag(content=rules)
        pixels = largest_mark(seen_differences(right[part], drawn_parts(sheet, "light", TABLET)[part]))
        if pixels <= 1.5 * FORGIVEN:
            overlooked.append(f"{told}: {pixels} pixels")
        mistake.evaluate("(style) => style.remove()")
    assert not overlooked
    again = drawn_parts(sheet, "light", TABLET)
    assert not any(seen_differences(right[part], again[part]).any() for part in right)


@pytest.mark.slow
def test_a_ring_around_what_has_the_focus_is_missed(sheet: Page) -> None:
    plain = drawn_parts(sheet, "light", TABLET)
    with believing(sheet, "light", ("focus", "focus-visible")):
        ringed = drawn_parts(sheet, "light", TABLET)
    for part in ("buttons", "fields", "questions", "lists", "ways", "choices"):
        assert largest_mark(seen_differences(plain[part], ringed[part])) > 2 * FORGIVEN, part


def marked(picture: Picture, different: np.ndarray) -> Picture:
    """Pale, with the differences in red."""
    pale = (picture // 3 + 170).astype(np.uint8)
    pale[: different.shape[0]][different] = (220, 0, 0)
    return pale
