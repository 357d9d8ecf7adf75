"""The structure tensor of a picture, averaged over cells: where edges are, and whether they run one way.

Bars give strong gradients in one direction, the modules of a 2D code in two, text and pictures in many (Bigün and
Granlund 1987).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.image import Grey

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


def measure(grey: Grey, work_side: int) -> Tensor:
    """The tensor of the picture reduced to at most `work_side` pixels."""
    scale = max(1.0, max(grey.shape) / work_side)
    work = grey
    if scale > 1:
        size = (max(CELL, round(grey.shape[1] / scale)), max(CELL, round(grey.shape[0] / scale)))
        work = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    gx = cv2.Sobel(work, cv2.CV_32F, 1, 0, ksize=3)
    gy = cv2.Sobel(work, cv2.CV_32F, 0, 1, ksize=3)
    xx, yy, xy = _cells(gx * gx), _cells(gy * gy), _cells(gx * gy)
    energy, cosine, sine = xx + yy, xx - yy, 2 * xy
    coherence = np.hypot(cosine, sine) / (energy + 1e-6)
    # The faintest code worth reading, or a part of the strongest edges: noise is everywhere alike.
    floor = max(60.0, 0.06 * float(np.percentile(energy, 99)), 1.7 * float(np.percentile(energy, 40)))
    return Tensor(cosine, sine, energy, coherence, floor, scale * CELL)


def _cells(product: Cells) -> Cells:
    """Averages over cells, then over 3 × 3 of them."""
    size = (max(1, product.shape[1] // CELL), max(1, product.shape[0] // CELL))
    return np.asarray(
        cv2.blur(cv2.resize(product, size, interpolation=cv2.INTER_AREA), (3, 3)), dtype=np.float32
    )
