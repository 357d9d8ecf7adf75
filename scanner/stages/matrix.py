"""Reading one region in which a 2D code was found.

zxing-cpp reads it first, set upright by itself; then our own reader of grids (scanner.grids); then zxing-cpp again on
the region after each of several remedies for noise, blur and uneven light.
"""

from collections.abc import Callable

import cv2
import numpy as np

from scanner.engines import opencv, zxing
from scanner.evidence import ENOUGH, Evidence
from scanner.grids import reader as lattice
from scanner.grids.outline import times_usual, upright
from scanner.pictures.image import Grey
from scanner.stages.matrix_regions import MatrixRegion
from scanner.symbologies import SymbologyGroup
from scanner.time_budget import Clock

MARGIN = 0.2
"""Quiet zone around the region that is cut out with it, as a part of its side. The region's own edge is a module or
two off."""
LARGEST = 560
"""Pixels a side that a crop is enlarged to. A code of thirty modules has some twelve pixels a module then."""
MOST_ENLARGED = 3.0
"""How many times as large a crop is made at the most."""
SMALLEST_CUT = 16
"""Pixels of the shorter side below which a crop cannot hold a code."""
UPRIGHT_MS = 8.0
"""Milliseconds that setting a region upright and zxing-cpp's look at it take, where it is of usual size."""
REMEDY_MS = 8e-5
"""Milliseconds a pixel of the enlarged crop that a remedy and zxing-cpp's look at its picture take at first; then the
slowest one that was tried counts."""


def read(grey: Grey, region: MatrixRegion, evidence: Evidence, clock: Clock, *, thorough: bool) -> bool:
    """Read one region, and put what it says into the evidence.

    Parameters
    ----------
    grey : (height, width) uint8
    region : a turned box, in pixels of `grey`
    evidence : where sightings go, their corners in pixels of `grey`
    clock : the time that is left
    thorough : in every way there is; otherwise the remedies are left out

    Returns
    -------
    bool
        Whether a code was read.
    """
    if not clock.allows(UPRIGHT_MS * times_usual(region.size)):
        return False
    pixels, back = upright(grey, region.center, region.size, region.angle)
    # zxing-cpp searches a picture in rows, and finds a code more easily where nothing else stands in them.
    found = zxing.read(pixels, zxing.MATRIX, groups=evidence.wanted, turn=False, shrink=False)
    if found:
        evidence.add(found[0].staged("matrix upright").moved(back), "matrix", ENOUGH)
        return True
    sighting = lattice.read_upright(pixels, back, region.size, clock, evidence.wanted)
    if sighting is not None:
        evidence.add(sighting.staged("lattice"), "matrix", ENOUGH)
        return True
    return thorough and _remedied(grey, region, evidence, clock)


TOO_LONG_FOR_A_SQUARE, TOO_SHORT_FOR_AN_OBLONG = 1.35, 1.8
"""Length to width between which a box holds no code. Squares have 1, the oblongs of Data Matrix 2.2 to 4 (ISO/IEC
16022, table 7), and the box around a code may be a module or two off."""


def is_likely(grey: Grey, region: MatrixRegion) -> bool:
    """Whether the region is worth a look where something else has been read already.

    Parameters
    ----------
    grey : (height, width) uint8
    region : a turned box, in pixels of `grey`

    Returns
    -------
    bool
        True when it has the shape of a 2D code and is evenly half dark.
    """
    ratio = max(region.size) / max(min(region.size), 1.0)
    return not TOO_LONG_FOR_A_SQUARE < ratio < TOO_SHORT_FOR_AN_OBLONG and _even(grey, region)


SMALLEST_EVIDENT = 20
"""Pixels of the shorter side: a Data Matrix of ten modules at two pixels each. Nobody would call something smaller a
code."""
PLAINEST_EVIDENT = 40
"""Grey levels between its light and its dark modules, at the least."""
DARK_PERCENTILE, LIGHT_PERCENTILE = 4, 96
"""Percentiles of the grey levels that are taken for the dark and for the light modules."""


def is_evident(grey: Grey, region: MatrixRegion) -> bool:
    """Whether a person would call the region a 2D code.

    Parameters
    ----------
    grey : (height, width) uint8
    region : a turned box, in pixels of `grey`

    Returns
    -------
    bool
        True when it is large enough, its contrast is clear, and it is evenly half dark.
    """
    if min(region.size) < SMALLEST_EVIDENT:
        return False
    (x, y), (wide, high) = region.center, region.size
    left, top = int(max(0, x - wide / 2)), int(max(0, y - high / 2))
    part = grey[top : top + int(high) + 1, left : left + int(wide) + 1]
    dark, light = np.percentile(part, (DARK_PERCENTILE, LIGHT_PERCENTILE))
    return bool(light - dark >= PLAINEST_EVIDENT) and _even(grey, region)


