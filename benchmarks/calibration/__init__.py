"""Whether the scanner's stated odds are honest: how often what it states as so likely is wrong, on damaged pictures.

Every candidate counts, whether it was given or not: what an engine saw once, what another one contradicted. They are
put into bins by the odds that scanner.evidence states, and each bin's share of wrong ones is compared with them.
"""

import argparse
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2

from benchmarks.calibration.damaged import damaged
from benchmarks.calibration.own_time import OwnTime
from benchmarks.calibration.reliability import Bin, binned, plot, wilson
from benchmarks.engines import same_form
from benchmarks.report import write
from scanner.evidence import BELIEVED_ODDS
from scanner.reader import looked_at


@dataclass(frozen=True)
class Candidate:
    """One payload that was claimed of one picture."""

    seed: int
    symbology: str
    damage: str
    log_odds: float
    """As it was stated: powers of ten by which right is likelier than wrong."""
    given: bool
    right: bool


@dataclass(frozen=True)
class Looked:
    """One picture, and all that was claimed of it."""

    candidates: tuple[Candidate, ...]

    @property
    def is_read(self) -> bool:
        return any(one.given and one.right for one in self.candidates)


def look(seed: int, budget_ms: float) -> Looked:
    """Everything that is claimed of a seed's picture, in so much of the process's own time."""
    cv2.setNumThreads(1)
    shown = damaged(seed)
    evidence, _size, _took = looked_at(shown.picture, OwnTime(budget_ms))
    believed = {id(sighting) for sighting in evidence.believed()}
    return Looked(
        tuple(
            Candidate(
                seed,
                claim.sighting.format,
                shown.damage,
                evidence.log_odds(claim),
                id(claim.sighting) in believed,
                same_form(claim.sighting.payload) == same_form(shown.text.encode()),
            )
            for claim in evidence.claims
        )
    )


def run(arguments: argparse.Namespace) -> None:
    seeds = range(arguments.seed, arguments.seed + arguments.pictures)
    with ProcessPoolExecutor(arguments.processes) as pool:
        looks = list(pool.map(partial(look, budget_ms=arguments.budget), seeds, chunksize=20))
    candidates = [one for looked in looks for one in looked.candidates]
    bins = binned((one.log_odds, one.right) for one in candidates)
    parts = [
        f"{len(looks)} pictures from seed {arguments.seed}, {arguments.budget:.0f} ms of the process's own time each: "
        f"{sum(looked.is_read for looked in looks)} read, {len(candidates)} candidates. "
        f"Given is what is stated to be at least {BELIEVED_ODDS:.0f} times likelier right than wrong.",
        "\n".join(_table(bins)),
        "\n".join(_by(candidates)),
        "\n".join(f"- {line}" for line in _judged(bins, candidates)),
    ]
    print("\n\n".join(parts))
    if arguments.write:
        write(arguments.write, "calibration", parts, {"reliability": plot(bins, BELIEVED_ODDS)})


def _table(bins: list[Bin]) -> Iterator[str]:
    yield "| stated: right to wrong | candidates | wrong | wrong, stated | wrong, seen (95 %) |"
    yield "|---|---|---|---|---|"
    for one in bins:
        low, high = wilson(one.wrong, one.count)
        yield (
            f"| {_odds(one.log_odds)} | {one.count} | {one.wrong} | {100 * one.stated:.3g} % | "
            f"{100 * low:.2g}–{100 * high:.2g} % |"
        )


def _odds(log_odds: float) -> str:
    return f"{10**log_odds:.0f} : 1" if log_odds >= 0 else f"1 : {10**-log_odds:.0f}"


def _by(candidates: Iterable[Candidate]) -> Iterator[str]:
    """The given ones by symbology and by damage."""
    given = [one for one in candidates if one.given]
    yield "| given | right | wrong |"
    yield "|---|---|---|"
    for name in sorted({one.symbology for one in given}) + sorted({one.damage for one in given}):
        of = [one for one in given if name in (one.symbology, one.damage)]
        yield f"| {name} | {sum(one.right for one in of)} | {sum(not one.right for one in of)} |"


def _judged(bins: list[Bin], candidates: list[Candidate]) -> Iterator[str]:
    """A bin is honest when what it states lies within what was seen, or is worse than that."""
    boasting = [_odds(one.log_odds) for one in bins if one.stated < wilson(one.wrong, one.count)[0]]
    modest = [_odds(one.log_odds) for one in bins if one.stated > wilson(one.wrong, one.count)[1]]
    yield f"{'FALLS SHORT' if boasting else 'PASS'}: surer than it may be: {', '.join(boasting) or 'no bin'}"
    yield f"Less sure than it could be: {', '.join(modest) or 'no bin'}"
    wrong = [one for one in candidates if one.given and not one.right]
    told = ", ".join(f"{one.seed} ({one.symbology}, {one.damage})" for one in wrong)
    yield f"{'FALLS SHORT' if wrong else 'PASS'}: {len(wrong)} misread {told}".rstrip()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pictures", type=int, default=1080)
    parser.add_argument(
        "--seed", type=int, default=500_000, help="pictures below 400,000 settled the odds: not these"
    )
    parser.add_argument(
        "--budget", type=float, default=100.0, help="milliseconds of its own time a look may take"
    )
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is written anew")
