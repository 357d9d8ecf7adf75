"""How soon a camera that is being aimed gives its first right answer: ours with its looks over several frames, ours
frame by frame, and zxing-cpp frame by frame.

A film goes on while a frame is sent and read. Who reads frame by frame takes the newest one when the last answer has
come. Ours takes the sharpest of those that went by, and adds up what they show by half.
"""

import argparse
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from benchmarks.bursts.film import FPS, FRAMES, Film
from benchmarks.calibration.own_time import OwnTime
from benchmarks.engines import same_form
from benchmarks.report import write
from scanner.evidence import Evidence
from scanner.frame_joining import glimpses_of
from scanner.pictures.image import Grey
from scanner.reader import looked_at
from scanner.reading import Glimpse
from web.scan.look_token import MOST_SENT

BETWEEN_S = 0.09
"""Seconds that sending a frame, its answer and the pause after it take: 60 ms of pause, and a Wi-Fi."""
PROMISED_S, PROMISED_PART = 1.5, 0.5
OURS, ALONE, ZXING = "ours", "ours, frame by frame", "zxing-cpp, frame by frame"
Payloads = set[bytes]
Read = Callable[[Grey], "tuple[Payloads, float]"]
"""A picture → what is read, and the seconds of the process's own time that it took."""


class Look:
    """Our reader over one film."""

    def __init__(self, budget_ms: float, *, joins: bool) -> None:
        self._budget_ms = budget_ms
        self._joins = joins
        self._glimpses: tuple[Glimpse, ...] = ()

    def __call__(self, picture: Grey) -> "tuple[Payloads, float]":
        begun = time.process_time()
        evidence, _size, _took = looked_at(picture, OwnTime(self._budget_ms), Evidence(), self._glimpses)
        if self._joins:
            self._glimpses = (*self._glimpses, *glimpses_of(evidence))[-MOST_SENT:]
        said = {same_form(sighting.payload) for sighting in evidence.believed()}
        return said, time.process_time() - begun


def zxing(picture: Grey) -> "tuple[Payloads, float]":
    begun = time.process_time()
    said = {same_form(barcode.bytes) for barcode in zxingcpp.read_barcodes(picture)}
    return said, time.process_time() - begun


@dataclass(frozen=True)
class Outcome:
    """One reader before one film."""

    seconds: float
    """From the film's beginning to the first right answer; infinite where there is none."""
    misread: bool


def watched(film: Film, read: Read, *, sharpest: bool) -> Outcome:
    """The film goes on while a frame is read."""
    now, since, misread = 0.0, 0, False
    while (newest := math.floor(now * FPS)) < FRAMES:
        passed = range(since, newest + 1)
        number = max(passed, key=film.sharpness) if sharpest else newest
        said, took = read(film.frame(number))
        since, now = newest + 1, now + took + BETWEEN_S
        misread = misread or bool(said - {same_form(film.payload)})
        if same_form(film.payload) in said:
            return Outcome(now, misread)
    return Outcome(math.inf, misread)


def outcomes(seed: int, budget_ms: float) -> dict[str, Outcome]:
    cv2.setNumThreads(1)
    film = Film(seed)
    return {
        OURS: watched(film, Look(budget_ms, joins=True), sharpest=True),
        ALONE: watched(film, Look(budget_ms, joins=False), sharpest=False),
        ZXING: watched(film, zxing, sharpest=False),
    }


def run(arguments: argparse.Namespace) -> None:
    seeds = range(arguments.seed, arguments.seed + arguments.films)
    with ProcessPoolExecutor(arguments.processes) as pool:
        results = list(pool.map(partial(outcomes, budget_ms=arguments.budget), seeds))
    parts = [
        f"{arguments.films} films of {FRAMES} frames, {FPS} a second, from seed {arguments.seed}; "
        f"{arguments.budget:.0f} ms of the process's own time a frame, {1000 * BETWEEN_S:.0f} ms between two frames.",
        "\n".join(_table(results)),
        "\n".join(f"- {line}" for line in _judged(results)),
    ]
    print("\n\n".join(parts))
    if arguments.write:
        write(arguments.write, "bursts", parts, {})


def _table(results: Sequence[dict[str, Outcome]]) -> Iterator[str]:
    yield "| first right answer | films read | median | 95 % | films misread |"
    yield "|---|---|---|---|---|"
    for name in (OURS, ALONE, ZXING):
        every = [result[name] for result in results]
        read = sum(one.seconds < math.inf for one in every)
        misread = sum(one.misread for one in every)
        yield f"| {name} | {read} of {len(every)} | {_told(every, 0.5)} | {_told(every, 0.95)} | {misread} |"


def _quantile(outcomes_: Sequence[Outcome], part: float) -> float:
    """The higher one of two neighbours, so that an unread film never makes it finite."""
    return float(np.quantile([one.seconds for one in outcomes_], part, method="higher"))


def _told(outcomes_: Sequence[Outcome], part: float) -> str:
    seconds = _quantile(outcomes_, part)
    return f"{seconds:.2f} s" if seconds < math.inf else "not read"


def _judged(results: Sequence[dict[str, Outcome]]) -> Iterator[str]:
    ours, theirs = ([result[name] for result in results] for name in (OURS, ZXING))
    in_time = sum(one.seconds <= PROMISED_S for one in ours) / len(ours)
    yield f"{_verdict(in_time >= 0.95)}: {100 * in_time:.0f} % of the films read within {PROMISED_S} s (promised 95)"
    median = _quantile(theirs, 0.5)
    if median < math.inf:
        part = _quantile(ours, 0.5) / median
        yield f"{_verdict(part <= PROMISED_PART)}: our median is {part:.2f} of zxing-cpp's (promised {PROMISED_PART})"
    else:
        yield "zxing-cpp has no median to compare with: it reads fewer than half of the films"
    misread = sum(one.misread for one in ours)
    yield f"{_verdict(not misread)}: {misread} films misread"


def _verdict(holds: bool) -> str:
    return "PASS" if holds else "FALLS SHORT"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--films", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--budget", type=float, default=400.0, help="milliseconds of its own time a frame may take"
    )
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is written anew")
