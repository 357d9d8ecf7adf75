"""The structure tensor of a picture, averaged over cells: where edges are, and whether they run one way.

Bars give strong gradients in one direction, the modules of a 2D code in two, text and pictures in many (Bigün and
Granlund 1987).
"""

from dataclasses import dataclass

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


def measure(work: Reduced) -> Tensor:
    gx, gy = work.across, work.down
    xx, yy, xy = (_cells(cv2.multiply(a, b, dtype=cv2.CV_32F)) for a, b in ((gx, gx), (gy, gy), (gx, gy)))
    energy, cosine, sine = xx + yy, xx - yy, 2 * xy
    coherence = np.hypot(cosine, sine) / (energy + 1e-6)
    # The faintest code worth reading, or a part of the strongest edges: noise is everywhere alike.
    floor = max(60.0, 0.06 * float(np.percentile(energy, 99)), 1.7 * float(np.percentile(energy, 40)))
    return Tensor(cosine, sine, energy, coherence, floor, float(work.scale * CELL))


def _cells(product: "NDArray[np.float32] | cv2.typing.MatLike") -> Cells:
    """Averages over cells, then over 3 × 3 of them."""
    high, wide = max(1, product.shape[0] // CELL), max(1, product.shape[1] // CELL)
    whole = product[: high * CELL, : wide * CELL] if min(product.shape) >= CELL else product
    return np.asarray(
        cv2.blur(cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA), (3, 3)), dtype=np.float32
    )
