"""`python -m scripts.lighthouse [PAGE…]`: Lighthouse on packing and both homes, signed in, as a tablet and as a phone.

Needs Node, and npm's `lighthouse`: RETURKOLL_LIGHTHOUSE names its command, else `npx --yes lighthouse` fetches it. Not
part of the tests: they need no npm.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from registry.verdict import VerdictKind
from scripts.system import chromium
from tests.browser import demo, way
from tests.browser.conftest import FLAGS, PHONE, TABLET, Screen, new_context
from tests.browser.server import Server, make_demo_database, serving
from tests.browser.steps import sign_in

Report = dict[str, Any]
"""What Lighthouse writes as JSON."""

TARGET = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo", "agentic-browsing")
"""All that Lighthouse 13 has. The last one is a share of what it asks for, told from 0 to 100 too."""
RUNS = 3
PATIENCE = 300  # seconds for one run
# A tablet is judged as Lighthouse judges a desktop, a phone as the slow phone on a slow network that it assumes.
PRESETS = {TABLET: ["--preset=desktop"], PHONE: []}


@dataclass(frozen=True)
class Visit:
    """A page, and the cookies that open it."""

    page: str
    url: str
    cookie: str


def main(wanted: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = make_demo_database(folder / "demo.sqlite")
        served = folder / "served"
        served.mkdir()
        holds = True
        with serving(database, served) as server:
            for visit in visits(server, demo.products(database, VerdictKind.TO_WAREHOUSE)[0].serial):
                for screen in PRESETS if visit.page in (wanted or [visit.page]) else ():
                    report = middle([run(visit, screen, folder) for _ in range(RUNS)])
                    holds &= tell(f"{visit.page}, {screen.name}", report)
    return 0 if holds else 1


def visits(server: Server, serial: str) -> list[Visit]:
    """Packing with one product in the return, and the homes of the warehouse and of the administrator."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS])

        def opened(page: str, open_: Callable[[Page], object]) -> Visit:
            context = new_context(browser, server, TABLET, "light", camera=False)
            at = context.new_page()
            open_(at)
            cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
            return Visit(page, at.url, cookie)

        def packing(page: Page) -> None:
            way.start_return(page)
            way.type_in(page, serial)
            way.pack(page, serial)

        def home(who: str, page: Page) -> None:
            sign_in(page, who)
            page.wait_for_url("**/lager/" if who == "warehouse" else "**/admin/")

        found = [
            opened("packing", packing),
            opened("warehouse", partial(home, "warehouse")),
            opened("administrator", partial(home, "admin")),
        ]
        browser.close()
    return found


def run(visit: Visit, screen: Screen, folder: Path) -> Report:
    """Lighthouse's own report."""
    report, headers = folder / f"{screen.name}.json", folder / "headers.json"
    headers.write_text(json.dumps({"Cookie": visit.cookie}))
    command = [
        *shlex.split(os.environ.get("RETURKOLL_LIGHTHOUSE", "npx --yes lighthouse")),
        visit.url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--extra-headers={headers}",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
        *PRESETS[screen],
    ]
    environment = {**os.environ, "CHROME_PATH": chromium() or ""}
    subprocess.run(command, check=True, timeout=PATIENCE, env=environment)
    told: Report = json.loads(report.read_text())
    return told


def middle(reports: list[Report]) -> Report:
    """The run with the median performance: a busy machine makes one run slow (Lighthouse's docs, "Variability")."""
    return sorted(reports, key=lambda report: report["categories"]["performance"]["score"])[len(reports) // 2]


def tell(title: str, report: Report) -> bool:
    """Each score beside its target, and what it was lost on."""
    holds = True
    for category in CATEGORIES:
        score = round(100 * report["categories"][category]["score"])
        holds &= score >= TARGET
        print(
            f"{title}: {category} {score} (at least {TARGET}: {'PASS' if score >= TARGET else 'FALLS SHORT'})"
        )
        for audit in lost(report, category):
            print(f"    {audit}")
    load = os.getloadavg()[0]
    print(f"{title}: the machine's load was {load:.1f}, Lighthouse {report['lighthouseVersion']}", flush=True)
    return holds


def lost(report: Report, category: str) -> Iterator[str]:
    for wanted in report["categories"][category]["auditRefs"]:
        audit = report["audits"][wanted["id"]]
        if wanted["weight"] and audit["score"] is not None and audit["score"] < 0.9:
            yield f"{audit['title']} {audit.get('displayValue', '')}".strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
