"""rapidocr: printed text. Its models lie in its wheel; they are loaded at the first use, once a process."""

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
"""Pixels of the longer side in which lines are looked for; they are read from the picture as it is. At 960 a line of a
serial number on a device's own label is five pixels high, and is not found."""
LEAST_CONFIDENCE = 0.6

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class PrintedLine:
    """One line of print. Corners are in pixels of the picture, clockwise from the line's own beginning."""

    text: str
    corners: Corners
    confidence: float


def read(grey: Grey) -> list[PrintedLine]:
    """Every line of print in grey pixels, from the top down; also turned and upside down. Takes a second or two."""
    with _one_at_a_time:
        found: Any = _reader()(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    if found.boxes is None or found.txts is None:
        return []
    lines = zip(found.txts, found.boxes, found.scores, strict=True)
    return [
        PrintedLine(text, _corners(box), float(score))
        for text, box, score in lines
        if score >= LEAST_CONFIDENCE
    ]


@cache
def _reader() -> "RapidOCR":
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Det.limit_type": "max",
            "Det.limit_side_len": FINDING_SIDE,
            # Lines of one length do not wait for the longest of six.
            "Rec.rec_batch_num": 1,
            # One core a picture: the workers are the parallelism.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _corners(box: np.ndarray) -> Corners:
    (a, b, c, d) = [(float(x), float(y)) for x, y in box]
    return a, b, c, d
