"""The structure tensor of a picture, averaged over cells: where edges are, and whether they run one way.

Bars have strong gradients in one direction, the modules of a 2D code in two, text and pictures in many (Bigün and
Granlund 1987).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.reading import Corners
from scanner.stages.reduced import Reduced

Cells = NDArray[np.float32]

CELL = 8
"""Work pixels a cell is wide and high."""
FAINTEST = 60.0
"""Energy below which a cell is empty in every picture: the faintest code that is worth reading."""
OF_STRONGEST, STRONGEST_PERCENTILE = 0.06, 99
OF_USUAL, USUAL_PERCENTILE = 1.7, 40
"""A cell is also empty when its energy is below OF_STRONGEST times what the strongest cells of the picture have, or
below OF_USUAL times what most of its cells have: noise is everywhere alike."""
ALONE_ENERGY, ALONE_COHERENCE = 0.5, 0.5
"""What a cell by itself needs to count as striped: energy as a part of `floor`, and coherence. Both are less than for
means over 3 × 3 cells, as a single cell holds few edges."""
SQUARE = 2
"""Cells a side of the smallest square that could be a code."""


@dataclass(frozen=True)
class Tensor:
    """Where edges are and whether they run one way; (rows, columns) of cells each."""

    cosine: Cells
    """Energy times the cosine of twice the gradient's direction."""
    sine: Cells
    """Energy times the sine of twice the gradient's direction."""
    energy: Cells
    """The mean square of the gradient, in Sobel's unit."""
    coherence: Cells
    """0 where edges run every way, 1 where they all run one way."""
    floor: float
    """Energy below which a cell is empty."""
    scale: float
    """Pixels of the picture that a cell is wide."""
    striped: NDArray[np.uint8]
    """1 where a cell by itself has edges that run one way. All other values are means over 3 × 3 cells, which fill the
    gaps between codes printed under one another."""
    beyond: NDArray[np.bool_] | None = None
    """Whether a cell lies away from the codes that are known; None where none is known."""

    def beside(self, known: Sequence[Corners]) -> "Tensor":
        """The same tensor beside codes that are known: cells much fainter than they are count as empty.

        Codes on one package are printed alike, so that a further one is hardly fainter.

        Parameters
        ----------
        known : corners of the codes, in pixels of the picture
        """
        mask = self._mask(known)
        inside = self.energy[mask > 0]
        floor = max(self.floor, ALIKE * _percentile(inside, 50)) if len(inside) else self.floor
        return replace(self, floor=floor, beyond=cv2.dilate(mask, NEXT) == 0)

    def keener(self) -> "Tensor":
        """The same tensor, in which much fainter edges count. Blur leaves bars a tenth of the energy that a label's
        edge or a highlight has, and bars that fill the picture are fainter than what is usual in it."""
        return replace(self, floor=KEENER * self.floor)

    @cached_property
    def may_hold_bars(self) -> bool:
        """Whether, away from known codes, edges run one way in a square of cells, so that bars may be there."""
        return self._has_square(self.coherence > STRIPED)

    @cached_property
    def may_hold_squares(self) -> bool:
        """Whether, away from known codes, edges run every way in a square of cells, so that a 2D code may be there."""
        return self._has_square(self.coherence < MIXED)

    def _has_square(self, cells: NDArray[np.bool_]) -> bool:
        """Whether such cells fill a square of SQUARE × SQUARE that has edges and lies beside the known codes."""
        likely = (self.energy > self.floor) & cells
        if self.beyond is not None:
            likely &= self.beyond
        return bool(cv2.erode(likely.astype(np.uint8), np.ones((SQUARE, SQUARE), np.uint8)).any())

    def _mask(self, outlines: Sequence[Corners]) -> NDArray[np.uint8]:
        """1 for the cells within these outlines."""
        mask = np.zeros(self.energy.shape, np.uint8)
        for outline in outlines:
            corners = np.rint(np.asarray(outline) / self.scale - 0.5).astype(np.int32)
            cv2.fillConvexPoly(mask, corners, 1)
        return mask


NEXT = np.ones((3, 3), np.uint8)
"""A cell and its neighbours."""

KEENER = 0.3
"""The floor of Tensor.keener(), as a part of the usual one."""
ALIKE = 0.2
"""Energy that a further code has at the least, as a part of a known one's."""
STRIPED = 0.55
"""Coherence above which a place may hold bars."""
MIXED = 0.62
"""Coherence above which a place holds bars, not modules."""


def tensor_of(work: Reduced) -> Tensor:
    """The structure tensor over cells.

    Parameters
    ----------
    work : the reduced picture with its gradient

    Returns
    -------
    Tensor
        (rows, columns) of cells, CELL work pixels wide each; every value but `striped` is a mean over 3 × 3 cells.

    Notes
    -----
    From the means of gx², gy² and gx·gy: energy gx² + gy², the vector (gx² - gy², 2 gx·gy), whose direction is twice
    the gradient's, and coherence, the length of that vector over the energy.

    References
    ----------
    Bigün and Granlund, "Optimal orientation detection of linear symmetry", ICCV 1987.
    """
    gx, gy = work.across, work.down
    alone = [_cells(cv2.multiply(a, b, dtype=cv2.CV_32F)) for a, b in ((gx, gx), (gy, gy), (gx, gy))]
    xx, yy, xy = (np.asarray(cv2.blur(part, (3, 3)), dtype=np.float32) for part in alone)
    energy, cosine, sine = xx + yy, xx - yy, 2 * xy
    coherence = cv2.magnitude(cosine, sine) / (energy + np.float32(1e-6))
    floor = max(
        FAINTEST,
        OF_STRONGEST * _percentile(energy, STRONGEST_PERCENTILE),
        OF_USUAL * _percentile(energy, USUAL_PERCENTILE),
    )
    return Tensor(cosine, sine, energy, coherence, floor, float(work.scale * CELL), _striped(alone, floor))


def _striped(alone: "list[Cells]", floor: float) -> NDArray[np.uint8]:
    """1 for the cells that have edges by themselves, which run one way."""
    xx, yy, xy = alone
    own = xx + yy
    one_way = np.hypot(xx - yy, 2 * xy) > ALONE_COHERENCE * own
    return np.asarray((own > ALONE_ENERGY * floor) & one_way, np.uint8)


def _percentile(values: Cells, percentage: float) -> float:
    """The same as np.percentile(), in a tenth of its time."""
    place, part = divmod(percentage / 100 * (values.size - 1), 1)
    below = int(place)
    above = min(below + 1, values.size - 1)
    ordered = np.partition(values, (below, above), axis=None)
    return float(ordered[below] * (1 - part) + ordered[above] * part)


def _cells(product: "NDArray[np.float32] | cv2.typing.MatLike") -> Cells:
    """The means over cells of something that is known for each work pixel."""
    high, wide = max(1, product.shape[0] // CELL), max(1, product.shape[1] // CELL)
    whole = product[: high * CELL, : wide * CELL] if min(product.shape) >= CELL else product
    return np.asarray(cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA), dtype=np.float32)