POINTS = 48
"""Points a side at which a region is looked at to see whether it is even."""
DARK_RANK, LIGHT_RANK = 92, 2211
"""The places of the dark and the light percentile among the sorted grey levels of POINTS × POINTS points."""
BLOCKS_A_SIDE = 4
"""The region is compared in blocks of so many by so many."""
LEAST_MEAN, MOST_MEAN = 0.40, 0.67
"""The mean of an even region's lightness, from 0 for the dark to 1 for the light modules."""
MOST_BLOCK_DEVIATION = 0.19
"""Standard deviation of the blocks' means, in that lightness."""
MOST_LINE_DEVIATION = 0.16
"""Standard deviation of the means of rows, and of columns: lines of text have dark and light rows."""
RIM = 4
"""Points at each edge that are left out of that, as a code's finder pattern lies there."""


def _even(grey: Grey, region: MatrixRegion) -> bool:
    """Whether the region is dark and light in equal parts everywhere, as text is not. Of 31 codes that were read 30
    are even, of 126 other places half are not (generated frames)."""
    (wide, high), (x, y) = region.size, region.center
    across = np.array([np.cos(region.angle), np.sin(region.angle)]) * wide / POINTS
    down = np.array([-np.sin(region.angle), np.cos(region.angle)]) * high / POINTS
    origin = np.array([x, y]) - (across + down) * (POINTS - 1) / 2
    back = np.column_stack([across, down, origin])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    small = cv2.warpAffine(grey, back, (POINTS, POINTS), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    part = small.astype(np.float32)
    dark, light = np.partition(part.ravel(), (DARK_RANK, LIGHT_RANK))[[DARK_RANK, LIGHT_RANK]]
    part = (part - dark) / (light - dark + 1)
    side = POINTS // BLOCKS_A_SIDE
    blocks = part.reshape(BLOCKS_A_SIDE, side, BLOCKS_A_SIDE, side).mean(axis=(1, 3))
    return bool(
        LEAST_MEAN < part.mean() < MOST_MEAN
        and blocks.std() < MOST_BLOCK_DEVIATION
        and part.mean(axis=1)[RIM:-RIM].std() < MOST_LINE_DEVIATION
        and part.mean(axis=0)[RIM:-RIM].std() < MOST_LINE_DEVIATION
    )


def _remedied(grey: Grey, region: MatrixRegion, evidence: Evidence, clock: Clock) -> bool:
    """Try the remedies in their order until a code is read or the time is over; whether one was read."""
    crop, left, top = _cut(grey, region)
    if min(crop.shape) < SMALLEST_CUT:
        return False
    scale = float(np.clip(LARGEST / max(crop.shape), 1.0, MOST_ENLARGED))
    back = np.array([[1 / scale, 0, left], [0, 1 / scale, top], [0, 0, 1.0]])
    cost = crop.size * scale * scale * REMEDY_MS
    for name, remedy in REMEDIES:
        if not clock.allows(cost):
            return False
        before = clock.elapsed_ms
        picture = remedy(crop, scale)
        found = zxing.read(picture, zxing.MATRIX, groups=evidence.wanted)
        if not found and name == "plain" and SymbologyGroup.QR in evidence.wanted:
            found = opencv.read_qr(picture)
        cost = max(cost, clock.elapsed_ms - before)
        for sighting in found:
            evidence.add(sighting.staged(f"matrix {name}").moved(back), f"zxing {name}", ENOUGH)
        if found:
            return True
    return False


def _cut(grey: Grey, region: MatrixRegion) -> tuple[Grey, int, int]:
    """(pixels, left, top) of an upright square around the region and its quiet zone."""
    reach = (0.5 + MARGIN) * float(np.hypot(*region.size)) / np.sqrt(2)
    left, top = max(0, int(region.center[0] - reach)), max(0, int(region.center[1] - reach))
    right, bottom = int(region.center[0] + reach) + 1, int(region.center[1] + reach) + 1
    return grey[top:bottom, left:right], left, top


def enlarged(crop: Grey, scale: float) -> Grey:
    """The crop at `scale` times its size, by bicubic interpolation."""
    return np.asarray(
        cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), dtype=np.uint8
    )


