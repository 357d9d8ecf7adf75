"""A receiver with a hand scanner: 30 envelopes of 3 products by scans alone, in a real browser over loopback."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.promises import Promise
from benchmarks.tablet import quantiles
from scripts.system import chromium
from tests.browser import demo, receiving
from tests.browser.conftest import FLAGS, TABLET
from tests.browser.server import make_demo_database, serving

ENVELOPES, PRODUCTS = 30, 3
PROMISED_MS = 1500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--envelopes", type=int, default=ENVELOPES, help="envelopes of three products each")


def run(arguments: argparse.Namespace) -> None:
    if chromium() is None:
        print("no Chromium on this machine: `make setup` installs Debian's")
        return
    count = arguments.envelopes
    with tempfile.TemporaryDirectory() as folder:
        took, in_one_go = receive(Path(folder), count)
    for line in told(took, in_one_go, count):
        print(line)


def receive(folder: Path, count: int) -> tuple[list[float], float]:
    """How long each scan took when the next one waited for its answer, and how long as many scans took in all when
    none did; in milliseconds."""
    demo_database = make_demo_database(folder / "demo.sqlite")
    database, envelopes = demo.with_envelopes(demo_database, folder, 2 * count, PRODUCTS)
    (folder / "server").mkdir()
    with serving(database, folder / "server") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = browser.new_context(
            base_url=server.url, viewport={"width": TABLET.width, "height": TABLET.height}, locale="sv-SE"
        )
        page = context.new_page()
        receiving.open_desk(page)
        took = receiving.receive_all(page, envelopes[:count])
        page.reload()
        page.evaluate(receiving.WATCH)
        in_one_go = receiving.receive_in_one_go(page, envelopes[count:])
        browser.close()
    return took, in_one_go


def told(took: Sequence[float], in_one_go: float, count: int) -> list[str]:
    """The figures, and whether they keep what was promised."""
    middle, high = quantiles(took)
    products = count * PRODUCTS
    each = sum(took) / products
    return [
        f"{count} envelopes, {products} products, {len(took)} scans by hand scanner, nothing pressed",
        f"a scan to its answer on the page: median {middle:.0f} ms, 95 % {high:.0f} ms, longest {max(took):.0f} ms",
        f"as fast as a scanner types, without waiting for answers: {in_one_go / products:.0f} ms a product",
        str(
            Promise(
                f"{each:.0f} ms of the software's own time a product, its share of the envelope's scan with it "
                f"(promised {PROMISED_MS})",
                each < PROMISED_MS,
            )
        ),
    ]


if __name__ == "__main__":
    run(argparse.Namespace(envelopes=int(sys.argv[1]) if len(sys.argv) > 1 else ENVELOPES))
