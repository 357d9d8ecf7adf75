"""Where 2D codes may be: square places full of edges that run in two directions."""

from dataclasses import dataclass

import cv2
import numpy as np

from scanner.stages.tensor import Tensor

MIXED = 0.62
"""Coherence above which a place is bars, not modules."""
MOST_LONG = 2.4
"""Length to width beyond which a place is a line of text."""
FEWEST_CELLS = 4


@dataclass(frozen=True)
class MatrixRegion:
    """An upright box, in pixels of the picture."""

    left: float
    top: float
    right: float
    bottom: float
    strength: float

    @property
    def side(self) -> float:
        return max(self.right - self.left, self.bottom - self.top)


def find(tensor: Tensor, limit: int = 4) -> list[MatrixRegion]:
    """Candidates, the strongest first, in pixels of the picture."""
    mask = ((tensor.energy > tensor.floor) & (tensor.coherence < MIXED)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    regions = []
    for label in np.argsort(-stats[1:count, cv2.CC_STAT_AREA])[:12] + 1:
        left, top, width, height, area = (int(value) for value in stats[label])
        squarish = max(width, height) <= MOST_LONG * min(width, height)
        if area < FEWEST_CELLS or not squarish or area < 0.4 * width * height:
            continue
        energy = tensor.energy[top : top + height, left : left + width]
        inside = labels[top : top + height, left : left + width] == label
        s = tensor.scale
        regions.append(
            MatrixRegion(
                left * s, top * s, (left + width) * s, (top + height) * s, float(energy[inside].sum())
            )
        )
    regions.sort(key=lambda region: -region.strength)
    return regions[:limit]
