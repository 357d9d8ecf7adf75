"""The whole picture made better in the ways that small, dark and soft pictures need, each for more than one engine.

Of the photos that a first look leaves unread a third are read by one of these, most of them by several: dark pictures
of crisp bars, glare over a part of the bars, cellophane. What they say about a weak symbology counts half each, so
that two of them have to agree.
"""

from collections.abc import Callable

import cv2
import numpy as np

from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence, weight_of
from scanner.image import Grey
from scanner.stages.view import View
from scanner.symbologies import WEAK
from scanner.time_budget import Clock

ENLARGED = 2
ZBAR_WORST_MS = 60e-6
"""Milliseconds a pixel that zbar takes for the busiest pictures."""
SHARPER = 1.5
"""What is added of the difference to the blurred picture (unsharp masking)."""
SOFT = 3.0
"""Pixels of the enlarged picture: the standard deviation of that blur, about one module and a half."""
TILES = 8
CLIP = 3.0
"""Contrast-limited adaptive histogram equalization: tiles a side, and how steep a tile's curve may be."""


def unsharp(grey: Grey) -> Grey:
    """Twice as large, edges lifted."""
    large = _enlarged(grey)
    soft = cv2.GaussianBlur(large, (0, 0), SOFT)
    return np.asarray(cv2.addWeighted(large, 1 + SHARPER, soft, -SHARPER, 0), np.uint8)


def evened(grey: Grey) -> Grey:
    """Twice as large, the contrast of each tile stretched by itself."""
    return np.asarray(cv2.createCLAHE(CLIP, (TILES, TILES)).apply(_enlarged(grey)), np.uint8)


def _enlarged(grey: Grey) -> Grey:
    size = (grey.shape[1] * ENLARGED, grey.shape[0] * ENLARGED)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC), np.uint8)


PREPARATIONS: tuple[tuple[str, int, Callable[[Grey], Grey]], ...] = (
    ("plain", 1, lambda grey: grey),
    ("unsharp", ENLARGED, unsharp),
    ("evened", ENLARGED, evened),
)


def read(view: View, evidence: Evidence, clock: Clock) -> None:
    """Look at each preparation with each engine, until something is believed or the time is over."""
    for name, enlarged, prepare in PREPARATIONS:
        pixels = view.grey.size * enlarged * enlarged
        zxing_ms, zbar_ms = view.whole_ms * enlarged * enlarged, pixels * ZBAR_WORST_MS
        if not clock.allows(zbar_ms):
            continue
        picture = prepare(view.grey)
        back = np.diag([1 / enlarged, 1 / enlarged, 1.0])
        _vote(evidence, f"zbar {name}", [s.moved(back) for s in zbar.read(picture)])
        if not evidence.believed() and name != "plain" and clock.allows(zxing_ms):
            _vote(evidence, f"zxing {name}", [s.moved(back) for s in zxing.read(picture)])
        if evidence.believed():
            return


def _vote(evidence: Evidence, source: str, sightings: list[Sighting]) -> None:
    for sighting in sightings:
        most = ENOUGH / 2 if sighting.format in WEAK else ENOUGH
        evidence.add(sighting.staged("prepared"), source, min(weight_of(sighting), most))
