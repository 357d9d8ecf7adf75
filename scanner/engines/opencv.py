"""OpenCV's QR detector. It decodes some QR codes that lean so much that zxing-cpp gives up."""

import threading

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.engines.sighting import Sighting
from scanner.pictures.image import Grey

_own = threading.local()
"""Each thread's own detector, as OpenCV's may not be used by two at once."""


MOST_LIKE_FINDERS = 600
"""Places that look like a finder pattern in every EIGHTH row. The detector tries them in threes: on a picture of noise
with 2,000 of them it took five seconds and cannot be stopped. A large QR code has some 150."""
EIGHTH = 8
FINDER = np.array([1, 1, 3, 1, 1])
"""Dark and light along a line through a finder pattern, in modules (ISO/IEC 18004, 6.3.3)."""


def _qr() -> cv2.QRCodeDetector:
    if not hasattr(_own, "qr"):
        _own.qr = cv2.QRCodeDetector()
    own: cv2.QRCodeDetector = _own.qr
    return own


def read_qr(grey: Grey) -> list[Sighting]:
    """Every QR code that OpenCV decodes in (height, width) uint8. Corners are in pixels of `grey`. None in noise."""
    if sum(map(_like_finders, grey[::EIGHTH] > grey.mean())) > MOST_LIKE_FINDERS:
        return []
    try:
        found, texts, boxes, _ = _qr().detectAndDecodeMulti(grey)
    except (cv2.error, UnicodeDecodeError):
        return []
    if not found or boxes is None:
        return []
    return [_sighting(text, box) for text, box in zip(texts, boxes, strict=False) if text]


def _sighting(text: str, box: np.ndarray) -> Sighting:
    (a, b, c, d) = [(float(x), float(y)) for x, y in np.asarray(box).reshape(4, 2)]
    return Sighting(text.encode(), "QRCode", (a, b, c, d), "opencv")


def _like_finders(line: NDArray[np.bool_]) -> int:
    """How often dark and light follow each other as in a finder pattern, to half a module."""
    runs = np.diff(np.flatnonzero(np.diff(line)))
    if len(runs) < len(FINDER):
        return 0
    five = np.lib.stride_tricks.sliding_window_view(runs, len(FINDER))
    module = five.sum(axis=1, keepdims=True) / FINDER.sum()
    return int((np.abs(five - module * FINDER) < module * FINDER / 2).all(axis=1).sum())
