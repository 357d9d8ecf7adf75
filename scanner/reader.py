"""`read()`: the one place where the order of the stages stands."""

import cv2
import numpy as np
from numpy.typing import NDArray

from identity import identify
from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence, center, weight_of
from scanner.image import Grey, load, reduction_for
from scanner.reading import Reading, Symbol
from scanner.stages import linear, linear_regions, matrix, matrix_regions, stripes, tensor
from scanner.stages.linear_regions import LinearRegion
from scanner.stages.matrix_regions import MatrixRegion
from scanner.stages.reduced import Reduced
from scanner.time_budget import Clock

WORK_SIDE = 1000
"""Pixels of the longer side at which regions are looked for: bars of two pixels in a tablet frame are still seen as
edges."""
COARSE_SIDE = 320
"""And where modules are so coarse that each is an area of its own at that size."""
FINER = 1.5
"""Times COARSE_SIDE: at less, both looks are one, and the second is left out when something has been read."""
QUICK = 0.5
QUICK_SIDES = (320, 960)
"""What that is of the picture when something has been read already, and its least and most."""
MOST_REGIONS = 5
FIRST_LOOK = 0.6
"""Of the budget: what the look at the whole picture may take; it is reduced until it should."""
ZBAR_WORST = 60e-6
"""Milliseconds a pixel that zbar takes for the busiest pictures."""
FULL_MS = 1e-5
"""Milliseconds a pixel that decoding a large photo in full takes, with the search in it."""
SEARCH_WORST = 4e-6
"""Milliseconds a pixel that looking for regions takes."""


def read(picture: "bytes | NDArray[np.uint8]", budget_ms: float = 400) -> Reading:
    """Every code in the picture. Raises UnreadablePicture for what is none.

    `picture` is the bytes of a picture file, or an array (grey, BGR or BGRA); `budget_ms` what it may take: stages
    that would not fit any more are left out. One look at the whole picture is always taken.
    """
    clock = Clock(budget_ms)
    loaded = load(picture, clock)
    reduction = reduction_for(loaded.size)
    grey = loaded.grey(reduction)
    evidence = Evidence()
    _look(grey, evidence, clock)
    if reduction > 1 and not evidence.believed() and clock.allows(loaded.size[0] * loaded.size[1] * FULL_MS):
        _closer(loaded.grey(1), reduction, evidence, clock)
    back = np.diag([float(reduction), float(reduction), 1.0])
    symbols = tuple(_symbol(sighting.moved(back)) for sighting in evidence.believed())
    return Reading(symbols, loaded.size, clock.elapsed_ms)


def _look(grey: Grey, evidence: Evidence, clock: Clock) -> None:
    """The stages, cheap and likely first; each sees what those before it left. What has been read makes the others
    picky: only what is evidently one more code is looked into."""
    cost = zxing.estimated_ms(grey)
    whole(grey, cost, evidence, clock)
    _doubtful(grey, evidence, clock)
    if clock.allows(grey.size * SEARCH_WORST):
        _search(grey, evidence, clock)
    if not evidence.believed():
        _last(grey, cost, evidence, clock)


def whole(grey: Grey, cost: float, evidence: Evidence, clock: Clock) -> None:
    """zxing-cpp on the picture as it is: enough for nearly nine in ten. Most codes stand upright and are not huge, so
    it looks for those first, which takes a third of the time."""
    for formats, every_way in ((zxing.LINEAR, False), (zxing.MATRIX, False), (zxing.FIRST, True)):
        _whole(grey, cost, evidence, clock, formats, every_way=every_way)
        if evidence.believed():
            return


def _whole(
    grey: Grey,
    cost: float,
    evidence: Evidence,
    clock: Clock,
    formats: zxing.Formats,
    *,
    every_way: bool = False,
) -> None:
    grey, back = _affordable(grey, cost, clock, 1.0 if every_way else ONE_WAY)
    for sighting in zxing.read(grey, formats, turn=every_way, shrink=every_way, invert=False):
        evidence.add(sighting.staged("whole").moved(back), "zxing whole", weight_of(sighting))


def _any_squares(evidence: Evidence) -> bool:
    """Whether the whole picture has been looked at for 2D codes: where one was read, it has."""
    return any(sighting.format in ("DataMatrix", "QRCode") for sighting in evidence.believed())


ONE_WAY = 0.3
"""What a look for upright codes of one kind takes, as a part of one for all of them every way, at the most."""


