"""A packer at the desk: ten products to a sealed return and its label, this release beside the one before.

What the software takes is measured in a real browser over loopback; what hands and eyes take is a model's
(benchmarks/desk/hands.py), the same for both releases.
"""

import argparse
import contextlib
import itertools
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.desk import held_camera
from benchmarks.desk.hands import Course, median_of
from benchmarks.desk.packer import Box, Packer
from benchmarks.desk.releases import Release, checked_out, this_one
from benchmarks.desk.told import Compared, as_markdown, as_text
from scripts.system import chromium
from tests.browser.conftest import CAMERA_FLAGS, FLAGS, PHONE, TABLET, Screen
from tests.browser.steps import sign_in

PRODUCTS, TIMES = 10, 3
BEFOREHAND = 2
"""Products of a return that is packed first, and not counted: a desk's server and tablet have been at work before."""
BEFORE = "40f5ac0"
"""The last commit of the session before."""
WAYS = ("camera", "hand scanner", "typing")
SCREENS = (TABLET, PHONE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--before", default=BEFORE, metavar="COMMIT", help="the release to compare with; '' for none"
    )
    parser.add_argument(
        "--times", type=int, default=TIMES, help="how often each way is gone; the middle one counts"
    )
    parser.add_argument("--way", choices=WAYS, action="append", help="only this way; may be said again")
    parser.add_argument(
        "--write", metavar="FILE", type=Path, help="keep the figures as Markdown: docs/benchmarks-desk.md"
    )


def run(arguments: argparse.Namespace) -> None:
    if chromium() is None:
        print("no Chromium on this machine: `make setup` installs Debian's")
        return
    with tempfile.TemporaryDirectory() as folder, releases(Path(folder), arguments.before) as compared:
        boxes = boxes_of(compared, PRODUCTS + BEFOREHAND)
        ways = arguments.way or WAYS
        gone = [Compared(release.name, go(release, boxes, ways, arguments.times)) for release in compared]
    print("\n".join(as_text(gone)))
    if arguments.write:
        arguments.write.write_text(as_markdown(gone, boxes[:PRODUCTS], arguments.times), encoding="utf-8")


@contextlib.contextmanager
def releases(folder: Path, before: str) -> Iterator[list[Release]]:
    """This release, then the one before where one is asked for; each with its own database."""
    with contextlib.ExitStack() as stack:
        both = [this_one(folder / "now")]
        if before:
            both.append(stack.enter_context(checked_out(before, folder / "before")))
        for release in both:
            release.prepare()
        yield both


def boxes_of(compared: Sequence[Release], count: int) -> list[Box]:
    """The same products for all: the first ones of the demo's register that every release knows."""
    by_release = [{product.key: product for product in release.products()} for release in compared]
    common = [key for key in by_release[0] if all(key in others for others in by_release)]
    if len(common) < count:
        raise RuntimeError(f"expected {count} products that all releases know, got {len(common)}")
    return [Box.of(by_release[0][key]) for key in common[:count]]


def go(release: Release, boxes: Sequence[Box], ways: Sequence[str], times: int) -> list[Course]:
    """Every way on every screen, each time on a copy of the demo's database."""
    courses = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *CAMERA_FLAGS])
        for way, screen in itertools.product(ways, SCREENS):
            gone = [once(release, browser, boxes, way, screen) for _time in range(times)]
            courses.append(median_of(gone))
        browser.close()
    return courses


def once(release: Release, browser: Browser, boxes: Sequence[Box], way: str, screen: Screen) -> Course:
    """One return on a fresh copy of the release's database, after a small one."""
    with release.fresh().serving() as url:
        context = browser.new_context(
            base_url=url,
            viewport={"width": screen.width, "height": screen.height},
            has_touch=True,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            permissions=["camera"],
        )
        page = context.new_page()
        held_camera.install(page)
        sign_in(page, "clinic")
        Packer(page).pack(way, boxes[PRODUCTS:], "20261127")
        steps = Packer(page).pack(way, boxes[:PRODUCTS], "20261128")
        context.close()
    return Course(way, screen.name, tuple(steps))
