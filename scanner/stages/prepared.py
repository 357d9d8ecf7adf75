"""The whole picture prepared in the ways that small, dark and soft pictures need, each for more than one engine.

Of the photos that a first look leaves unread a third are read by one of these preparations, most of them by several:
dark pictures of crisp bars, glare over a part of the bars, cellophane. A sighting of a weak symbology counts half here,
so that two of them have to agree.
"""

from collections.abc import Callable

import cv2
import numpy as np

from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence, weight_of
from scanner.image import Grey
from scanner.stages.matrix import enlarged
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
CLIP = 3.0
"""How steep the curve of a tile may be, as a multiple of an even histogram's."""


def unsharp(grey: Grey) -> Grey:
    """The picture at ENLARGED times its size, its edges lifted (unsharp masking)."""
    large = enlarged(grey, ENLARGED)
    soft = cv2.GaussianBlur(large, (0, 0), SOFT)
    return np.asarray(cv2.addWeighted(large, 1 + SHARPER, soft, -SHARPER, 0), np.uint8)


def evened(grey: Grey) -> Grey:
    """The picture at ENLARGED times its size, the contrast of each tile stretched by itself (contrast-limited adaptive
    histogram equalization)."""
    return np.asarray(cv2.createCLAHE(CLIP, (TILES, TILES)).apply(enlarged(grey, ENLARGED)), np.uint8)


PREPARATIONS: tuple[tuple[str, int, Callable[[Grey], Grey]], ...] = (
    ("plain", 1, lambda grey: grey),
    ("unsharp", ENLARGED, unsharp),
    ("evened", ENLARGED, evened),
)
"""(name, how many times as large, function), in the order in which they are tried."""


def read(view: View, evidence: Evidence, clock: Clock) -> None:
    """Look at each preparation with zbar and with zxing-cpp until something is believed or the time is over.

    Parameters
    ----------
    view : the picture
    evidence : where sightings go, their corners in pixels of the picture
    clock : the time that is left
    """
    for name, times, prepare in PREPARATIONS:
        pixels = view.grey.size * times * times
        zxing_ms, zbar_ms = view.whole_ms * times * times, pixels * ZBAR_WORST_MS
        if not clock.allows(zbar_ms):
            continue
        picture = prepare(view.grey)
        back = np.diag([1 / times, 1 / times, 1.0])
        _vote(evidence, f"zbar {name}", [s.moved(back) for s in zbar.read(picture)])
        if not evidence.believed() and name != "plain" and clock.allows(zxing_ms):
            _vote(evidence, f"zxing {name}", [s.moved(back) for s in zxing.read(picture)])
        if evidence.believed():
            return


def _vote(evidence: Evidence, source: str, sightings: list[Sighting]) -> None:
    for sighting in sightings:
        most = ENOUGH / 2 if sighting.format in WEAK else ENOUGH
        evidence.add(sighting.staged("prepared"), source, min(weight_of(sighting), most))
