"""At which distance and in which light a device reads which label: a chart for whoever buys tablets.

Labels as hearing aids' packages have them, of real X-dimensions in millimetres, at real distances from a camera of a
known focal length, in so much light. A cell is the share that a single frame of the live camera reads.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import cv2
import numpy as np

from benchmarks import camera, package
from benchmarks.calibration.own_time import OwnTime
from benchmarks.chart.device import DEVICES, shot
from benchmarks.chart.printed_labels import BARS, DATA_MATRIX, draw
from benchmarks.chart.sheet import sheet
from benchmarks.engines import same_form
from benchmarks.report import write
from scanner.reader import looked_at

X_MM = (0.17, 0.25, 0.33, 0.5)
"""X-dimensions from small print to large."""
DISTANCES_CM = (10, 15, 20, 30)
LUX = (60, 500)
"""A store room, and a desk."""
KINDS = (DATA_MATRIX, BARS)
BUDGET_MS = 400
FITS = 0.94
"""The part of the picture's width and height that a code may take."""


@dataclass(frozen=True)
class Cell:
    """One place of the chart."""

    device: str
    kind: str
    lux: int
    x_mm: float
    distance_cm: int


@dataclass(frozen=True)
class Outcome:
    """What one label at one place gave."""

    read: bool
    misread: bool


def look(cell: Cell, number: int) -> Outcome:
    """The same label and hand for the same number, at every place."""
    cv2.setNumThreads(1)
    device = DEVICES[cell.device]
    rng = np.random.default_rng([number, KINDS.index(cell.kind)])
    code = draw(rng, cell.kind)
    face = package.draw(rng, [code])
    seen = shot(rng, device, cell.x_mm, 10 * cell.distance_cm, cell.lux)
    high, wide = (side * seen.module for side in code.modules.shape)
    if wide > FITS * device.size[0] or (not code.is_linear and high > FITS * device.size[1]):
        return Outcome(read=False, misread=False)
    picture = camera.photograph(rng, face, seen, device.size)
    evidence, _size, _took = looked_at(picture, OwnTime(BUDGET_MS))
    said = {same_form(sighting.payload) for sighting in evidence.believed()}
    there = same_form(code.payload)
    return Outcome(there in said, bool(said - {there}))


def run(arguments: argparse.Namespace) -> None:
    cells = [
        Cell(arguments.device, kind, lux, x_mm, distance)
        for kind, lux, x_mm, distance in product(KINDS, LUX, X_MM, DISTANCES_CM)
    ]
    numbers = range(arguments.seed, arguments.seed + arguments.labels)
    pairs = list(product(cells, numbers))
    with ProcessPoolExecutor(arguments.processes) as pool:
        outcomes = list(pool.map(look, *zip(*pairs, strict=True), chunksize=4))
    shares = {
        cell: float(
            np.mean([outcome.read for (of, _), outcome in zip(pairs, outcomes, strict=True) if of == cell])
        )
        for cell in cells
    }
    device = DEVICES[arguments.device]
    parts = [
        f"A {device.name}'s camera: {device.size[0]} × {device.size[1]}, "
        f"focal length {device.focal_px:.0f} pixels, focuses from {device.nearest_mm / 10:.0f} cm. "
        f"{arguments.labels} labels a place, a single frame of {BUDGET_MS} ms each.",
        "\n".join(_table(shares)),
        f"- {sum(outcome.misread for outcome in outcomes)} of {len(outcomes)} pictures misread",
        *(f"- {line}" for line in _farthest(shares)),
    ]
    print("\n\n".join(parts))
    if arguments.write:
        chart = sheet({(c.kind, c.lux, c.x_mm, c.distance_cm): share for c, share in shares.items()})
        write(arguments.write, "chart", parts, {device.name: chart})


def _table(shares: dict[Cell, float]) -> Iterator[str]:
    yield "| | X, mm | " + " | ".join(f"{distance} cm" for distance in DISTANCES_CM) + " |"
    yield "|---" * (2 + len(DISTANCES_CM)) + "|"
    for kind, lux, x_mm in product(KINDS, LUX, X_MM):
        row = [
            share for cell, share in shares.items() if (cell.kind, cell.lux, cell.x_mm) == (kind, lux, x_mm)
        ]
        yield f"| {kind}, {lux} lux | {x_mm} | " + " | ".join(f"{100 * share:.0f} %" for share in row) + " |"


def _farthest(shares: dict[Cell, float]) -> Iterator[str]:
    """In words, for each kind and light: how far away the usual X-dimension is read nine times in ten."""
    for kind, lux in product(KINDS, LUX):
        of = [(c, share) for c, share in shares.items() if (c.kind, c.lux, c.x_mm) == (kind, lux, 0.25)]
        good = [c.distance_cm for c, share in of if share >= 0.9]
        far = f"up to {max(good)} cm" if good else "at no distance"
        yield f"{kind}, X 0.25 mm, {lux} lux: read nine times in ten {far}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", choices=sorted(DEVICES), default="tablet")
    parser.add_argument("--labels", type=int, default=20, help="labels at each place")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is written anew")
