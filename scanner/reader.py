"""`read()`: the one place where the order of the stages stands."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from identity import identify
from scanner.engines import zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence, center, weight_of
from scanner.image import Grey, load, reduction_for
from scanner.reading import Reading, Symbol
from scanner.stages import linear, linear_regions, matrix, matrix_regions, prepared, stripes
from scanner.stages.linear_regions import LinearRegion
from scanner.stages.matrix_regions import MatrixRegion
from scanner.stages.view import View
from scanner.time_budget import Clock

Stage = Callable[[View, Evidence, Clock], None]

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
FIRST_LOOK = 0.6
"""Of the budget: what the look at the whole picture may take; it is reduced until it should."""
PREPARED = 0.4
"""Of the time that is left: what preparing the whole picture may take."""
FULL_MS = 1e-5
"""Milliseconds a pixel that decoding a large photo in full takes, with the search in it."""
SEARCH_WORST = 4e-6
"""Milliseconds a pixel that looking for regions takes."""
REGION_MS = 10.0
"""Milliseconds that a look into one region takes at least; with less left none is begun."""
UNSURE = 0.35
"""Of the time that is left: what a search takes among places that only may be codes, when something was read."""
MOST_IN_VAIN = 3
"""Places in a row that only may be 2D codes and were none; afterwards, where something was read, no more are tried."""
SHORTEST = 40
"""Pixels across the bars: the shortest symbol, four digits of Code 128, at less than a pixel a module."""


def read(picture: "bytes | NDArray[np.uint8]", budget_ms: float = 400) -> Reading:
    """Every code in the picture.

    Parameters
    ----------
    picture : bytes of a picture file, or a (height, width[, channels]) uint8 array (grey, BGR or BGRA)
    budget_ms : milliseconds that it may take
        A stage that would not fit any more is left out. One look at the whole picture is always taken.

    Returns
    -------
    Reading
        Its corners are in pixels of the upright picture at full size.

    Raises
    ------
    UnreadablePicture
        For what is no picture, or cannot be opened in that time.
    """
    clock = Clock(budget_ms)
    loaded = load(picture, clock)
    reduction = reduction_for(loaded.size)
    evidence = Evidence()
    _pass_through(STAGES, View(loaded.grey(reduction)), evidence, clock)
    if reduction > 1 and evidence.is_incomplete and clock.allows(loaded.size[0] * loaded.size[1] * FULL_MS):
        evidence = evidence.scaled(reduction)
        reduction = 1
        _pass_through(SEARCH, View(loaded.grey(1)), evidence, clock)
    evidence = evidence.scaled(reduction)
    symbols = tuple(_symbol(sighting) for sighting in evidence.believed())
    return Reading(symbols, loaded.size, clock.elapsed_ms, evidence.unread())


def _pass_through(stages: tuple[Stage, ...], view: View, evidence: Evidence, clock: Clock) -> None:
    evidence.pixels = view.grey
    for stage in stages:
        stage(view, evidence, clock)


# --- the stages, cheap and likely first; each sees what those before it left


def whole(view: View, evidence: Evidence, clock: Clock) -> None:
    """zxing-cpp on the whole picture at every angle, whatever is read first: what lies askew beside an upright code is
    not passed over. It reads nearly nine codes in ten."""
    grey, back = _affordable(view, clock)
    sightings, located = zxing.read_every_way(grey, invert=True)
    for sighting in sightings:
        evidence.add(sighting.staged("whole").moved(back), "zxing whole", weight_of(sighting))
    for code in located:
        evidence.note_place(code.moved(back).corners)


def rare_kinds(view: View, evidence: Evidence, clock: Clock) -> None:
    """The symbologies that products seldom carry. They take half as long as the first look, so that they are looked for
    only where something is left that looks like a code and that nobody has read."""
    if not (evidence.unread() or evidence.has_suspects) or not clock.allows(view.whole_ms):
        return
    sightings, _located = zxing.read_every_way(view.grey, zxing.RARE, invert=True)
    for sighting in sightings:
        evidence.add(sighting.staged("rare kinds"), "zxing rare", weight_of(sighting))


def second_votes(view: View, evidence: Evidence, clock: Clock) -> None:
    """Sightings that count half: their place is looked at again."""
    for doubted in evidence.doubtful():
        if clock.allows(REGION_MS):
            linear.read(view.grey, LinearRegion.around(doubted.sighting.corners), evidence, clock)


def prepared_picture(view: View, evidence: Evidence, clock: Clock) -> None:
    """Where nothing was read: the whole picture prepared in several ways, for zbar and zxing-cpp. It costs little on
    small pictures, and is done before a single region takes all the time."""
    if not evidence.believed():
        prepared.read(view, evidence, clock.part(PREPARED))


def located_codes(view: View, evidence: Evidence, clock: Clock) -> None:
    """2D codes whose finder pattern zxing-cpp has seen, but whose modules it could not read."""
    for corners in evidence.unread():
        region = MatrixRegion.around(corners)
        was_read = clock.allows(REGION_MS) and matrix.read(view.grey, region, evidence, clock, thorough=True)
        if not was_read and not matrix.is_evident(view.grey, region):
            evidence.withdraw_place(corners)


def bars(view: View, evidence: Evidence, clock: Clock) -> None:
    """Stripes that nobody has read yet. What has been read makes this picky: then only what is evidently one more code
    is looked into."""
    clock = _for_the_unsure(evidence, clock)
    if not clock.allows(view.grey.size * SEARCH_WORST):
        return
    known_outlines = _outlines(evidence)
    seen = view.tensor(_search_side(view, evidence)).beside(known_outlines)
    if known_outlines and not seen.striped_beside(known_outlines):
        return
    for region in linear_regions.find(seen):
        known = evidence.believed()
        if region.length < SHORTEST or any(region.covers(center(sighting), room=0.2) for sighting in known):
            continue
        if not clock.allows(REGION_MS):
            return
        pattern = stripes.stripes_along(view.grey, region)
        if pattern.evident if known else pattern.possible:
            was_read = linear.read(view.grey, region, evidence, clock, thorough=not known)
            if pattern.certain and not was_read:
                evidence.note_place(region.corners)


def soft_bars(view: View, evidence: Evidence, clock: Clock) -> None:
    """Where nothing was read: bars so soft, or so much of the picture, that a search for clear edges left them out."""
    if evidence.believed() or not clock.allows(view.grey.size * SEARCH_WORST):
        return
    for region in linear_regions.find(view.tensor(WORK_SIDE).keener()):
        if not clock.allows(REGION_MS):
            return
        is_soft = region.length >= SHORTEST and stripes.stripes_along(view.grey, region).soft
        if is_soft and linear.read_soft(view.grey, region, evidence, clock):
            return


def squares(view: View, evidence: Evidence, clock: Clock) -> None:
    """2D codes that nobody has read yet."""
    clock = _for_the_unsure(evidence, clock)
    side = _search_side(view, evidence)
    if _squares_are_likely(view, side, evidence, clock):
        _read_squares(view, matrix_regions.find(view.reduced(side)), evidence, clock)


def coarse_squares(view: View, evidence: Evidence, clock: Clock) -> None:
    """2D codes of coarse modules: at a small size each module still is an area of its own."""
    clock = _for_the_unsure(evidence, clock)
    side = _search_side(view, evidence)
    if not _squares_are_likely(view, side, evidence, clock):
        return
    if not evidence.believed() or max(view.reduced(side).pixels.shape) > FINER * COARSE_SIDE:
        _read_squares(view, matrix_regions.find(view.reduced(COARSE_SIDE)), evidence, clock)


def evident_bars(view: View, evidence: Evidence, clock: Clock) -> None:
    """Bars beside a code that was read, so evident that every way of reading them is tried while there is time."""
    if not evidence.believed():
        return
    for corners in evidence.unread():
        if clock.allows(REGION_MS):
            linear.read(view.grey, LinearRegion.around(corners), evidence, clock, thorough=True)


def whole_again(view: View, evidence: Evidence, clock: Clock) -> None:
    """What is left to try on a picture in which nothing was read: another binarizer, twice the size."""
    half = np.diag([0.5, 0.5, 1.0])
    attempts: tuple[tuple[str, float, Callable[[], list[Sighting]]], ...] = (
        (
            "histogram",
            1.0,
            lambda: zxing.read(view.grey, zxing.EVERY, binarizer=zxing.GLOBAL_HISTOGRAM),
        ),
        ("one finder", 1.0, lambda: zxing.read(view.grey, zxing.RARE + zxing.ONE_FINDER)),
        ("enlarged", 4.0, lambda: [s.moved(half) for s in zxing.read(matrix.enlarged(view.grey, 2))]),
    )
    for name, times, attempt in attempts:
        if evidence.believed() or not clock.allows(view.whole_ms * times):
            continue
        for sighting in attempt():
            weight = min(weight_of(sighting), ENOUGH)
            evidence.add(sighting.staged("whole again"), f"zxing {name}", weight)


SEARCH: tuple[Stage, ...] = (located_codes, bars, squares, coarse_squares, rare_kinds, evident_bars)
STAGES: tuple[Stage, ...] = (whole, second_votes, prepared_picture, *SEARCH, soft_bars, whole_again)


# --- what the stages share


def _affordable(view: View, clock: Clock) -> "tuple[Grey, NDArray[np.float64]]":
    """The picture, reduced until zxing-cpp's look at it takes no more than it may; and the way back for points."""
    grey, reduction, cost = view.grey, 1, view.whole_ms
    while cost > FIRST_LOOK * clock.left_ms and min(grey.shape) > 200:
        half = (grey.shape[1] // 2, grey.shape[0] // 2)
        grey = np.asarray(cv2.resize(grey, half, interpolation=cv2.INTER_AREA), np.uint8)
        reduction, cost = 2 * reduction, zxing.estimated_ms(grey)
    return grey, np.diag([float(reduction), float(reduction), 1.0])


def _for_the_unsure(evidence: Evidence, clock: Clock) -> Clock:
    """The time for places that only may be codes: all of it while nothing was read, afterwards a part."""
    return clock.part(UNSURE) if evidence.believed() else clock


def _search_side(view: View, evidence: Evidence) -> int:
    """At how many pixels of the longer side regions are looked for: a quicker look where something was read."""
    if not evidence.believed():
        return WORK_SIDE
    return int(np.clip(QUICK * max(view.grey.shape), *QUICK_SIDES))


def _outlines(evidence: Evidence) -> "list[NDArray[np.float32]]":
    return [np.asarray(sighting.corners, np.float32) for sighting in evidence.believed()]


def _squares_are_likely(view: View, side: int, evidence: Evidence, clock: Clock) -> bool:
    """Whether looking for squares may find one: nothing was read, or away from what was read edges run every way."""
    if not clock.allows(view.grey.size * SEARCH_WORST):
        return False
    known = _outlines(evidence)
    return not known or view.tensor(side).beside(known).mixed_beside(known)


def _read_squares(view: View, regions: "list[MatrixRegion]", evidence: Evidence, clock: Clock) -> None:
    in_vain = 0
    for region in regions:
        known = evidence.believed()
        if any(region.covers(center(sighting)) for sighting in known) or not clock.allows(REGION_MS):
            continue
        if known and (in_vain == MOST_IN_VAIN or not matrix.is_likely(view.grey, region)):
            continue
        was_read = matrix.read(view.grey, region, evidence, clock, thorough=not known)
        in_vain = 0 if was_read else in_vain + 1
        evidence.has_suspects |= not was_read and matrix.is_evident(view.grey, region)


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
