"""The whole picture prepared in the ways that small, dark and soft pictures need, each for more than one engine.

Of the photos that a first look leaves unread a third are read by one of these preparations, most of them by several:
dark pictures of crisp bars, glare over a part of the bars, cellophane. A sighting of a weak symbology counts half here,
so that two of them have to agree. On metal and foil the ground is often darker than the bars, as it mirrors what is
dark around it; there the negatives are read.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

import cv2
import numpy as np

from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence, Said, claimed_content, is_steady, weight_of
from scanner.pictures.image import Grey
from scanner.stages.matrix import enlarged, wiener
from scanner.stages.view import View
from scanner.symbologies import WEAK
from scanner.time_budget import Clock

ENLARGED = 2
"""How many times as large the picture is made."""
ZBAR_WORST_MS = 60e-6
"""Milliseconds a pixel that zbar takes for the busiest pictures."""
SHARPER = 1.5
"""How much of the difference between the picture and a blurred one is added to the picture."""
SOFT = 3.0
"""Standard deviation of that blur in pixels of the enlarged picture: about one module and a half."""
TILES = 8
"""Tiles a side whose contrast is stretched each by itself."""
FINE_TILES = 16
"""The same where glare lies over a part of the bars."""
CLIP = 3.0
"""How steep the curve of a tile may be, as a multiple of an even histogram's."""
AROUND = 61
"""Pixels of the enlarged picture, a side: the surroundings by which a place is levelled."""
MIDDLE, LEVEL_SPREAD = 128.0, 60.0
"""Grey level and standard deviation that every place gets when it is levelled."""
LEAST_SPREAD = 3.0
"""Standard deviation in grey levels below which a place is even paper, whose noise is not made larger."""
OUT_OF_FOCUS = 1.2
"""Radius in pixels of the blur that is divided out."""
BOTH = 2
"""Engines."""

Preparation = tuple[str, int, Callable[[Grey], Grey]]
"""Its name, how many times as large the picture is made, and the function."""


def unsharp(grey: Grey) -> Grey:
    """The picture at ENLARGED times its size, its edges lifted (unsharp masking)."""
    return _sharpened(enlarged(grey, ENLARGED), SHARPER)


def evened(grey: Grey) -> Grey:
    """The picture at ENLARGED times its size, the contrast of each tile stretched by itself (contrast-limited adaptive
    histogram equalization)."""
    return np.asarray(cv2.createCLAHE(CLIP, (TILES, TILES)).apply(enlarged(grey, ENLARGED)), np.uint8)


def _sharpened(large: Grey, strength: float) -> Grey:
    soft = cv2.GaussianBlur(large, (0, 0), SOFT)
    return np.asarray(cv2.addWeighted(large, 1 + strength, soft, -strength, 0), np.uint8)


def evened_finely(grey: Grey) -> Grey:
    """Twice as large, the contrast of small tiles stretched, for glare over a part of the bars."""
    return np.asarray(
        cv2.createCLAHE(CLIP, (FINE_TILES, FINE_TILES)).apply(enlarged(grey, ENLARGED)), np.uint8
    )


def levelled(grey: Grey) -> Grey:
    """Twice as large, each place as light and of as much contrast as all others, edges lifted."""
    large = enlarged(grey, ENLARGED).astype(np.float32)
    mean = cv2.blur(large, (AROUND, AROUND))
    spread = np.sqrt(np.maximum(cv2.blur(large * large, (AROUND, AROUND)) - mean * mean, LEAST_SPREAD**2))
    level = np.clip(MIDDLE + LEVEL_SPREAD * (large - mean) / spread, 0, 255).astype(np.uint8)
    return _sharpened(level, SHARPER)


def sharpened_more(grey: Grey) -> Grey:
    """Twice as large, edges lifted twice as much."""
    return _sharpened(enlarged(grey, ENLARGED), 2 * SHARPER)


def focused(grey: Grey) -> Grey:
    """A little blur divided out, then twice as large."""
    return enlarged(wiener(grey, OUT_OF_FOCUS), ENLARGED)


def sharpened_and_evened(grey: Grey) -> Grey:
    """Edges lifted, then the contrast of each tile stretched."""
    return np.asarray(cv2.createCLAHE(CLIP, (TILES, TILES)).apply(unsharp(grey)), np.uint8)


