"""Several codes in one view: generated views and photos, the scanner beside each engine's own full look.

What lies in view must not be passed over because something else was read. So the rule is by picture, not by the
mean: in no picture may the scanner read fewer codes rightly than zxing-cpp does by itself.
"""

import argparse
import os
import platform
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import engines, photos, report, views
from benchmarks.engines import same_form
from benchmarks.promises import OURS, ZXING, Promise, of_engines, of_time
from benchmarks.score import Result, Sample, look_at, scores

MANY = Path(
    os.environ.get(
        "RETURKOLL_PHOTOS_MANY", Path(__file__).resolve().parents[2] / "shared" / "photos-more" / "many"
    )
)
BUDGETS_MS = (400, 1500)
"""What a live frame and what a photo may take."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--views", type=int, default=300, help="number of generated views (0: none)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--photos", type=Path, default=MANY, help="folder of photos of many codes")
    parser.add_argument(
        "--budget-ms", type=float, action="append", metavar="MS", help="400 and 1500 if not given"
    )
    parser.add_argument("--write", type=Path, help="write the result into this Markdown file")


def run(arguments: argparse.Namespace) -> None:
    parts = [f"Python {platform.python_version()}; one core; {time.strftime('%Y-%m-%d')}."]
    promises_told: list[Promise] = []
    for budget_ms in arguments.budget_ms or BUDGETS_MS:
        readers = {**engines.ALONE, OURS: engines.ours(budget_ms)}
        for title, samples in _sets(arguments):
            results = [look_at(sample, readers, turn) for turn, sample in enumerate(samples)]
            heading = f"{len(results)} {title}, {budget_ms:.0f} ms"
            columns = tuple(dict.fromkeys(symbology for r in results for symbology, _ in r.expected))
            parts += report.tables(heading, scores(results), columns, ())[:2]
            promises_told += promises_of(heading, results)
    parts.append("\n".join(f"- {promise}" for promise in promises_told))
    print("\n\n".join(parts))
    if arguments.write:
        report.write(arguments.write, "many", parts, {})


def _sets(arguments: argparse.Namespace) -> Iterator[tuple[str, Iterator[Sample]]]:
    if arguments.views:
        numbers = views.numbers(arguments.views, arguments.seed)
        yield f"generated views, seed {arguments.seed}", map(_view, numbers)
    if arguments.photos.is_dir():
        yield "photos of many codes", map(photos.sample, photos.paths(arguments.photos))


def _view(number: int) -> Sample:
    view = views.view(number)
    return Sample(view.picture, view.codes, (), (), f"view {view.seed}")


def promises_of(what: str, results: Sequence[Result]) -> Iterator[Promise]:
    """No picture with fewer codes than zxing-cpp reads rightly, never fewer than another engine where that can be
    promised, nothing misread, and hardly slower."""
    behind = [result.name for result in results if _lost(result)]
    yield Promise(
        f"{what}: {len(behind)} pictures in which a code is missed that zxing-cpp alone reads (promised 0)"
        + (f": {', '.join(behind[:8])}" if behind else ""),
        not behind,
    )
    wrong = [result.name for result in results if result.wrong(OURS)]
    yield Promise(
        f"{what}: {len(wrong)} pictures misread (promised 0)"
        + (f": {', '.join(wrong[:8])}" if wrong else ""),
        not wrong,
    )
    yield from of_engines(what, results)
    yield from of_time(what, results)


def _lost(result: Result) -> set[bytes]:
    """What zxing-cpp reads rightly, and the scanner does not."""
    there = {same_form(payload) for _, payload in result.expected}
    return (result.looks[ZXING].payloads & there) - result.looks[OURS].payloads
