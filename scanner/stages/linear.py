"""Reading one found 1D region: set upright, enlarged, averaged along its bars; engines first, then profiles."""

import cv2
import numpy as np

from scanner.clock import Clock
from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import WEAK, Evidence
from scanner.image import Grey
from scanner.profile import reader as profile
from scanner.stages.linear_regions import LinearRegion
from scanner.stages.rectify import straightened, upright

MAX_WIDTH = 1400
ROW_BANDS = 3
"""Disjoint parts of a crop that can each sight a weak code: none shares a row with another."""


def read(grey: Grey, region: LinearRegion, evidence: Evidence, clock: Clock) -> None:
    """Everything that the region's pixels say goes into the evidence."""
    scale = scale_for(region)
    crop, back = upright(grey, region, scale)
    crop = straightened(crop)
    place = f"{region.center[0]:.0f},{region.center[1]:.0f}"
    before = len(evidence.believed())
    for index, band in enumerate(_bands(crop)):
        if not clock.allows(3):
            return
        for sighting in zxing.read(band.grey, zxing.LINEAR, turn=False, invert=False):
            _add(evidence, _in_crop(sighting, band.top, crop, "band"), back, f"zxing {place} {index}")
    if len(evidence.believed()) > before:
        return
    for index, half in enumerate(np.array_split(crop, 2)):
        if not clock.allows(crop.size * 5e-5 + 5):
            return
        for sighting in zbar.read(np.ascontiguousarray(half), zbar.LINEAR):
            if sighting.format != "ITF":
                _add(evidence, _in_crop(sighting, 0, crop, "crop"), back, f"zbar {place} {index}")
    if len(evidence.believed()) > before:
        return
    for sighting, support in profile.read(crop, region.length * scale, clock):
        evidence.add(_staged(sighting, "profile").moved(back), f"profile {place}", support)


def scale_for(region: LinearRegion) -> float:
    """Small codes are enlarged, so that a module has some pixels to be averaged and binarized in."""
    return float(np.clip(560 / region.length, 0.5, 2.0))


class Band:
    """Rows of a crop, averaged along the bars and stretched again to a height that engines like."""

    def __init__(self, rows: Grey, top: float) -> None:
        self.top = top
        mean = rows.mean(axis=0, keepdims=True)
        low, high = np.percentile(mean, (1, 99))
        line = np.clip((mean - low) * (255 / max(high - low, 8)), 0, 255).astype(np.uint8)
        self.grey = np.asarray(cv2.resize(line, None, fx=1, fy=12, interpolation=cv2.INTER_NEAREST), np.uint8)


def _bands(crop: Grey) -> list[Band]:
    height = crop.shape[0]
    edge = height // 8
    inner = crop[edge : height - edge]
    parts = np.array_split(inner, ROW_BANDS)
    tops = np.cumsum([edge, *(len(part) for part in parts)])
    return [Band(part, float(top)) for part, top in zip(parts, tops, strict=False) if len(part)]


def _in_crop(sighting: Sighting, top: float, crop: Grey, stage: str) -> Sighting:
    """A band's corners, stretched to the crop's height: its rows were averaged, so only x means something."""
    del top
    height = float(crop.shape[0] - 1)
    xs = [x for x, _ in sighting.corners]
    flipped = xs[0] > xs[1]
    first, last = (height, 0.0) if flipped else (0.0, height)
    corners = ((xs[0], first), (xs[1], first), (xs[1], last), (xs[0], last))
    return Sighting(
        sighting.payload, sighting.format, corners, sighting.engine, sighting.symbology_identifier, stage
    )


def _staged(sighting: Sighting, stage: str) -> Sighting:
    return Sighting(
        sighting.payload,
        sighting.format,
        sighting.corners,
        sighting.engine,
        sighting.symbology_identifier,
        stage,
    )


def _add(evidence: Evidence, sighting: Sighting, back: "np.ndarray", source: str) -> None:
    weight = 0.5 if sighting.format in WEAK else 1.0
    evidence.add(_staged(sighting, "crop").moved(back), source, weight)
