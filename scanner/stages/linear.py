"""Reading one found 1D region: set upright, enlarged, averaged along its bars; engines first, then profiles."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scanner.clock import Clock
from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, WEAK, Evidence
from scanner.image import Grey
from scanner.profile import reader as profile
from scanner.stages.linear_regions import LinearRegion
from scanner.stages.rectify import straightened, upright

ROW_BANDS = 3
"""Disjoint parts of a crop that can each sight a weak code: none shares a row with another."""


def read(grey: Grey, region: LinearRegion, evidence: Evidence, clock: Clock) -> None:
    """Everything that the region's pixels say goes into the evidence."""
    scale = scale_for(region)
    crop, back = upright(grey, region, scale)
    look = Look(straightened(crop), back, f"{region.center[0]:.0f},{region.center[1]:.0f}", evidence, clock)
    before = len(evidence.believed())
    for stage in (_by_bands, _by_zbar):
        stage(look)
        if len(evidence.believed()) > before:
            return
    for sighting, support in profile.read(look.crop, region.length * scale, clock):
        evidence.add(sighting.staged("profile").moved(back), f"profile {look.place}", support)


@dataclass(frozen=True)
class Look:
    """One region, upright, and where its sightings go."""

    crop: Grey
    back: NDArray[np.float64]
    place: str
    evidence: Evidence
    clock: Clock

    def add(self, sighting: Sighting, source: str) -> None:
        weight = ENOUGH / 2 if sighting.format in WEAK else ENOUGH
        upright_sighting = _in_crop(sighting, self.crop)
        self.evidence.add(upright_sighting.staged("crop").moved(self.back), f"{source} {self.place}", weight)


def _by_bands(look: Look) -> None:
    """zxing-cpp on disjoint bands of rows, each averaged along the bars."""
    for index, band in enumerate(_bands(look.crop)):
        if not look.clock.allows(3):
            return
        for sighting in zxing.read(band, zxing.LINEAR, turn=False, invert=False):
            look.add(sighting, f"zxing {index}")


def _by_zbar(look: Look) -> None:
    """zbar on disjoint halves. Its ITF needs so little that any stripes are one."""
    for index, half in enumerate(np.array_split(look.crop, 2)):
        if not look.clock.allows(look.crop.size * 5e-5 + 5):
            return
        for sighting in zbar.read(np.ascontiguousarray(half), zbar.LINEAR):
            look.add(sighting, f"zbar {index}")


def scale_for(region: LinearRegion) -> float:
    """Small codes are enlarged, so that a module has some pixels to be averaged and binarized in."""
    return float(np.clip(560 / region.length, 0.5, 2.0))


def _bands(crop: Grey) -> list[Grey]:
    """The crop's inner rows in disjoint parts, each one line, its contrast stretched, high enough for engines."""
    edge = crop.shape[0] // 8
    return [
        _one_line(rows) for rows in np.array_split(crop[edge : crop.shape[0] - edge], ROW_BANDS) if len(rows)
    ]


def _one_line(rows: Grey) -> Grey:
    mean = rows.mean(axis=0, keepdims=True)
    low, high = np.percentile(mean, (1, 99))
    line = np.clip((mean - low) * (255 / max(high - low, 8)), 0, 255).astype(np.uint8)
    return np.repeat(line, 12, axis=0)


def _in_crop(sighting: Sighting, crop: Grey) -> Sighting:
    """Its corners over the crop's whole height: its rows were averaged, so only x means something."""
    height = float(crop.shape[0] - 1)
    left, right = sighting.corners[0][0], sighting.corners[1][0]
    first, last = (height, 0.0) if left > right else (0.0, height)
    return replace(sighting, corners=((left, first), (right, first), (right, last), (left, last)))
