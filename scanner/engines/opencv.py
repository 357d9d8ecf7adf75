"""OpenCV's QR detector. It decodes some QR codes that lean so much that zxing-cpp gives up."""

import threading

import cv2
import numpy as np

from scanner.engines.sighting import Sighting
from scanner.pictures.image import Grey

_own = threading.local()
"""Each thread's own detector, as OpenCV's may not be used by two at once."""


def _qr() -> cv2.QRCodeDetector:
    if not hasattr(_own, "qr"):
        _own.qr = cv2.QRCodeDetector()
    own: cv2.QRCodeDetector = _own.qr
    return own


def read_qr(grey: Grey) -> list[Sighting]:
    """Every QR code that OpenCV decodes in (height, width) uint8. Corners are in pixels of `grey`."""
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
