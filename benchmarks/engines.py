"""The readers that are compared: each engine alone as its maker ships it, and ours."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from pyzbar import pyzbar

import scanner
from scanner.engines.zbar import NAMES
from scanner.symbologies import family

Grey = NDArray[np.uint8]
FIRST_STAGE = "whole"


@dataclass(frozen=True)
class Answer:
    """One symbol that a reader gives."""

    payload: bytes
    stage: str = FIRST_STAGE
    symbology: str = ""
    """As scanner.symbologies names it."""


Reader = Callable[["Grey | bytes"], list[Answer]]


def zxing(picture: "Grey | bytes") -> list[Answer]:
    return [
        Answer(barcode.bytes, symbology=family(barcode.format.name))
        for barcode in zxingcpp.read_barcodes(picture)
    ]


def zbar(picture: "Grey | bytes") -> list[Answer]:
    # zbar's FNC1 is a GS at the front, too, which the others leave out.
    return [
        Answer(decoded.data.removeprefix(b"\x1d"), symbology=NAMES.get(decoded.type, decoded.type))
        for decoded in pyzbar.decode(picture)
    ]


def opencv(picture: "Grey | bytes") -> list[Answer]:
    """Nothing for the bytes of a file: OpenCV's detectors take arrays."""
    if isinstance(picture, bytes):
        return []
    found: list[Answer] = []
    for detector, symbology in ((cv2.barcode.BarcodeDetector(), "EAN13"), (cv2.QRCodeDetector(), "QRCode")):
        try:
            _, texts, *_ = detector.detectAndDecodeMulti(picture)
        except (cv2.error, UnicodeDecodeError):
            continue
        found += [Answer(text.encode(), symbology=symbology) for text in texts if text]
    return found


def ours(budget_ms: float) -> Reader:
    """The scanner within its budget; what it loads at its first use is loaded already."""
    scanner.read(np.zeros((64, 64), np.uint8))
    return lambda picture: [
        Answer(symbol.bytes, symbol.stage, symbol.format)
        for symbol in scanner.read(picture, budget_ms=budget_ms).symbols
    ]


ALONE: dict[str, Reader] = {"zxing-cpp": zxing, "pyzbar": zbar, "OpenCV": opencv}


def same_form(payload: bytes) -> bytes:
    """UPC-A with 12 digits and as the EAN-13 that begins with 0 are the same number; text files keep neither
    a payload's carriage returns nor the blanks at its ends."""
    stripped = payload.replace(b"\r\n", b"\n").replace(b"\r", b"\n").strip()
    return (
        stripped[1:] if len(stripped) == 13 and stripped.isdigit() and stripped.startswith(b"0") else stripped
    )