def _plain(crop: Grey, scale: float) -> Grey:
    """The crop enlarged, its contrast stretched."""
    return _stretched(enlarged(crop, scale))


def _smooth(sigma: float) -> "Callable[[Grey, float], Grey]":
    """A remedy for noise: it is averaged away with a Gaussian of `sigma` pixels, which modules of two to four pixels
    survive."""

    def remedy(crop: Grey, scale: float) -> Grey:
        soft = cv2.GaussianBlur(crop, (0, 0), sigma)
        return _stretched(enlarged(np.asarray(soft, dtype=np.uint8), scale))

    return remedy


def _deblurred(radius: float) -> "Callable[[Grey, float], Grey]":
    """A remedy for a picture out of focus, whose points have become discs of `radius` pixels."""

    def remedy(crop: Grey, scale: float) -> Grey:
        return _stretched(enlarged(wiener(crop, radius), scale))

    return remedy


NOISE = 0.01
"""The power of the noise as a part of the picture's, which keeps frequencies that the disc has taken away from being
divided by nearly nothing."""


def wiener(crop: Grey, radius: float, noise: float = NOISE) -> Grey:
    """Sharpen a picture whose points have become discs (Wiener's deconvolution).

    Parameters
    ----------
    crop : (height, width) uint8
    radius : of the disc, in pixels
    noise : power of the noise as a part of the picture's

    Returns
    -------
    (height, width) uint8

    Notes
    -----
    The spectrum S becomes S · conj(D) / (|D|² + noise), where D is the spectrum of the disc. The borders are mirrored
    first: where a picture ends abruptly, the division would make ripples.

    References
    ----------
    Wiener, "Extrapolation, Interpolation, and Smoothing of Stationary Time Series", 1949.
    """
    pad = int(4 * radius) + 4
    mirrored = np.pad(crop.astype(np.float32), pad, mode="reflect" if min(crop.shape) > pad else "edge")
    size = (cv2.getOptimalDFTSize(mirrored.shape[0]), cv2.getOptimalDFTSize(mirrored.shape[1]))
    # The transform takes the picture as endless repetition. So the disc's center lies at (0, 0), and its other parts
    # lie at the other corners.
    y, x = np.minimum(np.arange(size[0]), size[0] - np.arange(size[0])), np.arange(size[1])
    x = np.minimum(x, size[1] - x)
    disc = np.clip(radius + 0.5 - np.hypot(y[:, None], x[None, :]), 0, 1)
    transfer = np.fft.rfft2(disc / disc.sum())
    mean = float(mirrored.mean())
    spectrum = np.fft.rfft2(mirrored - mean, s=size)
    sharp = np.fft.irfft2(spectrum * np.conj(transfer) / (np.abs(transfer) ** 2 + noise), s=size) + mean
    inner = sharp[pad : pad + crop.shape[0], pad : pad + crop.shape[1]]
    return np.asarray(np.clip(inner, 0, 255), np.uint8)


LEAST_CONTRAST = 4
"""Grey levels that are stretched to the full range at the least."""
AROUND = 81
"""Pixels a side of the square whose mean is taken for the light at its middle."""
MID_GREY = 128
"""The grey level that surroundings get."""


def _stretched(crop: Grey) -> Grey:
    """The crop with nearly its darkest grey level as black and nearly its lightest as white."""
    low, high = np.percentile(crop[::2, ::2], (1, 99))
    span = max(high - low, LEAST_CONTRAST)
    return np.asarray(np.clip((crop.astype(np.float32) - low) * (255 / span), 0, 255), np.uint8)


def _flat(crop: Grey, scale: float) -> Grey:
    """A remedy for uneven light: each pixel is divided by the mean of its surroundings."""
    large = enlarged(crop, scale).astype(np.float32)
    around = cv2.blur(large, (AROUND, AROUND))
    return np.asarray(np.clip(large / (around + 1) * MID_GREY, 0, 255), np.uint8)


REMEDIES: "tuple[tuple[str, Callable[[Grey, float], Grey]], ...]" = (
    ("plain", _plain),
    ("smooth 1", _smooth(0.9)),
    ("deblurred 2", _deblurred(2.0)),
    ("deblurred 3", _deblurred(3.0)),
    ("smooth 2", _smooth(1.6)),
    ("flat", _flat),
    ("deblurred 4", _deblurred(4.2)),
)
"""(name, remedy), in the order in which they are tried."""