PREPARATIONS: tuple[Preparation, ...] = (
    ("plain", 1, lambda grey: grey),
    ("unsharp", ENLARGED, unsharp),
    ("evened", ENLARGED, evened),
)
"""What is tried where nothing has been read, in this order."""
FURTHER: tuple[Preparation, ...] = (
    ("evened finely", ENLARGED, evened_finely),
    ("levelled", ENLARGED, levelled),
    ("sharpened more", ENLARGED, sharpened_more),
    ("focused", ENLARGED, focused),
    ("sharpened and evened", ENLARGED, sharpened_and_evened),
)
"""What is tried where a sighting is in doubt."""


NEGATIVES: tuple[Preparation, ...] = (
    ("negative", 1, lambda negative: negative),
    ("evened negative", ENLARGED, evened),
    ("sharpened and evened negative", ENLARGED, sharpened_and_evened),
)
"""What is tried with the negative, for bars that are lighter than their ground."""


def read(view: View, evidence: Evidence, clock: Clock) -> None:
    """Look at each preparation with zbar and with zxing-cpp until something is believed or the time is over.

    Parameters
    ----------
    view : the picture
    evidence : where sightings go, their corners in pixels of the picture
    clock : the time that is left
    """
    seen: dict[Said, set[str]] = defaultdict(set)
    for preparation in PREPARATIONS:
        for source, sighting in _sightings(preparation, view.grey, view, evidence, clock):
            seen[claimed_content(sighting)].add(sighting.engine)
            _vote(evidence, source, sighting)
        if evidence.believed():
            return
    if evidence.doubtful():
        _ask_both(FURTHER, view.grey, view, evidence, clock, seen)


def read_negatives(view: View, evidence: Evidence, clock: Clock) -> None:
    """The same with the picture's negatives. A weak symbology counts only when both engines have seen it."""
    seen: dict[Said, set[str]] = defaultdict(set)
    for claim in evidence.doubtful():
        seen[claimed_content(claim.sighting)].add(claim.sighting.engine)
    _ask_both(NEGATIVES, view.negative, view, evidence, clock, seen)


def _ask_both(
    preparations: tuple[Preparation, ...],
    grey: Grey,
    view: View,
    evidence: Evidence,
    clock: Clock,
    seen: "dict[Said, set[str]]",
) -> None:
    """Look at further preparations. One engine makes the same mistake in several of them, so that here only what both
    engines have seen counts."""
    waiting: list[tuple[str, Sighting]] = []
    for preparation in preparations:
        for source, sighting in _sightings(preparation, grey, view, evidence, clock):
            seen[claimed_content(sighting)].add(sighting.engine)
            waiting.append((source, sighting))
        for source, sighting in waiting:
            if len(seen[claimed_content(sighting)]) == BOTH:
                _vote(evidence, source, sighting)
        if evidence.believed():
            return


def _sightings(
    preparation: Preparation, grey: Grey, view: View, evidence: Evidence, clock: Clock
) -> Iterator[tuple[str, Sighting]]:
    """What zbar and zxing-cpp see in the prepared picture, and the name of the witness."""
    name, times, prepare = preparation
    pixels = grey.size * times * times
    if not clock.allows(pixels * ZBAR_WORST_MS):
        return
    picture = prepare(grey)
    back = np.diag([1 / times, 1 / times, 1.0])
    for sighting in zbar.read(picture, groups=evidence.wanted):
        yield f"zbar {name}", sighting.moved(back)
    if not evidence.believed() and times > 1 and clock.allows(view.whole_ms * times * times):
        for sighting in zxing.read(picture, groups=evidence.wanted):
            yield f"zxing {name}", sighting.moved(back)


def _is_thin(sighting: Sighting) -> bool:
    """Whether it is a Code 128 on hardly more than one line. Sharpening makes bars of noise, and among many lines one
    passes the check modulo 103."""
    return sighting.format == "Code128" and not is_steady(sighting)


def _vote(evidence: Evidence, source: str, sighting: Sighting) -> None:
    most = ENOUGH / 2 if sighting.format in WEAK or _is_thin(sighting) else ENOUGH
    evidence.add(sighting.staged("prepared"), source, min(weight_of(sighting), most))
