"""`python -m scripts.lighthouse`: Lighthouse on the packing page, signed in, as a tablet and as a phone.

Needs Node, and npm's `lighthouse`: RETURKOLL_LIGHTHOUSE names its command, else `npx --yes lighthouse` fetches it. Not
part of the tests: they need no npm.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from registry.verdict import VerdictKind
from scripts.system import chromium
from tests.browser import demo, way
from tests.browser.conftest import FLAGS, PHONE, TABLET, Screen, new_context
from tests.browser.server import Server, make_demo_database, serving

Report = dict[str, Any]
"""What Lighthouse writes as JSON."""

TARGETS = {"performance": 95, "accessibility": 95}
SHOWN = ("performance", "accessibility", "best-practices")
RUNS = 3
PATIENCE = 300  # seconds for one run
# A tablet is judged as Lighthouse judges a desktop, a phone as the slow phone on a slow network that it assumes.
PRESETS = {TABLET: ["--preset=desktop"], PHONE: []}


@dataclass(frozen=True)
class Visit:
    """The packing page with one product in it, and the cookie that opens it."""

    url: str
    cookie: str


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = make_demo_database(folder / "demo.sqlite")
        served = folder / "served"
        served.mkdir()
        with serving(database, served) as server:
            visit = packing_page(server, demo.products(database, VerdictKind.TO_WAREHOUSE)[0].serial)
            holds = [
                tell(screen, middle([run(visit, screen, folder) for _ in range(RUNS)])) for screen in PRESETS
            ]
    return 0 if all(holds) else 1


def packing_page(server: Server, serial: str) -> Visit:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS])
        page = new_context(browser, server, TABLET, "light", camera=False).new_page()
        way.start_return(page)
        way.type_in(page, serial)
        way.pack(page, serial)
        cookie = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
        url = page.url
        browser.close()
    return Visit(url, cookie)


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
        f"--only-categories={','.join(SHOWN)}",
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


def tell(screen: Screen, report: Report) -> bool:
    """Each score beside its target, and what it was lost on."""
    holds = True
    for category in SHOWN:
        score = round(100 * report["categories"][category]["score"])
        target = TARGETS.get(category)
        holds = holds and score >= (target or 0)
        verdict = (
            "" if target is None else f" (at least {target}: {'PASS' if score >= target else 'FALLS SHORT'})"
        )
        print(f"{screen.name}: {category} {score}{verdict}")
        for title in lost(report, category):
            print(f"    {title}")
    return holds


def lost(report: Report, category: str) -> Iterator[str]:
    for wanted in report["categories"][category]["auditRefs"]:
        audit = report["audits"][wanted["id"]]
        if wanted["weight"] and audit["score"] is not None and audit["score"] < 0.9:
            yield f"{audit['title']} {audit.get('displayValue', '')}".strip()


if __name__ == "__main__":
    sys.exit(main())
