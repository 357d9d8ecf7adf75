"""How a symbol lies on its profile: where it begins and ends, its perspective, and its bulge."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.bars.optics import Floats

Rows = Floats
"""(shapes, 4): left and right edge in profile samples, perspective, bulge."""

LEFT, RIGHT, PERSPECTIVE, BULGE = range(4)
"""The columns of Rows."""

PERSPECTIVES = (-0.5, -0.33, -0.16, 0.0, 0.16, 0.33, 0.5)
"""How much closer one end of the code is than the other: at 0.4 its modules are twice as wide there."""
BULGES = (-0.1, 0.0, 0.1)
"""A bottle or a can makes the modules at both ends narrower than those in the middle."""
EDGE_STEPS = (-0.8, 0.0, 0.8)
"""Modules by which each edge of a shape is moved to find a better one."""
PERSPECTIVE_STEPS = (-0.06, 0.0, 0.06)
"""The same for its perspective."""
BEYOND = 0.1
"""How far beyond both edges, as a part of the symbol, perspective and bulge still change."""
LEAST_FAN = 0.3
"""The divisor of the perspective at the least, so that it is never near 0."""


def grid(left: float, right: float, bulges: "tuple[float, ...]" = BULGES) -> Rows:
    """The shapes to begin with between two edges (profile samples)."""
    return np.array([(left, right, k, b) for k in PERSPECTIVES for b in bulges])


def beside(shapes: Rows, count: int) -> Rows:
    """Each shape together with those that differ a little from it, for a symbol of `count` modules."""
    module = (shapes[:, RIGHT] - shapes[:, LEFT]) / count
    out = []
    for left in EDGE_STEPS:
        for right in EDGE_STEPS:
            for perspective in PERSPECTIVE_STEPS:
                moved = shapes.copy()
                moved[:, LEFT] += left * module
                moved[:, RIGHT] += right * module
                moved[:, PERSPECTIVE] += perspective
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
    left, right, k, bulge = (shapes[:, [column]] for column in (LEFT, RIGHT, PERSPECTIVE, BULGE))
    k = np.where(k >= 0, k, k / (1 - np.abs(k)))  # -k fans out by as much as k, at the other end
    inner = np.clip(t, -BEYOND, 1 + BEYOND)
    across = t * (1 + k) / np.maximum(1 + k * inner, LEAST_FAN)
    return left + (right - left) * (across + bulge * inner * (1 - inner) * (1 - 2 * inner))


def taken(profile: Floats, at: Floats) -> Floats:
    """The profile at any places, interpolated linearly between its samples.

    Parameters
    ----------
    profile : (samples,) grey levels
    at : places in samples, of any shape; beyond the profile's ends its last values go on
    """
    at = np.clip(at, 0, len(profile) - 1.001)
    index = at.astype(np.intp)
    part = at - index
    return profile[index] * (1 - part) + profile[index + 1] * part


@dataclass(frozen=True)
class Ends:
    """Where a symbol may begin and end."""

    pairs: Floats
    """(pairs, 2): left and right edge in profile samples, those with the quietest surroundings first."""

    def mirrored(self, width: int) -> "Ends":
        """The same in the profile of `width` samples read from its other end."""
        return Ends(width - 1 - self.pairs[:, ::-1])


EDGE = 0.012
"""Slope a sample of an edge that may be the first or last of a symbol, as a part of the profile's contrast."""
SOFTENED = 1.0
"""Standard deviation in samples by which the profile is blurred before edges are looked for, against noise."""
DARK_PERCENTILE, LIGHT_PERCENTILE = 5, 95
"""Percentiles of the grey levels between which contrast is measured."""
SHORTEST = 0.45
"""The part of the region's length that a code covers at the least: a region is seldom more than twice as long as its
code."""
TRUSTED = 0.75
"""The part of the region's length that a code is thought to cover at the least when its quiet zones are measured. A
wide space within the code must not be taken for one."""
QUIET_MODULES, USUAL_MODULES = 5, 95
"""Modules of the quiet zones that are looked at, where the code is taken to have as many modules as an EAN-13."""
SKIPPED = 5
"""The part of it beside the outermost bar that is left out, as one in so many: blur darkens it."""
UNLIKE = 0.15
"""What a pair's score loses when its length differs from the region's by that length."""
APART = 40
"""Two pairs are one when their edges differ by less than one part in so many of the code's length."""
MOST_PAIRS = 6
"""Pairs of edges that are told."""
PADDING = 5
"""The profile is continued at both ends by one part in so many of its length, so that quiet zones fit into it."""
AS_LIGHT = 0.1
"""How much lighter than the code's mean a quiet zone has to be, as a part of the contrast, not to count as dark."""
DARK_COUNTS = 2
"""How much a dark quiet zone counts compared with an uneven one."""


