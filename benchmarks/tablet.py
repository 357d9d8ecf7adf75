"""A tablet at work: from a frame with a readable code to the verdict on the page, in a real browser over loopback."""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Request, sync_playwright

from benchmarks.promises import Promise
from registry.verdict import VerdictKind
from scripts.system import chromium
from tests.browser import demo, film, way
from tests.browser.conftest import CAMERA_FLAGS, FLAGS, TABLET
from tests.browser.server import make_demo_database, serving

PRODUCTS = 4
SHOWN_FOR = 2.0  # seconds; a product that was away for longer than the page's memory is new to it again
MEDIAN_MS, P95_MS = 250, 500

WATCH = """
window.looks = []
new PerformanceObserver((list) => {
  for (const { name, duration, detail } of list.getEntries()) {
    if (name === "returkoll:look") window.looks.push({ duration, ...detail })
  }
}).observe({ entryTypes: ["measure"] })
"""


@dataclass(frozen=True)
class Look:
    """One frame in which a code was read, in milliseconds."""

    total: float
    """From before the frame is taken from the video until its answer is on the page."""
    reading: float
    """What the scanner needed of that."""
    shown: bool
    """It brought a verdict that was not on the page yet."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=90, help="how long the tablet looks")


def run(arguments: argparse.Namespace) -> None:
    if chromium() is None:
        print("no Chromium on this machine: `make setup` installs Debian's")
        return
    with tempfile.TemporaryDirectory() as folder:
        looks, at_once = watch_a_tablet(Path(folder), arguments.seconds)
    for line in told(looks, at_once):
        print(line)


def watch_a_tablet(folder: Path, seconds: float) -> tuple[list[Look], int]:
    """Every look at products that come and go, and how many frames were under way at the same time at most."""
    database = make_demo_database(folder / "demo.sqlite")
    products = [p for p in demo.products(database, VerdictKind.TO_WAREHOUSE) if p.gtin][:PRODUCTS]
    segments = [
        segment
        for product in products
        for segment in (film.Segment(film.draw(product.package), SHOWN_FOR), film.Segment(film.desk(), 0.4))
    ]
    shown = film.write(folder / "products.mjpeg", segments, sway_pictures=6)
    (folder / "server").mkdir()
    with serving(database, folder / "server") as server, sync_playwright() as playwright:
        flags = [*FLAGS, *CAMERA_FLAGS, f"--use-file-for-fake-video-capture={shown}"]
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": TABLET.width, "height": TABLET.height},
            locale="sv-SE",
            permissions=["camera"],
        )
        page = context.new_page()
        page.add_init_script(WATCH)
        frames = Frames(page)
        way.start_return(page)
        way.start_camera(page)
        page.wait_for_function("() => window.looks.length > 5")
        page.evaluate("window.looks.length = 0")  # the first ones warm up
        page.wait_for_timeout(seconds * 1000)
        found = page.evaluate("window.looks")
        browser.close()
    return [Look(one["duration"], one["elapsed_ms"], one["shown"]) for one in found], frames.most


class Frames:
    """How many frames are on their way to the server."""

    def __init__(self, page: Page) -> None:
        self.now = self.most = 0
        page.on("request", lambda request: self._count(request, 1))
        page.on("requestfinished", lambda request: self._count(request, -1))
        page.on("requestfailed", lambda request: self._count(request, -1))

    def _count(self, request: Request, step: int) -> None:
        if request.url.endswith("/skanna"):
            self.now += step
            self.most = max(self.most, self.now)


def told(looks: Sequence[Look], at_once: int) -> list[str]:
    """The figures, and whether they keep what was promised."""
    verdicts = [look for look in looks if look.shown]
    if len(verdicts) < 2:
        return [str(Promise(f"expected verdicts, saw {len(verdicts)} in {len(looks)} looks", False))]
    middle, high = quantiles([look.total for look in verdicts])
    beyond, beyond_high = quantiles([look.total - look.reading for look in verdicts])
    all_middle, all_high = quantiles([look.total for look in looks])
    return [
        f"{len(looks)} frames with a code, {len(verdicts)} of them with a new verdict",
        f"every such frame to its answer: median {all_middle:.0f} ms, 95 % {all_high:.0f} ms",
        f"beyond the reading itself, with a new verdict: median {beyond:.0f} ms, 95 % {beyond_high:.0f} ms",
        str(
            Promise(
                f"frame to verdict on the page: median {middle:.0f} ms (promised {MEDIAN_MS})",
                middle < MEDIAN_MS,
            )
        ),
        str(
            Promise(
                f"frame to verdict on the page: 95 % within {high:.0f} ms (promised {P95_MS})", high < P95_MS
            )
        ),
        str(Promise(f"frames under way at once: {at_once} at most (promised 1)", at_once <= 1)),
    ]


def quantiles(values: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(values), statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    run(argparse.Namespace(seconds=float(sys.argv[1]) if len(sys.argv) > 1 else 60))
