"""Reading one found 2D region: enlarged, then made better in the ways that pictures are bad."""

from collections.abc import Callable

import cv2
import numpy as np

from scanner.engines import opencv, zxing
from scanner.evidence import ENOUGH, Evidence
from scanner.grids import reader as lattice
from scanner.grids.outline import times_usual, upright
from scanner.image import Grey
from scanner.stages.matrix_regions import MatrixRegion
from scanner.time_budget import Clock

MARGIN = 0.2
"""Quiet zone around the region, as a part of its side; the region's own edge is a module or two off."""
LARGEST = 560
"""Pixels a side of the enlarged crop: thirty modules have some twelve pixels each then."""


def read(grey: Grey, region: MatrixRegion, evidence: Evidence, clock: Clock, *, thorough: bool) -> bool:
    """Whether it was read; what it says goes into the evidence. `thorough`: in every way there is."""
    if not clock.allows(UPRIGHT_MS * times_usual(region.size)):
        return False
    pixels, back = upright(grey, region.center, region.size, region.angle)
    # zxing-cpp on the code alone: it looks for codes in rows.
    found = zxing.read(pixels, zxing.MATRIX, turn=False, shrink=False)
    if found:
        evidence.add(found[0].staged("matrix upright").moved(back), "matrix", ENOUGH)
        return True
    sighting = lattice.read_upright(pixels, back, region.size, clock)
    if sighting is not None:
        evidence.add(sighting.staged("lattice"), "matrix", ENOUGH)
        return True
    return thorough and _remedied(grey, region, evidence, clock)


UPRIGHT_MS = 8.0
"""What turning a region upright and zxing-cpp's look at it take, where it is of usual size."""
POINTS = 48


NO_CODE_IS = (1.35, 1.8)
"""Times as long as wide: squares are 1, the rectangles of Data Matrix 2.2 to 4 (ISO/IEC 16022, table 7); the box around
one may be a module or two off."""


def is_likely(grey: Grey, region: MatrixRegion) -> bool:
    """Whether the region is worth a look where something else has been read: the shape of a 2D code, half dark."""
    ratio = max(region.size) / max(min(region.size), 1.0)
    return not NO_CODE_IS[0] < ratio < NO_CODE_IS[1] and _even(grey, region)


SMALLEST_EVIDENT = 20
"""Pixels: a Data Matrix of ten modules at two pixels each. What is smaller nobody would call a code."""
PLAINEST_EVIDENT = 40
"""Grey levels between its light and its dark modules."""


def is_evident(grey: Grey, region: MatrixRegion) -> bool:
    """Whether a person would call it a 2D code: large enough, its contrast clear, half dark and half light."""
    if min(region.size) < SMALLEST_EVIDENT:
        return False
    left, top = (int(max(0, region.center[i] - region.size[i] / 2)) for i in (0, 1))
    part = grey[top : top + int(region.size[1]) + 1, left : left + int(region.size[0]) + 1]
    dark, light = np.percentile(part, (4, 96))
    return bool(light - dark >= PLAINEST_EVIDENT) and _even(grey, region)


