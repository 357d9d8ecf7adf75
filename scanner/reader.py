"""`read()`: the one place where the order of the stages stands."""

import time

import numpy as np
from numpy.typing import NDArray

from scanner.engines import opencv, zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.identity import identify
from scanner.image import load, reduction_for
from scanner.reading import Reading, Symbol


def read(picture: "bytes | NDArray[np.uint8]", budget_ms: float = 400) -> Reading:
    """Every code in the picture. Raises UnreadablePicture for what is none.

    `picture` is the bytes of a picture file, or an array (grey, BGR or BGRA); `budget_ms` what it may take.
    """
    start = time.perf_counter()
    del budget_ms
    loaded = load(picture)
    reduction = reduction_for(loaded.size)
    grey = loaded.grey(reduction)
    sightings = zxing.read(grey) or zbar.read(grey) or opencv.read_qr(grey)
    matrix = np.diag([float(reduction), float(reduction), 1.0])
    symbols = tuple(_symbol(sighting.moved(matrix), "whole") for sighting in sightings)
    return Reading(symbols, loaded.size, (time.perf_counter() - start) * 1000)


def _symbol(sighting: Sighting, stage: str) -> Symbol:
    identity = identify(sighting.payload, sighting.format, sighting.symbology_identifier)
    return Symbol(
        identity.text, sighting.payload, sighting.format, sighting.corners, sighting.engine, stage, identity
    )