def _affordable(grey: Grey, cost: float, clock: Clock, share: float) -> "tuple[Grey, NDArray[np.float64]]":
    """The picture, reduced until looking at it, which takes `share` of its `cost` (zxing.estimated_ms), takes no more
    than it may; and the way back for points."""
    reduction = 1
    while cost * share > FIRST_LOOK * clock.left_ms and min(grey.shape) > 200:
        half = (grey.shape[1] // 2, grey.shape[0] // 2)
        grey = np.asarray(cv2.resize(grey, half, interpolation=cv2.INTER_AREA), np.uint8)
        reduction, cost = 2 * reduction, zxing.estimated_ms(grey)
    return grey, np.diag([float(reduction), float(reduction), 1.0])


def _doubtful(grey: Grey, evidence: Evidence, clock: Clock) -> None:
    """Sightings that count half: their place is looked at again."""
    for case in evidence.doubtful()[:3]:
        if clock.allows(10):
            linear.read(grey, LinearRegion.around(case.sighting.corners), evidence, clock)


def _search(grey: Grey, evidence: Evidence, clock: Clock) -> None:
    """Codes that nobody has read yet: where they may be, first the stripes, then the squares."""
    known = [np.asarray(sighting.corners, np.float32) for sighting in evidence.believed()]
    work = Reduced.to(grey, _work_side(grey, evidence))
    seen = tensor.measure(work).beside(known)
    _linear(grey, linear_regions.find(seen), evidence, clock)
    if known and not _any_squares(evidence) and seen.mixed_beside(known):
        _whole(grey, zxing.estimated_ms(grey), evidence, clock, zxing.MATRIX)
        known = [np.asarray(sighting.corners, np.float32) for sighting in evidence.believed()]
    if not known or seen.mixed_beside(known):
        _matrix(grey, matrix_regions.find(work), evidence, clock)
        if not evidence.believed() or max(work.pixels.shape) > FINER * COARSE_SIDE:
            # Coarse modules are each an area of their own at that size.
            _matrix(grey, matrix_regions.find(Reduced.to(grey, COARSE_SIDE)), evidence, clock)


def _linear(grey: Grey, regions: "list[LinearRegion]", evidence: Evidence, clock: Clock) -> None:
    tried = 0
    for region in regions:
        known = evidence.believed()
        if region.length < SHORTEST or any(region.covers(center(sighting), room=0.2) for sighting in known):
            continue
        seen = stripes.measure(grey, region)
        if (seen.evident if known else seen.possible) and tried < MOST_REGIONS and clock.allows(10):
            tried += 1
            linear.read(grey, region, evidence, clock, thorough=not known)


SHORTEST = 40
"""Pixels across the bars: the shortest symbol, four digits of Code 128, at less than a pixel a module."""


def _matrix(grey: Grey, regions: "list[MatrixRegion]", evidence: Evidence, clock: Clock) -> None:
    for region in regions:
        known = evidence.believed()
        if not any(region.covers(center(sighting)) for sighting in known) and clock.allows(10):
            matrix.read(grey, region, evidence, clock, thorough=not known)


def _work_side(grey: Grey, evidence: Evidence) -> int:
    if not evidence.believed():
        return WORK_SIDE
    return int(np.clip(QUICK * max(grey.shape), *QUICK_SIDES))


def _last(grey: Grey, cost: float, evidence: Evidence, clock: Clock) -> None:
    """What is left to try on the whole picture: rare symbologies, another binarizer, twice the size, zbar."""
    attempts = (
        (1.0, lambda: zxing.read(grey, zxing.FIRST + zxing.RARE, binarizer=zxing.GLOBAL_HISTOGRAM)),
        (1.0, lambda: zxing.read(grey, zxing.RARE)),
        (4.0, lambda: [s.moved(np.diag([0.5, 0.5, 1.0])) for s in zxing.read(matrix.enlarged(grey, 2))]),
    )
    for times, attempt in attempts:
        if evidence.believed() or not clock.allows(cost * times):
            continue
        for sighting in attempt():
            evidence.add(sighting.staged("last"), f"zxing last {times}", min(weight_of(sighting), ENOUGH))
    if not evidence.believed() and clock.allows(grey.size * ZBAR_WORST):
        for sighting in zbar.read(grey):
            evidence.add(sighting.staged("last"), "zbar whole", weight_of(sighting))


def _closer(full: Grey, reduction: int, evidence: Evidence, clock: Clock) -> None:
    """A large photo, reduced for the first look: its regions at full size."""
    found = Evidence()
    _search(full, found, clock)
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
