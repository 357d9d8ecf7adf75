"""2D codes beside others that were read: places as large and as full of edges as those.

Codes in one view are mostly of one kind and size: on a sheet of labels, in a tray, on the pins of a rack. When one has
been read, its size is known, and the search needs no outline any more: a window of that size is moved over the picture.
So a code is found although print or a bright rim touches it, and one that is much fainter than the others.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.reading import Corners
from scanner.stages.matrix_regions import MatrixRegion
from scanner.stages.reduced import Reduced

Density = NDArray[np.float32]
"""How full of edges each place is: 0 without any, 1 where all of it has at least CLEAR of what the known codes have."""

CLEAR = 0.5
"""The gradient from which on an edge counts fully, as a part of the median within the known codes: all edges count
alike then, those of a faint print and those of a metal rim."""
CORE = 0.75
"""Side of the window in which edges are counted, as a part of the known codes' side."""
SMOOTHED = 1 / 12
"""Standard deviation by which that count is smoothed before its peaks are looked for, as a part of the side."""
AS_FULL = 0.7
"""Edges that a place has at the least, as a part of what the known codes have. Of 17 codes on pins that had been missed
the least had 0.9."""
MOST = 12
"""Places that are told, the fullest first."""
USUAL, NARROWEST, COARSE = 56, 12, 28
"""Pixels of the known codes' side: in the work picture, in which gradients are taken, about USUAL where they are larger
(below NARROWEST modules are no edges of their own); and about COARSE in the map in which the edges are counted."""
ANGLES = np.radians(np.arange(-45, 45, 7.5))
"""Directions of a side that are tried. A code looks the same after a quarter turn."""
SIDE = 48
"""Pixels to which the known codes' side is scaled when the place of a code is sought exactly."""
AROUND = 2 * SIDE
"""Pixels a side of the piece that is looked at then."""
INNER, OUTER = 49, 57
"""Pixels a side of the code, and of its outline together with its quiet zone."""
SHIFT = 18
"""Pixels by which a code may lie beside the peak: print beside it moves the peak by up to a quarter of its side."""
WAYS = 3
"""Directions of one place that are told."""


def work_side(size: tuple[int, ...], read: "tuple[Corners, ...]") -> float:
    """To how many pixels of its longer side a picture is reduced for `find`: so far that the codes that were read have
    USUAL work pixels a side.

    Parameters
    ----------
    size : (height, width) of the picture
    read : corners of the 2D codes that were read, in pixels of the picture
    """
    return max(size) / max(1, int(_usual_side(read) / USUAL))


@dataclass(frozen=True, eq=False)
class LikelyPlace:
    """Where a code like those that were read may be."""

    density: Density
    at: tuple[int, int]
    """(x, y) in pixels of the density."""
    side: float
    """The known codes' side in pixels of the density."""
    scale: int
    """Pixels of the picture a pixel of the density."""

    @property
    def core(self) -> MatrixRegion:
        """A part of the code that lies within it however it is turned."""
        return self._region((float(self.at[0]), float(self.at[1])), CORE * self.side, 0.0, 0.0)

    def ways(self) -> list[MatrixRegion]:
        """The squares around the place that hold the most edges, with the fewest in their quiet zone; the likeliest
        first."""
        tried = [_square(self.density, self.at, self.side, float(angle)) for angle in ANGLES]
        tried.sort(key=lambda one: -one[0])
        return [self._region(center, self.side, angle, score) for score, center, angle in tried[:WAYS]]

    def _region(
        self, center: tuple[float, float], side: float, angle: float, strength: float
    ) -> MatrixRegion:
        x, y = ((part + 0.5) * self.scale for part in center)
        return MatrixRegion((x, y), (side * self.scale, side * self.scale), angle, strength)


def find(work: Reduced, read: "tuple[Corners, ...]") -> list[LikelyPlace]:
    """Where codes like those that were read may be.

    Parameters
    ----------
    work : the picture made small enough to be searched
    read : corners of the 2D codes that were read, in pixels of the picture

    Returns
    -------
    list of LikelyPlace
        The likeliest first.

    Notes
    -----
    Edges are counted in a window that is a little smaller than the known codes; its peaks are the places. At each one
    a square is turned and moved until it holds as many edges, and the quiet zone around it as few, as possible.
    """
    side = _usual_side(read) / work.scale
    if side < NARROWEST:
        return []
    coarse = max(1, int(side / COARSE))
    inside = _outlined(work, read, coarse)
    if not inside.any():
        return []
    density, one_way = _edges(work, inside, coarse)
    scale, side = work.scale * coarse, side / coarse
    return [LikelyPlace(density, at, side, scale) for at in _peaks(density, one_way, inside, side)]


