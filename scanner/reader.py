"""`read()`: the one place where the order of the stages stands."""

import numpy as np
from numpy.typing import NDArray

from scanner.clock import Clock
from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import Evidence, weight_of
from scanner.identity import identify
from scanner.image import Grey, load, reduction_for
from scanner.reading import Reading, Symbol
from scanner.stages import linear, linear_regions


def read(picture: "bytes | NDArray[np.uint8]", budget_ms: float = 400) -> Reading:
    """Every code in the picture. Raises UnreadablePicture for what is none.

    `picture` is the bytes of a picture file, or an array (grey, BGR or BGRA); `budget_ms` what it may take.
    """
    clock = Clock(budget_ms)
    loaded = load(picture)
    reduction = reduction_for(loaded.size)
    grey = loaded.grey(reduction)
    evidence = Evidence()
    _whole(grey, evidence)
    if not evidence.believed():
        _linear(grey, evidence, clock)
    if not evidence.believed():
        for s in zbar.read(grey, zbar.MATRIX):
            evidence.add(s, "zbar", 1)
    matrix = np.diag([float(reduction), float(reduction), 1.0])
    symbols = tuple(_symbol(sighting.moved(matrix)) for sighting in evidence.believed())
    return Reading(symbols, loaded.size, clock.elapsed_ms)


def _whole(grey: Grey, evidence: Evidence) -> None:
    for sighting in zxing.read(grey):
        evidence.add(sighting, "zxing whole", weight_of(sighting))


def _linear(grey: Grey, evidence: Evidence, clock: Clock) -> None:
    for region in linear_regions.find(grey)[:4]:
        if not clock.allows(10):
            return
        linear.read(grey, region, evidence, clock)


def _symbol(sighting: Sighting) -> Symbol:
    identity = identify(sighting.payload, sighting.format, sighting.symbology_identifier)
    return Symbol(
        identity.text,
        sighting.payload,
        sighting.format,
        sighting.corners,
        sighting.engine,
        sighting.stage or "whole",
        identity,
    )
