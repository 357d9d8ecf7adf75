"""`read()`: the one place where the order of the stages stands."""

import numpy as np
from numpy.typing import NDArray

from scanner.clock import Clock
from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence, center, weight_of
from scanner.identity import identify
from scanner.image import Grey, load, reduction_for
from scanner.reading import Reading, Symbol
from scanner.stages import linear, linear_regions, matrix, matrix_regions, tensor
from scanner.stages.linear_regions import LinearRegion

QUICK_SIDE = 360
"""The tensor's size when something has been read already: is anything else there?"""
FULL_SIDE = 1000
"""The tensor's size when nothing has: bars of two pixels in a tablet frame are still seen as edges."""
MOST_REGIONS = 5
ZXING_WORST = 45e-6
"""Milliseconds a pixel that zxing-cpp takes for the busiest pictures; plain ones take a fifth."""
ZBAR_WORST = 60e-6


def read(picture: "bytes | NDArray[np.uint8]", budget_ms: float = 400) -> Reading:
    """Every code in the picture. Raises UnreadablePicture for what is none.

    `picture` is the bytes of a picture file, or an array (grey, BGR or BGRA); `budget_ms` what it may take: stages
    that would not fit any more are left out. One look at the whole picture is always taken.
    """
    clock = Clock(budget_ms)
    loaded = load(picture)
    reduction = reduction_for(loaded.size)
    grey = loaded.grey(reduction)
    evidence = Evidence()
    _look(grey, evidence, clock)
    if reduction > 1 and not evidence.believed() and clock.allows(loaded.size[0] * loaded.size[1] * 2e-5):
        _closer(loaded.grey(1), reduction, evidence, clock)
    back = np.diag([float(reduction), float(reduction), 1.0])
    symbols = tuple(_symbol(sighting.moved(back)) for sighting in evidence.believed())
    return Reading(symbols, loaded.size, clock.elapsed_ms)


def _look(grey: Grey, evidence: Evidence, clock: Clock) -> None:
    """The stages, cheap and likely first; each sees what those before it left."""
    whole(grey, evidence)
    if evidence.believed():
        _doubtful(grey, evidence, clock)
        _linear(grey, evidence, clock, QUICK_SIDE)
        return
    _doubtful(grey, evidence, clock)
    _linear(grey, evidence, clock, FULL_SIDE)
    if not evidence.believed():
        _matrix(grey, evidence, clock)
    if not evidence.believed():
        _last(grey, evidence, clock)


def whole(grey: Grey, evidence: Evidence) -> None:
    """zxing-cpp on the picture as it is: enough for nearly nine in ten."""
    for sighting in zxing.read(grey):
        evidence.add(sighting.staged("whole"), "zxing whole", weight_of(sighting))


def _doubtful(grey: Grey, evidence: Evidence, clock: Clock) -> None:
    """Sightings that count half: their place is looked at again."""
    for case in evidence.doubtful()[:3]:
        if clock.allows(10):
            linear.read(grey, LinearRegion.around(case.sighting.corners), evidence, clock)


def _linear(grey: Grey, evidence: Evidence, clock: Clock, work_side: int) -> None:
    """1D codes that nobody has read yet."""
    if not clock.allows(grey.size * 1e-5):
        return
    for region in linear_regions.find(tensor.measure(grey, work_side))[:MOST_REGIONS]:
        seen = any(region.covers(center(sighting)) for sighting in evidence.believed())
        small = region.length < SHORTEST or (work_side == QUICK_SIDE and not region.is_evident)
        if not seen and not small and clock.allows(10):
            linear.read(grey, region, evidence, clock)


SHORTEST = 40
"""Pixels across the bars: the shortest symbol, four digits of Code 128, at less than a pixel a module."""


def _matrix(grey: Grey, evidence: Evidence, clock: Clock) -> None:
    """2D codes that were too bad as they were."""
    for region in matrix_regions.find(tensor.measure(grey, FULL_SIDE)):
        if clock.allows(10) and matrix.read(grey, region, evidence, clock):
            return


def _last(grey: Grey, evidence: Evidence, clock: Clock) -> None:
    """What is left to try on the whole picture: rare symbologies, another binarizer, twice the size, zbar."""
    attempts = (
        (1.0, lambda: zxing.read(grey, zxing.FIRST + zxing.RARE, binarizer=zxing.GLOBAL_HISTOGRAM)),
        (1.0, lambda: zxing.read(grey, zxing.RARE)),
        (4.0, lambda: [s.moved(np.diag([0.5, 0.5, 1.0])) for s in zxing.read(matrix.enlarged(grey, 2))]),
    )
    for times, attempt in attempts:
        if evidence.believed() or not clock.allows(grey.size * ZXING_WORST * times):
            continue
        for sighting in attempt():
            evidence.add(sighting.staged("last"), f"zxing last {times}", min(weight_of(sighting), ENOUGH))
    if not evidence.believed() and clock.allows(grey.size * ZBAR_WORST):
        for sighting in zbar.read(grey):
            evidence.add(sighting.staged("last"), "zbar whole", weight_of(sighting))


def _closer(full: Grey, reduction: int, evidence: Evidence, clock: Clock) -> None:
    """A large photo, reduced for the first look: its regions at full size."""
    found = Evidence()
    _linear(full, found, clock, FULL_SIDE)
    if not found.believed():
        _matrix(full, found, clock)
    back = np.diag([1 / reduction, 1 / reduction, 1.0])
    for sighting in found.believed():
        evidence.add(sighting.moved(back), "full size", ENOUGH)


def _symbol(sighting: Sighting) -> Symbol:
    identity = identify(sighting.payload, sighting.format, sighting.symbology_identifier)
    return Symbol(
        identity.text,
        sighting.payload,
        sighting.format,
        sighting.corners,
        sighting.engine,
        sighting.stage,
        identity,
    )
