"""The four sides of a 2D code: straight lines through the places where its quiet zone ends."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.pictures.image import Grey
from scanner.rotated_crop import turned
from scanner.straight_line import through_most

Floats = NDArray[np.float32]
CornerArray = NDArray[np.float64]
"""(4, 2): clockwise from the top left, (x, y)."""
SideLine = tuple[float, float]
"""(slope, intercept): x over y for a left or right side, y over x for an upper or lower one."""

ROOM = 0.16
"""Quiet zone that is cut out on each side, as a part of the box's longer side."""
SIDE = 256
"""Pixels that the box's longer side is scaled to: eight to ten a module."""
LEAST_SCALE, MOST_SCALE = 0.5, 4.0
"""Pixels of the piece a pixel of the picture, at the least and at the most."""
BANDS = 10
"""Bands of rows in which the place of a side is looked for."""
FEWEST_BANDS = BANDS // 2
"""Bands in which it has to be found."""
CORNER = 0.05
"""The part of a side at each end that is left out, as the code's corners may be worn or turned."""
REACH = 0.12
"""How far a side may be from where the box has it, as a part of the piece's width."""
QUIET = 7
"""Pixels before a rise that must be light where the outermost side is looked for: most of a module."""
SAME = 3.0
"""Pixels by which the corners of two outlines have to differ, if they are not to be one."""
RISES = 0.28
"""Darkness from which on a code begins. Two of its sides are dark for one half only."""
SOFT = 9
"""Pixels a side of the square over which the piece is averaged before its light and dark levels are looked up."""
LEVELS = SIDE // 5
"""Pixels a side of the square in which the lightest and the darkest level are looked up: a fifth of the code."""
SMOOTH = SIDE // 4 | 1
"""Pixels a side of the square over which these levels are averaged, as light changes gradually."""
LEAST_SPAN, LEAST_SPAN_PART, USUAL_PERCENTILE = 6.0, 0.25, 90
"""What is assumed at the least between light and dark: grey levels, and a part of what nearly the most contrasting
place of the piece has."""
RISE_BLUR = 5
"""Pixels over which a band's darkness is averaged before its rise is looked for."""


@dataclass(frozen=True)
class Piece:
    """A code cut out of the picture, about upright."""

    darkness: Floats
    """(height, width): 0 where it is as light as around it, 1 where it is as dark as the darkest nearby."""
    back: NDArray[np.float64]
    """(3, 3): takes its points to the picture."""
    box: tuple[float, float, float, float]
    """Where the code should be: left, top, right, bottom, in pixels of the piece."""


def piece_of(pixels: Grey, back: NDArray[np.float64], size: tuple[float, float]) -> Piece:
    """The piece from what `upright` gave for a box of `size`.

    Parameters
    ----------
    pixels : (height, width) uint8
    back : (3, 3) from these pixels to the picture
    size : (width, height) of the box in pixels of the picture
    """
    edge = ROOM * max(size) * _scale(size)
    high, wide = pixels.shape
    return Piece(_darkness(pixels), back, (edge, edge, wide - edge, high - edge))


def upright(
    grey: Grey, center: tuple[float, float], size: tuple[float, float], angle: float
) -> tuple[Grey, NDArray[np.float64]]:
    """Cut out a box with its quiet zone.

    Parameters
    ----------
    grey : (height, width) uint8
    center : (x, y) of the box, in pixels of `grey`
    size : (width, height) of the box, in pixels of `grey`
    angle : radians from the x axis of `grey` to the box's, towards y

    Returns
    -------
    crop : (height, width) uint8
        Its longer side without the quiet zone has about SIDE pixels.
    back : (3, 3)
        Takes the crop's points (x, y, 1) to points of `grey`.
    """
    room = 2 * ROOM * max(size)
    return turned(grey, center, (size[0] + room, size[1] + room), angle, _scale(size))


def times_usual(size: tuple[float, float]) -> float:
    """How many times the usual number of pixels `upright` gives for a box of this size, as a large box is not made as
    small as SIDE. The time that a piece takes is about proportional to that."""
    return max(1.0, (max(size) * _scale(size) / SIDE) ** 2)


def _scale(size: tuple[float, float]) -> float:
    """Pixels of the piece a pixel of the picture."""
    return float(np.clip(SIDE / max(*size, 1.0), LEAST_SCALE, MOST_SCALE))


