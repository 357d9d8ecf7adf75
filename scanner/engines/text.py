"""rapidocr, which reads printed text. Its models come with its package, and each process loads them at the first
use."""

import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from scanner.image import Grey
from scanner.reading import Corners

if TYPE_CHECKING:
    from rapidocr import RapidOCR

FINDING_SIDE = 1280
"""Pixels of the longer side at which lines are looked for; then they are read from the picture at its own size. At 960
a line with a serial number on a device's own label is five pixels high, and is not found."""
FINDING_PIXELS = 1_000_000
"""Pixels at which lines are looked for at the most. The network that finds them takes some 250 bytes a pixel beside 120
MB: at 1280 a side it took a worker to 650 MB."""
LEAST_CONFIDENCE = 0.6
"""The reader's own confidence, from 0 to 1, below which a line is left out."""

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class PrintedLine:
    """One line of print."""

    text: str
    corners: Corners
    """In pixels of the picture, clockwise from the line's own beginning."""
    confidence: float
    """0 to 1: how sure the reader is of the characters."""


def read(grey: Grey) -> list[PrintedLine]:
    """Every line of print in (height, width) uint8, from the top down, also turned and upside down. It takes a second
    or two."""
    with _one_at_a_time:
        reader: Any = _reader()
        finder = reader.text_det or reader.cfg.Det  # which is what the first use makes the finder of
        finder.limit_side_len = _finding_side(grey.shape[0], grey.shape[1])
        found: Any = reader(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    if found.boxes is None or found.txts is None:
        return []
    lines = zip(found.txts, found.boxes, found.scores, strict=True)
    return [
        PrintedLine(text, _corners(box), float(score))
        for text, box, score in lines
        if score >= LEAST_CONFIDENCE
    ]


def _finding_side(height: int, width: int) -> int:
    """Pixels of the longer side at which lines are looked for in a picture of that shape."""
    longer, shorter = max(height, width), min(height, width)
    return min(FINDING_SIDE, int((FINDING_PIXELS * longer / shorter) ** 0.5))


@cache
def _reader() -> "RapidOCR":
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Det.limit_type": "max",
            "Det.limit_side_len": FINDING_SIDE,
            # Each line is read by itself: in a batch of six all would take as long as the longest of them.
            "Rec.rec_batch_num": 1,
            # A picture takes one core. Several pictures are read at once by the server's workers.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _corners(box: np.ndarray) -> Corners:
    (a, b, c, d) = [(float(x), float(y)) for x, y in box]
    return a, b, c, d
