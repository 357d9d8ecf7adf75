"""Reading one found 1D region: set upright, enlarged, averaged along its bars; engines first, then profiles."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scanner.bars import reader as bars
from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence, weight_of
from scanner.image import Grey
from scanner.stages.linear_regions import LinearRegion
from scanner.stages.rectify import Crop, rectified
from scanner.symbologies import WEAK
from scanner.time_budget import Clock

ROW_BANDS = 3
"""Disjoint parts of a crop that can each sight a weak code: none shares a row with another."""
LENGTH = 560
"""Crop pixels that a code is enlarged to, so that a module has some pixels to be averaged and binarized in."""


def read(
    grey: Grey, region: LinearRegion, evidence: Evidence, clock: Clock, *, thorough: bool = True
) -> bool:
    """Everything that the region's pixels say goes into the evidence. Whether that was enough. `thorough`: in every
    way there is."""
    ways = (_by_bands, _by_profile, _by_zbar) if thorough else (_by_bands, _by_profile)
    return _looked_into(grey, region, evidence, clock, ways, thorough=thorough)


def read_soft(grey: Grey, region: LinearRegion, evidence: Evidence, clock: Clock) -> bool:
    """The same for bars that are out of focus at one or two pixels a module. Whether that was enough."""
    ways = (_by_bands, _by_soft_profile, _by_profile, _by_zbar)
    return _looked_into(grey, region, evidence, clock, ways, thorough=True)


def _looked_into(
    grey: Grey,
    region: LinearRegion,
    evidence: Evidence,
    clock: Clock,
    ways: "tuple[Callable[[Look], None], ...]",
    *,
    thorough: bool,
) -> bool:
    """Whether one of the ways, tried in their order, led to something that is believed."""
    scale = float(np.clip(LENGTH / region.length, 0.5, 2.0))
    crop = rectified(grey, region, scale)
    place = f"{region.center[0]:.0f},{region.center[1]:.0f}"
    look = Look(crop, region.length * scale, place, evidence, clock, thorough)
    before = len(evidence.believed())
    for way in ways:
        way(look)
        if len(evidence.believed()) > before:
            return True
    return False


@dataclass(frozen=True)
class Look:
    """One region, upright, and where its sightings go."""

    crop: Crop
    length: float
    """Of the code across its bars, in crop pixels, as far as it is known."""
    place: str
    evidence: Evidence
    clock: Clock
    thorough: bool

    def add(self, sighting: Sighting, stage: str, source: str, weight: float) -> None:
        self.evidence.add(self.crop.in_picture(sighting.staged(stage)), f"{source} {self.place}", weight)


def _by_bands(look: Look) -> None:
    """zxing-cpp on disjoint bands of rows, each averaged along the bars."""
    for index, band in enumerate(_bands(look.crop.pixels)):
        if not look.clock.allows(3):
            return
        for sighting in zxing.read(band, zxing.LINEAR, turn=False, invert=False):
            look.add(sighting, "crop", f"zxing {index}", _weight(sighting))


def _by_profile(look: Look) -> None:
    """Our own reader, which binarizes nothing."""
    for sighting, support in bars.read(look.crop.pixels, look.length, look.clock, thorough=look.thorough):
        look.add(sighting, "profile", "profile", support)


def _by_soft_profile(look: Look) -> None:
    """The same, beginning with much blur. It shares its pixels with _by_profile, and so its name as a witness."""
    for sighting, support in bars.read(look.crop.pixels, look.length, look.clock, blur=bars.SOFT_BLUR):
        look.add(sighting, "profile", "profile", support)


def _by_zbar(look: Look) -> None:
    """zbar on disjoint halves. Its ITF needs so little that any stripes are one."""
    pixels = look.crop.pixels
    for index, half in enumerate(np.array_split(pixels, 2)):
        if not look.clock.allows(pixels.size * 5e-5 + 5):
            return
        for sighting in zbar.read(np.ascontiguousarray(half), zbar.LINEAR):
            look.add(sighting, "crop", f"zbar {index}", _weight(sighting))


def _weight(sighting: Sighting) -> float:
    """Averaged rows are one sighting, however many agree."""
    return min(weight_of(sighting), ENOUGH / 2) if sighting.format in WEAK else ENOUGH


def _bands(pixels: Grey) -> list[Grey]:
    """The crop's inner rows in disjoint parts, each one line, its contrast stretched, high enough for engines."""
    edge = pixels.shape[0] // 16
    inner = pixels[edge : pixels.shape[0] - edge]
    return [_one_line(rows) for rows in np.array_split(inner, ROW_BANDS) if len(rows)]


def _one_line(rows: Grey) -> Grey:
    mean = rows.mean(axis=0, keepdims=True)
    low, high = np.percentile(mean, (1, 99))
    line = np.clip((mean - low) * (255 / max(high - low, 8)), 0, 255).astype(np.uint8)
    return np.repeat(line, 12, axis=0)
