"""The scanner against each engine that it is made of: generated frames, and a folder of photos."""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from multiprocessing import current_process
from pathlib import Path
from typing import TypeVar

import cv2

from benchmarks import engines, frames, photos, promises, report
from benchmarks.payloads import SYMBOLOGIES
from benchmarks.promises import OURS, Promise
from benchmarks.score import Result, Sample, look_at, scores

PHOTOS = Path(os.environ.get("RETURKOLL_PHOTOS", Path(__file__).resolve().parents[2] / "shared" / "photos"))
BUDGET_SAMPLE = 12
"""One picture in so many is read again within each budget."""
SMALL = 320
"""Pixels of the longer side of what counts as a small photo: its times are told by themselves, too."""
Item = TypeVar("Item")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--photos", type=Path, default=PHOTOS, help="folder of pictures with .txt beside them"
    )
    parser.add_argument("--frames", type=int, default=2000, help="number of generated frames (0: none)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--axis", choices=frames.AXES, help="frames with this damage only")
    parser.add_argument("--symbology", choices=SYMBOLOGIES, help="frames whose first code is of this kind")
    parser.add_argument("--budget", "--budget-ms", dest="budget_ms", type=float, default=400, metavar="MS")
    parser.add_argument("--only-ours", action="store_true", help="leave the single engines out")
    parser.add_argument("--quick", action="store_true", help="leave out the budgets and the 12 MP photos")
    parser.add_argument(
        "--dump", type=Path, metavar="DIR", help="write what is missed or misread as PNG and text"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes; figures of time need 1")
    parser.add_argument(
        "--write", type=Path, help="write the result into this Markdown file, a plot beside it"
    )


def run(arguments: argparse.Namespace) -> None:
    parts = [_heading(arguments)]
    promises_told: list[Promise] = []
    plots: dict[str, str] = {}
    budget_samples: Iterable[Sample] = ()
    if arguments.frames:
        make = partial(_frame, axis=arguments.axis, symbology=arguments.symbology)
        numbers = frames.numbers(arguments.frames, arguments.seed)
        results = _results(make, numbers, arguments)
        made = scores(results)
        axes = (arguments.axis,) if arguments.axis else frames.AXES
        parts += report.tables(
            f"{arguments.frames} generated frames, seed {arguments.seed}", made, axes, SYMBOLOGIES
        )
        plots["frames"] = report.plot(made, (*axes, *SYMBOLOGIES))
        budget_samples = map(make, numbers[::BUDGET_SAMPLE])
        if not arguments.only_ours:
            promises_told += [*promises.of_frames(made, axes), *promises.of_engines("frames", results)]
            promises_told += promises.of_time("frames", results)
    if arguments.photos.is_dir():
        paths = photos.paths(arguments.photos)
        results = _results(photos.sample, paths, arguments)
        taken = scores(results)
        folders = tuple(dict.fromkeys(column for result in results for column in result.columns))
        parts += report.tables(f"{len(results)} photos", taken, folders, ())
        plots["photos"] = report.plot(taken, folders)
        budget_samples = chain(budget_samples, map(photos.sample, paths[::BUDGET_SAMPLE]))
        if not arguments.only_ours:
            promises_told += [*promises.of_photos(taken), *promises.of_engines("photos", results)]
            promises_told += promises.of_time("photos", results)
            promises_told += promises.of_time(f"photos of at most {SMALL} pixels a side", _small(results))
    if not arguments.quick:
        _pin()
        promises_told += [*promises.of_budget(list(budget_samples)), promises.of_large_photos()]
    parts.append("\n".join(f"- {promise}" for promise in promises_told))
    print("\n\n".join(parts))
    if arguments.write:
        report.write(arguments.write, "scanner", parts, plots)


def _small(results: list[Result]) -> list[Result]:
    return [result for result in results if max(result.size) <= SMALL]


def _heading(arguments: argparse.Namespace) -> str:
    return (
        f"Machine: {_machine()}; one core a process, {arguments.jobs} at once; budget {arguments.budget_ms:.0f} ms; "
        f"{time.strftime('%Y-%m-%d')}; load {os.getloadavg()[0]:.1f} at the start."
    )


def _frame(number: int, axis: str | None, symbology: str | None) -> Sample:
    frame = frames.frame(number, axis, symbology)
    expected = tuple((code.symbology, code.payload) for code in frame.codes)
    return Sample(frame.picture, expected, (frame.axis,), (), f"frame {frame.seed} ({frame.axis})")


# --- looking at many


def _results(
    make: Callable[[Item], Sample], items: Iterable[Item], arguments: argparse.Namespace
) -> list[Result]:
    numbered = list(enumerate(items))
    work = partial(_look, make, arguments.budget_ms, arguments.only_ours, arguments.dump)
    out = []
    for done, result in enumerate(_mapped(work, numbered, arguments.jobs), start=1):
        if sys.stderr.isatty():
            print(f"\r{done} of {len(numbered)}", end="\r" if done < len(numbered) else "\n", file=sys.stderr)
        for reader in result.looks:
            if wrong := result.wrong(reader):
                print(f"  {reader} misreads {result.name}: {sorted(wrong)}", flush=True)
        out.append(result)
    return out


def _mapped(work: Callable[[Item], Result], items: list[Item], jobs: int) -> Iterator[Result]:
    if jobs == 1:
        _pin()
        yield from map(work, items)
        return
    with ProcessPoolExecutor(jobs, initializer=_pin) as pool:
        yield from pool.map(work, items, chunksize=4)


def _look(
    make: Callable[[Item], Sample],
    budget_ms: float,
    only_ours: bool,
    dump: Path | None,
    numbered: tuple[int, Item],
) -> Result:
    turn, item = numbered
    sample = make(item)
    result = look_at(sample, _readers(budget_ms, only_ours), turn)
    if dump and (result.wrong(OURS) or result.missed(OURS)):
        _dump(dump, sample, result)
    return result


_loaded: dict[tuple[float, bool], dict[str, engines.Reader]] = {}


def _readers(budget_ms: float, only_ours: bool) -> dict[str, engines.Reader]:
    key = (budget_ms, only_ours)
    if key not in _loaded:
        alone = {} if only_ours else engines.ALONE
        _loaded[key] = {**alone, OURS: engines.ours(budget_ms)}
    return _loaded[key]


def _dump(folder: Path, sample: Sample, result: Result) -> None:
    """The picture, what it shows (as the photos have it, so `--photos` takes the folder), and what was said."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = "".join(character if character.isalnum() else "-" for character in sample.name).strip("-")
    cv2.imwrite(str(folder / f"{stem}.png"), sample.picture)
    payloads = [payload for _, payload in sample.expected] or [b""]
    (folder / f"{stem}.txt").write_bytes(payloads[0])
    (folder / f"{stem}.also.txt").write_bytes(b"\n".join((*payloads[1:], *sample.also)))
    told = [f"{symbology}: {payload!r}" for symbology, payload in sample.expected]
    told += [f"missed: {sorted(result.missed(OURS))}", f"misread: {sorted(result.wrong(OURS))}"]
    told += [
        f"{name}: {sorted(look.payloads)}, {look.milliseconds:.0f} ms" for name, look in result.looks.items()
    ]
    (folder / f"{stem}.said").write_text("\n".join(told) + "\n", encoding="utf-8")


def _pin() -> None:
    """This process to one core; several processes to different ones."""
    cv2.setNumThreads(1)
    cores = sorted(os.sched_getaffinity(0))
    number = current_process()._identity[0] if current_process()._identity else os.getpid()
    os.sched_setaffinity(0, {cores[number % len(cores)]})


def _machine() -> str:
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        name = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), name)
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"