def ends(profile: Floats, length: float, most: int = MOST_PAIRS, unlike: float = UNLIKE) -> Ends:
    """Pairs of outermost edges with quiet zones beside them.

    Parameters
    ----------
    profile : (samples,) grey levels along the code
    length : of the code in samples, as far as the region tells it
    most : pairs that are told at the most
    unlike : what a pair's score loses when its length differs from the region's by that length

    Returns
    -------
    Ends
        At most `most` pairs, the quietest surroundings first.
    """
    slope = np.gradient(cv2.GaussianBlur(profile[None].astype(np.float32), (0, 0), SOFTENED)[0])
    low, high = np.percentile(profile, (DARK_PERCENTILE, LIGHT_PERCENTILE))
    contrast = float(high - low) + 1e-3
    starts = _extrema(-slope, EDGE * contrast)
    stops = _extrema(slope, EDGE * contrast)
    left, right = (side.ravel().astype(np.float64) for side in np.meshgrid(starts, stops, indexing="ij"))
    long = right - left > SHORTEST * length
    left, right = left[long], right[long]
    if not len(left):
        return Ends(np.zeros((0, 2)))
    quiet = QUIET_MODULES * np.maximum(right - left, TRUSTED * length) / USUAL_MODULES
    score = _quiet(profile, left, right, quiet, contrast) - unlike * np.abs(right - left - length) / length
    chosen: list[int] = []
    for index in np.argsort(-score):
        apart = [abs(left[index] - left[other]) + abs(right[index] - right[other]) for other in chosen]
        if all(a > (right[index] - left[index]) / APART for a in apart):
            chosen.append(int(index))
        if len(chosen) == most:
            break
    return Ends(np.stack([left[chosen], right[chosen]], axis=1).astype(np.float64))


def _extrema(slope: Floats, least: float) -> NDArray[np.intp]:
    """The samples at which the slope is at its steepest, and steeper than `least`."""
    inner = slope[1:-1]
    return np.flatnonzero((inner > slope[:-2]) & (inner >= slope[2:]) & (inner > least)) + 1


def _quiet(profile: Floats, left: Floats, right: Floats, quiet: Floats, contrast: float) -> Floats:
    """How blank and how light the profile is for `quiet` samples beside each pair: 0 at best, otherwise less."""
    skip = quiet / SKIPPED
    pad = len(profile) // PADDING
    padded = np.pad(profile.astype(np.float64), pad, mode="edge")
    sums = np.concatenate([[0], np.cumsum(padded)])
    squares = np.concatenate([[0], np.cumsum(padded * padded)])

    def measured(first: Floats, last: Floats) -> tuple[Floats, Floats]:
        """(mean, standard deviation) of the profile from each first to each last sample."""
        a = np.clip(np.rint(first).astype(int) + pad, 0, len(padded) - 1)
        b = np.maximum(np.clip(np.rint(last).astype(int) + pad, 0, len(padded)), a + 1)
        mean = (sums[b] - sums[a]) / (b - a)
        return mean, np.sqrt(np.maximum((squares[b] - squares[a]) / (b - a) - mean**2, 0))

    before, uneven_before = measured(left - skip - quiet, left - skip)
    after, uneven_after = measured(right + skip, right + skip + quiet)
    inside, _ = measured(left, right)
    light = inside + AS_LIGHT * contrast
    dark = np.maximum(light - before, 0) + np.maximum(light - after, 0)
    return np.asarray(-(uneven_before + uneven_after + DARK_COUNTS * dark) / contrast)
