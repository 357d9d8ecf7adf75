"""Near matches beside a full scan by rapidfuzz, and beside the best that any ranking could do."""

import time
from collections import defaultdict

import sqlalchemy as sa
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from sqlalchemy.orm import Session

from benchmarks.registry.data import rows_of
from benchmarks.registry.databases import SERVERS, databases, fill_fast
from benchmarks.registry.figures import Figures
from benchmarks.registry.mistakes import Mistake, make_mistakes, most_to_be_found
from registry.serials import fold, key
from registry.similar_serials import neighbours, similar

AMONG = 5
FASTER = 30
FOUND = 0.99
ASKED = {
    "unit known, as in the product": (True, False, True),
    "nothing else known": (False, False, True),
    "box's article known": (False, True, False),
}
"""Beside the serial: the unit, the box's article; and whether it is promised."""


def measure(sizes: dict[str, int], figures: Figures) -> None:
    count = sizes["near"]
    devices = [(key(row[0]), row[2] + 1, row[1] + 1) for row in rows_of(count)]
    mistakes = list(make_mistakes(devices, sizes["mistakes"]))
    keys = [serial for serial, _unit, _article in devices]
    scan_ms, scanned = full_scan(keys, mistakes[: sizes["scans"]])
    figures.tell(
        f"full rapidfuzz scan of {count:,}",
        f"{scan_ms:.1f} ms, right one in the top five of {len(scanned)} {share(scanned):.1%}",
    )
    ceiling = best_possible(keys, mistakes)
    figures.tell("the best of rankings, nothing else known", f"right one in the top five {ceiling:.1%}")
    with databases(figures, "near") as urls:
        for server in SERVERS:
            if url := urls.get(f"{server} near"):
                fill_fast(url, count)
                _compare(server, url, mistakes, scan_ms, scanned, figures)


def _compare(
    server: str, url: str, mistakes: list[Mistake], scan_ms: float, scanned: list[bool], figures: Figures
) -> None:
    for name, (by_unit, by_article, promised) in ASKED.items():
        ms, found = ask(url, mistakes, by_unit, by_article)
        same = found[: len(scanned)]
        holds = scan_ms >= FASTER * ms and share(found) >= FOUND and sum(same) >= sum(scanned)
        figures.tell(
            f"near matches on {server}, {name}",
            f"{ms:.2f} ms, {scan_ms / ms:.0f} times faster; right one in the top five {share(found):.1%} of "
            f"{len(found)}, of the scan's {len(same)} {share(same):.1%}",
            f"{FASTER} times faster, {FOUND:.0%}, no fewer than the scan" if promised else "",
            holds if promised else None,
        )


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def full_scan(keys: list[str], mistakes: list[Mistake]) -> tuple[float, list[bool]]:
    times, found = [], []
    for mistake in mistakes:
        start = time.perf_counter()
        hits = process.extract(mistake.read, keys, scorer=Levenshtein.distance, score_cutoff=1, limit=AMONG)
        times.append(time.perf_counter() - start)
        found.append(any(hit[0] == mistake.right for hit in hits))
    return sorted(times)[len(times) // 2] * 1000, found


def best_possible(keys: list[str], mistakes: list[Mistake]) -> float:
    """What the mistakes themselves allow: close series leave several serials that explain a mistake just as well."""
    by_fold = defaultdict(set)
    for serial in keys:
        by_fold[fold(serial)].add(serial)
    chances = []
    for mistake in mistakes:
        around = set().union(*(by_fold.get(one, ()) for one in neighbours(fold(mistake.read))))
        chances.append(most_to_be_found(mistake.read, around, AMONG))
    return sum(chances) / len(chances)


def ask(url: str, mistakes: list[Mistake], by_unit: bool, by_article: bool) -> tuple[float, list[bool]]:
    engine = sa.create_engine(url)
    times, found = [], []
    with Session(engine) as session:
        for mistake in mistakes:
            unit = mistake.unit if by_unit else None
            articles = (mistake.article,) if by_article else ()
            start = time.perf_counter()
            hits = similar(session, mistake.read, unit, AMONG, articles)
            times.append(time.perf_counter() - start)
            found.append(any(hit.serial_key == mistake.right for hit in hits))
    engine.dispose()
    return sorted(times)[len(times) // 2] * 1000, found