def _darkness(pixels: NDArray[np.uint8]) -> Floats:
    """The pixels as darkness. Light is seldom even, so that the light and the dark level are looked up around each
    pixel."""
    reach = np.ones((LEVELS, LEVELS), np.uint8)
    soft = cv2.blur(pixels, (SOFT, SOFT))
    smooth = (SMOOTH, SMOOTH)
    white = cv2.blur(cv2.dilate(soft, reach), smooth).astype(np.float32)
    black = cv2.blur(cv2.erode(soft, reach), smooth).astype(np.float32)
    usual = float(np.percentile(white - black, USUAL_PERCENTILE))
    span = np.maximum(white - black, max(LEAST_SPAN, LEAST_SPAN_PART * usual))
    return np.asarray((white - pixels) / span, dtype=np.float32)


def outlines(piece: Piece) -> "list[CornerArray]":
    """Where the code's corners may be.

    Parameters
    ----------
    piece : the code, about upright, as darkness

    Returns
    -------
    list of (4, 2)
        In pixels of the piece, clockwise from the top left: first with the sides that are nearest to the box, then with
        the outermost ones, where these differ.

    Notes
    -----
    A side is a straight line through most of the places at which bands of rows leave the quiet zone.
    """
    out: list[CornerArray] = []
    for outermost in (False, True):
        corners = _sides(piece, outermost=outermost)
        if corners is not None and not any(np.abs(corners - other).max() < SAME for other in out):
            out.append(corners)
    return out


def _sides(piece: Piece, *, outermost: bool) -> "CornerArray | None":
    """(4, 2) the crossings of the four sides; None where one of them is not found."""
    darkness = piece.darkness
    left, top, right, bottom = piece.box
    transposed = np.ascontiguousarray(darkness.T)
    lines = [
        _side(darkness, (top, bottom), left, outermost),
        _side(darkness[:, ::-1], (top, bottom), darkness.shape[1] - 1 - right, outermost),
        _side(transposed, (left, right), top, outermost),
        _side(transposed[:, ::-1], (left, right), darkness.shape[0] - 1 - bottom, outermost),
    ]
    found = [line for line in lines if line is not None]
    if len(found) < len(lines):
        return None
    left_line, mirrored_right, top_line, mirrored_bottom = found
    right_line = _mirrored(mirrored_right, darkness.shape[1])
    bottom_line = _mirrored(mirrored_bottom, darkness.shape[0])
    return np.array(
        [
            _crossing(left_line, top_line),
            _crossing(right_line, top_line),
            _crossing(right_line, bottom_line),
            _crossing(left_line, bottom_line),
        ]
    )


def _mirrored(line: SideLine, size: int) -> SideLine:
    """A side that was measured from the piece's other end, whose width or height is `size` pixels."""
    slope, intercept = line
    return -slope, size - 1 - intercept


def _crossing(upright: SideLine, level: SideLine) -> tuple[float, float]:
    """(x, y) where a left or right side, x = slope · y + intercept, crosses an upper or lower one, y = slope · x +
    intercept."""
    (slope, intercept), (level_slope, level_intercept) = upright, level
    y = (level_slope * intercept + level_intercept) / (1 - level_slope * slope)
    return slope * y + intercept, y


def _side(
    darkness: Floats, along: tuple[float, float], expected: float, outermost: bool
) -> "SideLine | None":
    """The left side: a line through most of the places at which bands of rows begin; None where too few begin near it.

    Parameters
    ----------
    darkness : (height, width), turned so that the wanted side is the left one
    along : first and last row of the code
    expected : the column at which the box has the side
    outermost : whether the first rise from outside is taken, instead of the one nearest to `expected`
    """
    start, end = along
    margin = CORNER * (end - start)
    edges = np.linspace(start + margin, end - margin, BANDS + 1)
    points = []
    for low, high in pairwise(edges):
        profile = darkness[int(low) : max(int(high), int(low) + 1)].mean(axis=0)
        soft = cv2.blur(profile[None], (RISE_BLUR, 1))[0]
        found = _rise(soft, expected, REACH * darkness.shape[1], outermost)
        if found is not None:
            points.append(((low + high) / 2, found))
    if len(points) < FEWEST_BANDS:
        return None
    y, x = np.array(points).T
    return through_most(y, x)


def _rise(profile: Floats, expected: float, reach: float, outermost: bool) -> float | None:
    """The column at which the profile leaves the quiet zone; None where it does not.

    It is the rise nearest to where the side is expected, or the first one from outside. A line of text beside the code
    makes the profile rise, too, so that neither of the two is always right.
    """
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
