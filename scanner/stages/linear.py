"""Reading one region in which a 1D code was found.

The region is set upright, enlarged, and averaged along its bars. zxing-cpp reads it first, then our own reader of grey
profiles (scanner.bars), then zbar.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scanner.bars import reader as bars
from scanner.defocus import reader as defocus
from scanner.engines import zbar, zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence, weight_of
from scanner.pictures.image import Grey
from scanner.stages.linear_regions import LinearRegion
from scanner.stages.rectify import Crop, rectified
from scanner.symbologies import WEAK
from scanner.time_budget import Clock

ROW_BANDS = 3
"""Parts of a crop that are read one by one. No two share a row, so that each counts as a witness of its own."""
LENGTH = 560
"""Crop pixels across the bars that a code is scaled to, so that each module has some pixels to be averaged in."""
LEAST_SCALE, MOST_SCALE = 0.5, 2.0
"""Crop pixels a picture pixel, at the least and at the most."""
BAND_MS = 3
"""Milliseconds that zxing-cpp's look at one band may take."""
ZBAR_MS_A_PIXEL, ZBAR_MS = 5e-5, 5
"""Milliseconds a crop pixel that zbar may take, and the milliseconds that it takes for the smallest crop."""
EDGE_PART = 16
"""The rows at the upper and at the lower edge that are left out, as one part in so many of the crop's height."""
LINE_ROWS = 12
"""Pixel rows that an averaged line is repeated to: engines want more than one row."""
DARK_PERCENTILE, LIGHT_PERCENTILE = 1, 99
"""Percentiles of a line's grey levels that become black and white."""
LEAST_CONTRAST = 8
"""Grey levels between black and white that are assumed at the least, so that noise is not stretched to bars."""


def read(
    grey: Grey, region: LinearRegion, evidence: Evidence, clock: Clock, *, thorough: bool = True
) -> bool:
    """Read one region, and put everything that its pixels say into the evidence.

    Parameters
    ----------
    grey : (height, width) uint8
    region : a turned box, in pixels of `grey`
    evidence : where sightings go, their corners in pixels of `grey`
    clock : the time that is left
    thorough : in every way there is; otherwise zbar and the less likely edges are left out

    Returns
    -------
    bool
        Whether something is believed now that was not believed before.
    """
    ways = (_by_bands, _by_profile, _by_zbar) if thorough else (_by_bands, _by_profile)
    return _looked_into(grey, region, evidence, clock, ways, thorough=thorough)


def read_again(grey: Grey, region: LinearRegion, evidence: Evidence, clock: Clock) -> bool:
    """The same where something has been sighted already and one more witness is enough: what costs little is asked
    first, as fitting profiles can take a hundred times as long as zbar."""
    return _looked_into(grey, region, evidence, clock, (_by_bands, _by_zbar, _by_profile), thorough=True)


def read_defocused(grey: Grey, region: LinearRegion, evidence: Evidence, clock: Clock) -> bool:
    """Read a region whose bars are out of focus by about a module or more; the rest as in `read`. It is left at once
    where they are not."""
    return _looked_into(grey, region, evidence, clock, (_by_defocused,), thorough=True)


def read_soft(grey: Grey, region: LinearRegion, evidence: Evidence, clock: Clock) -> bool:
    """Read a region whose bars are out of focus at one or two pixels a module; the rest as in `read`."""
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
    """Try the ways in their order until one of them leads to something that is believed; whether one did."""
    scale = float(np.clip(LENGTH / region.length, LEAST_SCALE, MOST_SCALE))
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
    """One region, set upright, and where its sightings go."""

    crop: Crop
    length: float
    """Crop pixels that the code has across its bars, as far as the region tells it."""
    place: str
    """The region's center, which makes the names of its witnesses its own."""
    evidence: Evidence
    clock: Clock
    thorough: bool

    def add(self, sighting: Sighting, stage: str, source: str, weight: float) -> None:
        self.evidence.add(self.crop.in_picture(sighting.staged(stage)), f"{source} {self.place}", weight)


def _by_bands(look: Look) -> None:
    """zxing-cpp on disjoint bands of rows, each averaged along the bars."""
    for index, band in enumerate(_bands(look.crop.pixels)):
        if not look.clock.allows(BAND_MS):
            return
        for sighting in zxing.read(band, zxing.LINEAR, groups=look.evidence.wanted, turn=False, invert=False):
            look.add(sighting, "crop", f"zxing {index}", _weight(sighting))


def _by_profile(look: Look) -> None:
    """Our own reader. It compares grey levels, and never decides pixel by pixel what is black and what is white."""
    for sighting, support in bars.read(
        look.crop.pixels, look.length, look.clock, thorough=look.thorough, groups=look.evidence.wanted
    ):
        look.add(sighting, "profile", "profile", support)


def _by_soft_profile(look: Look) -> None:
    """Our own reader, which here begins with much blur. It sees the same pixels as `_by_profile`, and so has the same
    name as a witness."""
    for sighting, support in bars.read(
        look.crop.pixels, look.length, look.clock, blur=bars.SOFT_BLUR, groups=look.evidence.wanted
    ):
        look.add(sighting, "profile", "profile", support)


def _by_defocused(look: Look) -> None:
    """Our own reader for bars out of focus, which sees the same pixels as `_by_profile`, too."""
    for sighting, support in defocus.read(look.crop.pixels, look.length, look.clock):
        look.add(sighting, "profile", "profile", support)


def _by_zbar(look: Look) -> None:
    """zbar on the upper and on the lower half. It is not asked for ITF: it takes almost any stripes for one."""
    pixels = look.crop.pixels
    for index, half in enumerate(np.array_split(pixels, 2)):
        if not look.clock.allows(pixels.size * ZBAR_MS_A_PIXEL + ZBAR_MS):
            return
        for sighting in zbar.read(np.ascontiguousarray(half), zbar.LINEAR, look.evidence.wanted):
            look.add(sighting, "crop", f"zbar {index}", _weight(sighting))


def _weight(sighting: Sighting) -> float:
    """Averaged rows are one sighting, however many of them say the same."""
    return min(weight_of(sighting), ENOUGH / 2) if sighting.format in WEAK else ENOUGH


def _bands(pixels: Grey) -> list[Grey]:
    """The crop's inner rows in ROW_BANDS parts, each averaged to one line, stretched, and high enough for engines."""
    edge = pixels.shape[0] // EDGE_PART
    inner = pixels[edge : pixels.shape[0] - edge]
    return [_one_line(rows) for rows in np.array_split(inner, ROW_BANDS) if len(rows)]


def _one_line(rows: Grey) -> Grey:
    mean = rows.mean(axis=0, keepdims=True)
    low, high = np.percentile(mean, (DARK_PERCENTILE, LIGHT_PERCENTILE))
    line = np.clip((mean - low) * (255 / max(high - low, LEAST_CONTRAST)), 0, 255).astype(np.uint8)
    return np.repeat(line, LINE_ROWS, axis=0)