def _outlined(work: Reduced, read: "tuple[Corners, ...]", coarse: int) -> NDArray[np.uint8]:
    """1 within the known codes, in the work picture made `coarse` times smaller again."""
    high, wide = work.pixels.shape
    inside = np.zeros((high // coarse, wide // coarse), np.uint8)
    for corners in read:
        points = np.rint(np.asarray(corners) / (work.scale * coarse) - 0.5).astype(np.int32)
        cv2.fillConvexPoly(inside, points, 1)
    return inside


def _edges(work: Reduced, inside: NDArray[np.uint8], coarse: int) -> tuple[Density, Density]:
    """How full of edges the place around each pixel of `inside` is; and how far they run one way, from 0 to 1, as a
    vector of twice the gradient's direction: (height, width) and (height, width, 2)."""
    high, wide = inside.shape
    whole = np.s_[: high * coarse, : wide * coarse]
    across, down = work.across[whole].astype(np.float32), work.down[whole].astype(np.float32)

    def reduced(values: cv2.typing.MatLike) -> Density:
        return np.asarray(cv2.resize(values, (wide, high), interpolation=cv2.INTER_AREA), np.float32)

    strength = cv2.magnitude(across, down)
    edge = CLEAR * float(np.median(reduced(strength)[inside > 0])) + 1.0
    density = reduced(cv2.min(strength, edge)) / np.float32(edge)  # type: ignore[call-overload]
    xx, yy, xy = (reduced(cv2.multiply(a, b)) for a, b in ((across, across), (down, down), (across, down)))
    weight = density / (xx + yy + 1)
    return density, np.stack([(xx - yy) * weight, 2 * xy * weight], axis=-1)


def _usual_side(read: "tuple[Corners, ...]") -> float:
    """Pixels of the side of a square as large as these codes, by their median."""
    return float(np.median([np.sqrt(cv2.contourArea(np.asarray(corners, np.float32))) for corners in read]))


def _window(side: float) -> tuple[int, int]:
    size = int(CORE * side) | 1
    return size, size


def _peaks(
    density: Density, one_way: Density, inside: NDArray[np.uint8], side: float
) -> "list[tuple[int, int]]":
    """(x, y) of windows as full of edges as the known codes, away from these; the fullest first."""
    window = _window(side)
    full = cv2.blur(density, window, borderType=cv2.BORDER_CONSTANT)
    cosine, sine = cv2.split(cv2.blur(one_way, window, borderType=cv2.BORDER_CONSTANT))
    usual = float(np.median(full[inside > 0]))
    score = cv2.GaussianBlur(full - cv2.magnitude(cosine, sine), (0, 0), SMOOTHED * side)
    reach = int(side) | 1
    is_peak = score >= cv2.dilate(score, np.ones((reach, reach), np.uint8))
    ys, xs = np.nonzero(is_peak & (full > AS_FULL * usual) & (inside == 0))
    order = np.argsort(-score[ys, xs])[:MOST]
    return [(int(xs[index]), int(ys[index])) for index in order]


def _square(
    density: Density, place: tuple[int, int], side: float, angle: float
) -> tuple[float, tuple[float, float], float]:
    """(edges inside less those in the quiet zone, center, angle) of the best square in this direction."""
    step = side / SIDE
    turn = step * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = AROUND // 2
    back = np.column_stack([turn, np.asarray(place) - turn @ np.array([middle, middle])])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    piece = cv2.warpAffine(density, back, (AROUND, AROUND), flags=flags)
    inner, outer = cv2.blur(piece, (INNER, INNER)), cv2.blur(piece, (OUTER, OUTER))
    ring = (outer * OUTER**2 - inner * INNER**2) / (OUTER**2 - INNER**2)
    near = np.s_[middle - SHIFT : middle + SHIFT + 1, middle - SHIFT : middle + SHIFT + 1]
    score = (inner - ring)[near]
    y, x = np.unravel_index(int(score.argmax()), score.shape)
    at_x, at_y = back @ np.array([x + middle - SHIFT, y + middle - SHIFT, 1.0])
    return float(score[y, x]), (float(at_x), float(at_y)), angle
