"""Devices from one CSV, beside the database's own bare way of taking the same rows."""

import datetime
import json
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.registry.databases import load, with_file
from benchmarks.registry.figures import Figures
from registry.imports import import_file

NOW = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
SHARE = 5
BARE = {"sqlite": "sqlite3's executemany", "postgresql": "COPY"}


def measure(sizes: dict[str, int], figures: Figures) -> None:
    count = sizes["import"]
    with with_file(figures, count, "bare", "import") as servers:
        for server, path, (bare_url, url) in servers:
            bare = load(bare_url, count)
            took, megabytes = in_a_process(url, path)
            figures.tell(
                f"import {count:,} on {server}",
                f"{count / took:,.0f} rows/s, bare {BARE[server]} {count / bare:,.0f}: 1/{took / bare:.1f}; "
                f"{megabytes} MB",
                f"at least 1/{SHARE}",
                took <= SHARE * bare,
            )


def in_a_process(url: str, path: Path) -> tuple[float, int]:
    """The import by itself: seconds, and the most memory its process had, in MB."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.registry.importing", url, str(path)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["seconds"], answer["megabytes"]


def import_once(url: str, path: str) -> None:
    engine = sa.create_engine(url)
    start = time.perf_counter()
    report = import_file(engine, Path(path), actor="benchmark", now=NOW)
    seconds = time.perf_counter() - start
    assert report.applied, [str(problem.sentence) for problem in report.problems[:3]]
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes(), "added": report.counts.added}))


def peak_megabytes() -> int:
    """Of this program alone: `ru_maxrss` would count the process that started it, as it was before exec."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


if __name__ == "__main__":
    import_once(*sys.argv[1:])
