"""How a symbol lies on its profile: where it begins and ends, perspective and bulge."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.bars.optics import Floats

Rows = Floats
"""(shapes, 4): left and right edge in profile samples, perspective, bulge."""

PERSPECTIVES = (-0.5, -0.33, -0.16, 0.0, 0.16, 0.33, 0.5)
"""How much closer one end of the code is than the other: 0.4 makes its modules twice as wide."""
BULGES = (-0.1, 0.0, 0.1)
"""A bottle or a can makes the modules at both ends narrower than those in the middle."""


def grid(left: float, right: float, bulges: "tuple[float, ...]" = BULGES) -> Rows:
    """Shapes to begin with between two edges."""
    return np.array([(left, right, k, b) for k in PERSPECTIVES for b in bulges])


def beside(shapes: Rows, count: int) -> Rows:
    """Each shape and those a little to either side of it, for a symbol of `count` modules."""
    module = (shapes[:, 1] - shapes[:, 0]) / count
    out = []
    for left in (-0.8, 0.0, 0.8):
        for right in (-0.8, 0.0, 0.8):
            for perspective in (-0.06, 0.0, 0.06):
                moved = shapes.copy()
                moved[:, 0] += left * module
                moved[:, 1] += right * module
                moved[:, 2] += perspective
                out.append(moved)
    return np.concatenate(out)


def positions(shapes: Rows, t: Floats) -> Floats:
    """Where the points of a symbol lie on its profile.

    Parameters
    ----------
    shapes : (shapes, 4) left and right edge in profile samples, perspective, bulge
    t : (points,) or (shapes, points)
        Along the symbol: 0 is its left edge, 1 its right edge.

    Returns
    -------
    (shapes, points) in profile samples

    Notes
    -----
    Perspective k maps t to t (1 + k) / (1 + k t), which keeps both edges; a bulge adds an odd cubic that vanishes at
    both edges and in the middle.
    """
    left, right, k, bulge = (shapes[:, i : i + 1] for i in range(4))
    k = np.where(k >= 0, k, k / (1 - np.abs(k)))  # the same fan, mirrored
    inner = np.clip(t, -0.1, 1.1)
    across = t * (1 + k) / np.maximum(1 + k * inner, 0.3)
    return left + (right - left) * (across + bulge * inner * (1 - inner) * (1 - 2 * inner))


def taken(profile: Floats, at: Floats) -> Floats:
    """The profile between its samples, its ends going on as they are."""
    at = np.clip(at, 0, len(profile) - 1.001)
    index = at.astype(np.intp)
    part = at - index
    return profile[index] * (1 - part) + profile[index + 1] * part


@dataclass(frozen=True)
class Ends:
    """Where a symbol may begin and end: (pairs, 2), the quietest surroundings first."""

    pairs: Floats

    def mirrored(self, width: int) -> "Ends":
        return Ends(width - 1 - self.pairs[:, ::-1])


EDGE = 0.012
"""Slope of an edge that may be the first or last of a symbol, as a part of the profile's contrast."""
SHORTEST = 0.45
"""Of the region's length: a region seldom takes in more than twice the code."""
TRUSTED = 0.75
"""Of the region's length: what a code is thought to cover at least, when it comes to how wide its quiet zones are. A
wide space within the code is no quiet zone."""
MOST_PAIRS = 6


def ends(profile: Floats, length: float) -> Ends:
    """Pairs of outermost edges with quiet zones beside them.

    Parameters
    ----------
    profile : (samples,) grey levels along the code
    length : of the code in samples, as far as the region tells it

    Returns
    -------
    Ends
        At most MOST_PAIRS pairs, the quietest surroundings first.
    """
    slope = np.gradient(cv2.GaussianBlur(profile[None].astype(np.float32), (0, 0), 1.0)[0])
    low, high = np.percentile(profile, (5, 95))
    contrast = float(high - low) + 1e-3
    starts = _extrema(-slope, EDGE * contrast)
    stops = _extrema(slope, EDGE * contrast)
    left, right = (side.ravel().astype(np.float64) for side in np.meshgrid(starts, stops, indexing="ij"))
    long = right - left > SHORTEST * length
    left, right = left[long], right[long]
    if not len(left):
        return Ends(np.zeros((0, 2)))
    quiet = 5 * np.maximum(right - left, TRUSTED * length) / 95
    score = _quiet(profile, left, right, quiet, contrast) - 0.15 * np.abs(right - left - length) / length
    kept: list[int] = []
    for index in np.argsort(-score):
        apart = [abs(left[index] - left[k]) + abs(right[index] - right[k]) for k in kept]
        if all(a > (right[index] - left[index]) / 40 for a in apart):
            kept.append(int(index))
        if len(kept) == MOST_PAIRS:
            break
    return Ends(np.stack([left[kept], right[kept]], axis=1).astype(np.float64))


def _extrema(slope: Floats, least: float) -> NDArray[np.intp]:
    inner = slope[1:-1]
    return np.flatnonzero((inner > slope[:-2]) & (inner >= slope[2:]) & (inner > least)) + 1


def _quiet(profile: Floats, left: Floats, right: Floats, quiet: Floats, contrast: float) -> Floats:
    """How blank and how light the profile is for `quiet` samples beside each pair."""
    skip = quiet / 5
    pad = len(profile) // 5
    padded = np.pad(profile.astype(np.float64), pad, mode="edge")
    sums = np.concatenate([[0], np.cumsum(padded)])
    squares = np.concatenate([[0], np.cumsum(padded * padded)])

    def measured(first: Floats, last: Floats) -> tuple[Floats, Floats]:
        a = np.clip(np.rint(first).astype(int) + pad, 0, len(padded) - 1)
        b = np.maximum(np.clip(np.rint(last).astype(int) + pad, 0, len(padded)), a + 1)
        mean = (sums[b] - sums[a]) / (b - a)
        return mean, np.sqrt(np.maximum((squares[b] - squares[a]) / (b - a) - mean**2, 0))

    before, uneven_before = measured(left - skip - quiet, left - skip)
    after, uneven_after = measured(right + skip, right + skip + quiet)
    inside, _ = measured(left, right)
    dark = np.maximum(inside + 0.1 * contrast - before, 0) + np.maximum(inside + 0.1 * contrast - after, 0)
    return -(uneven_before + uneven_after + 2 * dark) / contrast
