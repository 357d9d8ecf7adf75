"""The readers that are compared: each engine alone as its maker ships it, and ours."""

from collections.abc import Callable

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from pyzbar import pyzbar

import scanner

Grey = NDArray[np.uint8]
Reader = Callable[[Grey], list[bytes]]


def zxing(picture: Grey) -> list[bytes]:
    return [barcode.bytes for barcode in zxingcpp.read_barcodes(picture)]


def zbar(picture: Grey) -> list[bytes]:
    # zbar's FNC1 is a GS at the front, too, which the others leave out.
    return [decoded.data.removeprefix(b"\x1d") for decoded in pyzbar.decode(picture)]


def opencv(picture: Grey) -> list[bytes]:
    found = []
    for detector in (cv2.barcode.BarcodeDetector(), cv2.QRCodeDetector()):
        try:
            _, texts, *_ = detector.detectAndDecodeMulti(picture)
        except (cv2.error, UnicodeDecodeError):
            continue
        found += [text.encode() for text in texts if text]
    return found


def ours(budget_ms: float) -> Reader:
    return lambda picture: [symbol.bytes for symbol in scanner.read(picture, budget_ms=budget_ms).symbols]


def same_form(payload: bytes) -> bytes:
    """UPC-A with 12 digits and as the EAN-13 that begins with 0 are the same number."""
    stripped = payload.strip()
    return (
        stripped[1:] if len(stripped) == 13 and stripped.isdigit() and stripped.startswith(b"0") else stripped
    )
