"""zxing-cpp: the best single engine, and the only one here that reads Data Matrix."""

from collections.abc import Iterable

import cv2
import numpy as np
import zxingcpp

from scanner.engines.sighting import Sighting
from scanner.image import Grey

_F = zxingcpp.BarcodeFormat
Formats = Iterable[zxingcpp.BarcodeFormat]
FIRST = (_F.DataMatrix, _F.QRCode, _F.Code128, _F.EANUPC, _F.ITF, _F.Code39, _F.Codabar)
"""What stands on products and their boxes."""
RARE = (_F.Code93, _F.PDF417, _F.Aztec, _F.DataBar, _F.MicroQRCode)
LINEAR = (_F.Code128, _F.EANUPC, _F.ITF, _F.Code39, _F.Codabar)
MATRIX = (_F.DataMatrix, _F.QRCode)
ONE_FINDER = (_F.MicroQRCode, _F.RMQRCode)
"""zxing-cpp reads these as well where QRCode is asked for; one finder pattern is soon seen in what remedies make of a
picture, so that they count only where they are what is looked for."""

NAMES = {"DataBarOmni": "DataBar", "QRCodeModel2": "QRCode", "QRCodeModel1": "QRCode", "Code39Std": "Code39"}

LOCAL_AVERAGE = zxingcpp.Binarizer.LocalAverage
GLOBAL_HISTOGRAM = zxingcpp.Binarizer.GlobalHistogram
BOOL_CAST = zxingcpp.Binarizer.BoolCast


PLAIN_MS, BUSY_MS = 15e-6, 75e-6
"""Milliseconds a pixel that zxing-cpp takes, at the most, for plain pictures and for those that noise has made busy
(measured on generated frames, two cores under load)."""
BUSY = 0.36
"""How often a row crosses its own running mean, a pixel: of plain frames none more than 0.33, of noisy ones none less
than 0.39."""


def estimated_ms(grey: Grey) -> float:
    """What read() may take on this picture: noise makes it five times as much."""
    rows = grey[::16]
    above = rows > cv2.blur(rows, (9, 1))
    crossings = float(np.count_nonzero(above[:, 1:] != above[:, :-1])) / max(above.size, 1)
    return grey.size * (BUSY_MS if crossings > BUSY else PLAIN_MS)


def read(
    grey: Grey,
    formats: Formats = FIRST,
    *,
    binarizer: zxingcpp.Binarizer = LOCAL_AVERAGE,
    turn: bool = True,
    shrink: bool = True,
    invert: bool = True,
    pure: bool = False,
) -> list[Sighting]:
    """Every symbol that zxing-cpp reads in grey pixels; `pure` where one clean symbol is all there is."""
    wanted = list(formats)
    found = zxingcpp.read_barcodes(
        grey,
        formats=wanted,  # type: ignore[arg-type] # the stub does not know that lists convert
        binarizer=binarizer,
        try_rotate=turn,
        try_downscale=shrink,
        try_invert=invert,
        is_pure=pure,
    )
    unasked = [form for form in ONE_FINDER if form not in wanted]
    return [_sighting(barcode) for barcode in found if barcode.valid and barcode.format not in unasked]


def read_pure(grey: Grey) -> list[Sighting]:
    """The one 2D symbol that fills a clean picture."""
    return read(grey, MATRIX, binarizer=BOOL_CAST, turn=False, shrink=False, invert=False, pure=True)


def _sighting(barcode: zxingcpp.Barcode) -> Sighting:
    position = barcode.position
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    (a, b, c, d) = [(float(point.x), float(point.y)) for point in corners]
    name = barcode.format.name
    return Sighting(
        payload=barcode.bytes,
        format=NAMES.get(name, name),
        corners=(a, b, c, d),
        engine="zxing",
        symbology_identifier=barcode.symbology_identifier or None,
    )