def _even(grey: Grey, region: MatrixRegion) -> bool:
    """Whether the region is dark and light in equal parts everywhere, as text is not. Of 31 codes that were read 30
    are, of 126 other places half are not (generated frames)."""
    (wide, high), (x, y) = region.size, region.center
    across = np.array([np.cos(region.angle), np.sin(region.angle)]) * wide / POINTS
    down = np.array([-np.sin(region.angle), np.cos(region.angle)]) * high / POINTS
    origin = np.array([x, y]) - (across + down) * (POINTS - 1) / 2
    back = np.column_stack([across, down, origin])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    small = cv2.warpAffine(grey, back, (POINTS, POINTS), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    part = small.astype(np.float32)
    dark, light = np.partition(part.ravel(), (92, 2211))[[92, 2211]]  # 4 and 96 % of them
    part = (part - dark) / (light - dark + 1)
    blocks = part.reshape(4, POINTS // 4, 4, POINTS // 4).mean(axis=(1, 3))
    return bool(
        0.40 < part.mean() < 0.67
        and blocks.std() < 0.19
        and part.mean(axis=1)[4:-4].std() < 0.16
        and part.mean(axis=0)[4:-4].std() < 0.16
    )


def _remedied(grey: Grey, region: MatrixRegion, evidence: Evidence, clock: Clock) -> bool:
    crop, left, top = _cut(grey, region)
    if min(crop.shape) < 16:
        return False
    scale = float(np.clip(LARGEST / max(crop.shape), 1.0, 3.0))
    back = np.array([[1 / scale, 0, left], [0, 1 / scale, top], [0, 0, 1.0]])
    cost = crop.size * scale * scale * REMEDY_MS
    for name, remedy in REMEDIES:
        if not clock.allows(cost):
            return False
        before = clock.elapsed_ms
        picture = remedy(crop, scale)
        found = zxing.read(picture, zxing.MATRIX)
        if not found and name == "plain":
            found = opencv.read_qr(picture)
        cost = max(cost, clock.elapsed_ms - before)
        for sighting in found:
            evidence.add(sighting.staged(f"matrix {name}").moved(back), f"zxing {name}", ENOUGH)
        if found:
            return True
    return False


REMEDY_MS = 8e-5
"""Milliseconds a pixel of the enlarged crop."""


def _cut(grey: Grey, region: MatrixRegion) -> tuple[Grey, int, int]:
    reach = (0.5 + MARGIN) * float(np.hypot(*region.size)) / np.sqrt(2)
    left, top = max(0, int(region.center[0] - reach)), max(0, int(region.center[1] - reach))
    right, bottom = int(region.center[0] + reach) + 1, int(region.center[1] + reach) + 1
    return grey[top:bottom, left:right], left, top


def enlarged(crop: Grey, scale: float) -> Grey:
    return np.asarray(
        cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), dtype=np.uint8
    )


def _plain(crop: Grey, scale: float) -> Grey:
    """Enlarged, its contrast stretched."""
    return _stretched(enlarged(crop, scale))


def _smooth(sigma: float) -> "Callable[[Grey, float], Grey]":
    """Noise averaged away, as much as modules of two to four pixels bear."""

    def remedy(crop: Grey, scale: float) -> Grey:
        soft = cv2.GaussianBlur(crop, (0, 0), sigma)
        return _stretched(enlarged(np.asarray(soft, dtype=np.uint8), scale))

    return remedy


def _deblurred(radius: float) -> "Callable[[Grey, float], Grey]":
    """Out of focus: divided by the spectrum of a disc of `radius` pixels, as far as noise allows (Wiener)."""

    def remedy(crop: Grey, scale: float) -> Grey:
        return _stretched(enlarged(wiener(crop, radius), scale))

    return remedy


def wiener(crop: Grey, radius: float, noise: float = 0.01) -> Grey:
    """Wiener's deconvolution with a disc; the borders are mirrored so that they do not ring."""
    pad = int(4 * radius) + 4
    mirrored = np.pad(crop.astype(np.float32), pad, mode="reflect" if min(crop.shape) > pad else "edge")
    size = (cv2.getOptimalDFTSize(mirrored.shape[0]), cv2.getOptimalDFTSize(mirrored.shape[1]))
    # Distances from the corner, around the torus: the disc's center lies at (0, 0).
    y, x = np.minimum(np.arange(size[0]), size[0] - np.arange(size[0])), np.arange(size[1])
    x = np.minimum(x, size[1] - x)
    disc = np.clip(radius + 0.5 - np.hypot(y[:, None], x[None, :]), 0, 1)
    transfer = np.fft.rfft2(disc / disc.sum())
    mean = float(mirrored.mean())
    spectrum = np.fft.rfft2(mirrored - mean, s=size)
    sharp = np.fft.irfft2(spectrum * np.conj(transfer) / (np.abs(transfer) ** 2 + noise), s=size) + mean
    inner = sharp[pad : pad + crop.shape[0], pad : pad + crop.shape[1]]
    return np.clip(inner, 0, 255).astype(np.uint8)


def _stretched(crop: Grey) -> Grey:
    low, high = np.percentile(crop[::2, ::2], (1, 99))
    return np.clip((crop.astype(np.float32) - low) * (255 / max(high - low, 4)), 0, 255).astype(np.uint8)


def _flat(crop: Grey, scale: float) -> Grey:
    """Uneven light: divided by its surroundings."""
    large = enlarged(crop, scale).astype(np.float32)
    around = cv2.blur(large, (81, 81))
    return np.clip(large / (around + 1) * 128, 0, 255).astype(np.uint8)


REMEDIES: "tuple[tuple[str, Callable[[Grey, float], Grey]], ...]" = (
    ("plain", _plain),
    ("smooth 1", _smooth(0.9)),
    ("deblurred 2", _deblurred(2.0)),
    ("deblurred 3", _deblurred(3.0)),
    ("smooth 2", _smooth(1.6)),
    ("flat", _flat),
    ("deblurred 4", _deblurred(4.2)),
)
