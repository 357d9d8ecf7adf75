"""The structure tensor of a picture, averaged over cells: where edges are, and whether they run one way.

Bars give strong gradients in one direction, the modules of a 2D code in two, text and pictures in many (Bigün and
Granlund 1987).
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.stages.reduced import Reduced

Cells = NDArray[np.float32]

CELL = 8
"""Work pixels a cell."""


@dataclass(frozen=True)
class Tensor:
    """Per cell; `scale` is how many picture pixels a cell is wide."""

    cosine: Cells
    """Energy times the cosine of twice the gradient's direction."""
    sine: Cells
    energy: Cells
    coherence: Cells
    """0 every way, 1 one way."""
    floor: float
    """Energy below which a cell is empty."""
    scale: float
    striped: NDArray[np.uint8]
    """1 where a cell by itself has edges, and they run one way: all the others are means over 3 × 3 cells, which fill
    the gaps between codes printed under one another."""

    def beside(self, known: "list[NDArray[np.float32]]") -> "Tensor":
        """The same without what is much fainter than codes that are known (outlines in pixels of the picture): codes
        on one package are printed alike."""
        inside = self.energy[self._mask(known) > 0]
        return replace(
            self, floor=max(self.floor, ALIKE * float(np.median(inside))) if len(inside) else self.floor
        )

    def keener(self) -> "Tensor":
        """The same with much fainter edges counting: blur leaves bars a tenth of the energy that a label's edge or a
        highlight has, and bars that fill the picture are fainter than what is usual in it."""
        return replace(self, floor=KEENER * self.floor)

    def striped_beside(self, known: "list[NDArray[np.float32]]") -> bool:
        """Whether, away from known codes, edges run one way in a square of cells that could be bars."""
        striped = ((self.energy > self.floor) & (self.coherence > STRIPED)).astype(np.uint8)
        striped[cv2.dilate(self._mask(known), np.ones((3, 3), np.uint8)) > 0] = 0
        return bool(cv2.erode(striped, np.ones((2, 2), np.uint8)).any())

    def mixed_beside(self, known: "list[NDArray[np.float32]]") -> bool:
        """Whether, away from known codes, edges run every way in a square of cells that could be a code."""
        mixed = ((self.energy > self.floor) & (self.coherence < MIXED)).astype(np.uint8)
        mixed[cv2.dilate(self._mask(known), np.ones((3, 3), np.uint8)) > 0] = 0
        return bool(cv2.erode(mixed, np.ones((2, 2), np.uint8)).any())

    def _mask(self, outlines: "list[NDArray[np.float32]]") -> NDArray[np.uint8]:
        mask = np.zeros(self.energy.shape, np.uint8)
        for outline in outlines:
            cv2.fillConvexPoly(mask, np.rint(outline / self.scale - 0.5).astype(np.int32), 1)
        return mask


KEENER = 0.3
"""Of the usual floor: what Tensor.keener() lets count as an edge."""
ALIKE = 0.2
"""Energy of a further code, as a part of a known one's."""
STRIPED = 0.55
"""Coherence above which a place may be bars."""
MIXED = 0.62
"""Coherence above which a place is bars, not modules."""


def tensor_of(work: Reduced) -> Tensor:
    """The structure tensor over cells.

    Parameters
    ----------
    work : the reduced picture with its gradient

    Returns
    -------
    Tensor
        (rows, columns) of cells, CELL work pixels wide each; every value is a mean over 3 × 3 cells.

    References
    ----------
    Bigün and Granlund, "Optimal orientation detection of linear symmetry", ICCV 1987.
    """
    gx, gy = work.across, work.down
    alone = [_cells(cv2.multiply(a, b, dtype=cv2.CV_32F)) for a, b in ((gx, gx), (gy, gy), (gx, gy))]
    xx, yy, xy = (np.asarray(cv2.blur(part, (3, 3)), dtype=np.float32) for part in alone)
    energy, cosine, sine = xx + yy, xx - yy, 2 * xy
    coherence = np.hypot(cosine, sine) / (energy + 1e-6)
    # The faintest code worth reading, or a part of the strongest edges: noise is everywhere alike.
    floor = max(60.0, 0.06 * float(np.percentile(energy, 99)), 1.7 * float(np.percentile(energy, 40)))
    return Tensor(cosine, sine, energy, coherence, floor, float(work.scale * CELL), _striped(alone, floor))


def _striped(alone: "list[Cells]", floor: float) -> NDArray[np.uint8]:
    xx, yy, xy = alone
    own = xx + yy
    return ((own > 0.5 * floor) & (np.hypot(xx - yy, 2 * xy) > 0.5 * own)).astype(np.uint8)


def _cells(product: "NDArray[np.float32] | cv2.typing.MatLike") -> Cells:
    """Averages over cells."""
    high, wide = max(1, product.shape[0] // CELL), max(1, product.shape[1] // CELL)
    whole = product[: high * CELL, : wide * CELL] if min(product.shape) >= CELL else product
    return np.asarray(cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA), dtype=np.float32)
