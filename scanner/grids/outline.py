"""The four sides of a 2D code: lines through where its quiet zone ends."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.image import Grey
from scanner.rotated_crop import turned

Floats = NDArray[np.float32]
CornerArray = NDArray[np.float64]
"""(4, 2): clockwise from the top left, (x, y)."""

ROOM = 0.16
"""Quiet zone taken along on each side, as a part of the longer side."""
SIDE = 256
"""Pixels of the longer side of an upright crop: eight to ten a module."""
BANDS = 10
REACH = 0.12
"""Of the piece's width: how far a side may be from where the box has it."""
QUIET = 7
"""Pixels before a rise that must be light where the outermost one is taken: most of a module."""
SAME = 3.0
"""Pixels apart below which two outlines are one."""
RISES = 0.28
"""Darkness at which a code begins: its timing sides are dark for one half only."""


@dataclass(frozen=True)
class Piece:
    """A code set about upright."""

    darkness: Floats
    """0 for the light around, 1 for the darkest nearby."""
    back: NDArray[np.float64]
    """3 × 3, to the picture."""
    box: tuple[float, float, float, float]
    """Where the code should be: left, top, right, bottom."""


def piece_of(pixels: Grey, back: NDArray[np.float64], size: tuple[float, float]) -> Piece:
    """What upright() gave for a box of `size`, as darkness."""
    edge = ROOM * max(size) * _scale(size)
    high, wide = pixels.shape
    return Piece(_darkness(pixels), back, (edge, edge, wide - edge, high - edge))


def upright(
    grey: Grey, center: tuple[float, float], size: tuple[float, float], angle: float
) -> tuple[Grey, NDArray[np.float64]]:
    """The box with its quiet zone, turned and enlarged to about SIDE; and the 3 × 3 matrix back to the picture."""
    room = 2 * ROOM * max(size)
    return turned(grey, center, (size[0] + room, size[1] + room), angle, _scale(size))


def times_usual(size: tuple[float, float]) -> float:
    """How many times the usual number of pixels upright() gives for such a box: a large one is not made so small."""
    return max(1.0, (max(size) * _scale(size) / SIDE) ** 2)


def _scale(size: tuple[float, float]) -> float:
    return float(np.clip(SIDE / max(*size, 1.0), 0.5, 4.0))


def _darkness(pixels: NDArray[np.uint8]) -> Floats:
    """Light and dark levels are those within a fifth of the code, smoothed: light is seldom even."""
    reach = np.ones((SIDE // 5, SIDE // 5), np.uint8)
    soft = cv2.blur(pixels, (9, 9))
    smooth = (SIDE // 4 | 1, SIDE // 4 | 1)
    white = cv2.blur(cv2.dilate(soft, reach), smooth).astype(np.float32)
    black = cv2.blur(cv2.erode(soft, reach), smooth).astype(np.float32)
    span = np.maximum(white - black, max(6.0, 0.25 * float(np.percentile(white - black, 90))))
    return np.asarray((white - pixels) / span, dtype=np.float32)


def outlines(piece: Piece) -> "list[CornerArray]":
    """Where the code's corners may be, in the piece: its sides taken nearest to the box, and outermost."""
    out: list[CornerArray] = []
    for outermost in (False, True):
        corners = _sides(piece, outermost=outermost)
        if corners is not None and not any(np.abs(corners - other).max() < SAME for other in out):
            out.append(corners)
    return out


def _sides(piece: Piece, *, outermost: bool) -> "CornerArray | None":
    darkness = piece.darkness
    left, top, right, bottom = piece.box
    transposed = np.ascontiguousarray(darkness.T)
    lines = [
        _side(darkness, (top, bottom), left, outermost),
        _side(darkness[:, ::-1], (top, bottom), darkness.shape[1] - 1 - right, outermost),
        _side(transposed, (left, right), top, outermost),
        _side(transposed[:, ::-1], (left, right), darkness.shape[0] - 1 - bottom, outermost),
    ]
    if any(line is None for line in lines):
        return None
    (a, b), (c, d), (e, f), (g, h) = lines  # type: ignore[misc]
    c, d = -c, darkness.shape[1] - 1 - d
    g, h = -g, darkness.shape[0] - 1 - h
    # Left and right are x = a·y + b, top and bottom y = e·x + f.
    return np.array(
        [_crossing(a, b, e, f), _crossing(c, d, e, f), _crossing(c, d, g, h), _crossing(a, b, g, h)]
    )


def _crossing(a: float, b: float, e: float, f: float) -> tuple[float, float]:
    y = (e * b + f) / (1 - e * a)
    return a * y + b, y


def _side(
    darkness: Floats, along: tuple[float, float], expected: float, outermost: bool
) -> "tuple[float, float] | None":
    """(slope, intercept) of x over y for the left side: a line through most of where bands of rows begin."""
    first, last = along[0] + 0.05 * (along[1] - along[0]), along[1] - 0.05 * (along[1] - along[0])
    edges = np.linspace(first, last, BANDS + 1)
    points = []
    for low, high in pairwise(edges):
        profile = darkness[int(low) : max(int(high), int(low) + 1)].mean(axis=0)
        found = _rise(cv2.blur(profile[None], (5, 1))[0], expected, REACH * darkness.shape[1], outermost)
        if found is not None:
            points.append(((low + high) / 2, found))
    if len(points) < BANDS // 2:
        return None
    y, x = np.array(points).T
    i, j = np.triu_indices(len(y), 1)
    slope = float(np.median((x[j] - x[i]) / (y[j] - y[i])))
    return slope, float(np.median(x - slope * y))


def _rise(profile: Floats, expected: float, reach: float, outermost: bool) -> float | None:
    """Where the profile leaves the quiet zone: nearest to where that is expected, or first seen from outside. What
    stands beside the code, a line of text, rises too."""
    above = profile > RISES
    ups = np.flatnonzero(above[1:] & ~above[:-1])
    if outermost:
        ups = np.array([up for up in ups if not above[max(0, up - QUIET) : up + 1].any()], dtype=np.intp)
    if not len(ups):
        return None
    at = ups + (RISES - profile[ups]) / np.maximum(profile[ups + 1] - profile[ups], 1e-6)
    at = at[np.abs(at - expected) <= reach]
    if not len(at):
        return None
    return float(at[0] if outermost else at[np.abs(at - expected).argmin()])
