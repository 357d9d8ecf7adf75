"""zxing-cpp, the best single engine, and the only one here that reads Data Matrix."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
import zxingcpp

from scanner.engines.sighting import Sighting
from scanner.pictures.image import Grey
from scanner.reading import Corners
from scanner.symbologies import EVERY_GROUP, Groups, family, is_wanted

_F = zxingcpp.BarcodeFormat
Formats = Iterable[zxingcpp.BarcodeFormat]
LINEAR = (_F.Code128, _F.EANUPC, _F.ITF, _F.Code39Std, _F.Codabar)
"""Bar codes on products and their boxes. With Code39Std the engine tells exactly what the bars say. Asked for Code39,
it would also take texts for full ASCII or Code 32, and would make another serial of them."""
MATRIX = (_F.DataMatrix, _F.QRCode)
FIRST = LINEAR + MATRIX
RARE = (_F.Code93, _F.PDF417, _F.Aztec, _F.DataBar, _F.MaxiCode)
EVERY = FIRST + RARE
SMALLEST_LOCATED = 8
"""Pixels of the shorter side below which a located code is left out: ten modules, the fewest that there are, do not fit
into less. The engine also locates codes that are hardly more than a point."""
ONE_FINDER = (_F.MicroQRCode, _F.RMQRCode)
"""zxing-cpp reads these as well where QRCode is asked for. A sharpened or enlarged picture easily shows something like
their one finder pattern, so that they count only where they are asked for by name."""
REWRITTEN = {"full ASCII": _F.Code39Ext, "Code 32": _F.Code32, "PZN": _F.PZN}
"""Forms of Code 39 that change the text that the bars say. They are read only when somebody asks for one by name."""

LOCAL_AVERAGE = zxingcpp.Binarizer.LocalAverage
GLOBAL_HISTOGRAM = zxingcpp.Binarizer.GlobalHistogram
BOOL_CAST = zxingcpp.Binarizer.BoolCast


PLAIN_MS, BUSY_MS = 15e-6, 75e-6
"""Milliseconds a pixel that zxing-cpp takes, at the most, for plain pictures and for those that noise has made busy
(measured on generated frames, two cores under load)."""
BUSY = 0.36
"""Crossings of a row and its own running mean, a pixel, above which a picture is noisy. Of plain frames none had more
than 0.33, of noisy ones none less than 0.39."""
EVERY_ROW = 16
"""One row in so many is looked at."""
RUNNING = 9
"""Pixels of that running mean."""


@dataclass(frozen=True)
class Located:
    """A code that zxing-cpp has found and could not decode: its finder pattern or its guards are there."""

    format: str
    """The symbology, by the names of scanner.symbologies."""
    corners: Corners
    """In pixels of the picture that the engine was given."""

    @property
    def shortest_side(self) -> float:
        """Pixels of its shortest side."""
        return min(math.dist(*side) for side in pairwise((*self.corners, self.corners[0])))

    def moved(self, matrix: "np.ndarray") -> "Located":
        """The same code with its corners taken through a (3, 3) projective matrix, from a crop to its picture."""
        return Located(self.format, Sighting(b"", self.format, self.corners, "zxing").moved(matrix).corners)


def estimated_ms(grey: Grey) -> float:
    """How long `read` may take on a picture.

    Parameters
    ----------
    grey : (height, width) uint8

    Returns
    -------
    float
        Milliseconds. Noise makes it five times as much as on a plain picture of the same size.
    """
    rows = grey[::EVERY_ROW]
    above = rows > cv2.blur(rows, (RUNNING, 1))
    crossings = float(np.count_nonzero(above[:, 1:] != above[:, :-1])) / max(above.size, 1)
    return grey.size * (BUSY_MS if crossings > BUSY else PLAIN_MS)


def read_every_way(
    grey: Grey, formats: Formats = FIRST, *, groups: Groups = EVERY_GROUP, invert: bool = False
) -> tuple[list[Sighting], list[Located]]:
    """Every symbol at every angle, and the 2D codes that were located but not decoded.

    Parameters
    ----------
    grey : (height, width) uint8
    formats : what is looked for
    groups : of which only these are
    invert : whether light codes on dark are looked for, too, which takes a third of the time more

    Returns
    -------
    sightings : list of Sighting
    located : list of Located
        The corners of both are in pixels of `grey`.
    """
    wanted = _of_groups(tuple(formats), groups)
    if not wanted:
        return [], []
    found = zxingcpp.read_barcodes(
        grey,
        formats=list(wanted),  # type: ignore[arg-type] # the stub does not know that lists convert
        try_invert=invert,
        return_errors=True,
    )
    found = [barcode for barcode in found if barcode.format not in ONE_FINDER]
    failed = [barcode for barcode in found if not barcode.valid and barcode.format in MATRIX]
    located = [Located(family(barcode.format.name), _corners(barcode)) for barcode in failed]
    return (
        [_sighting(barcode) for barcode in found if barcode.valid],
        [code for code in located if code.shortest_side >= SMALLEST_LOCATED],
    )


def read(
    grey: Grey,
    formats: Formats = FIRST,
    *,
    groups: Groups = EVERY_GROUP,
    binarizer: zxingcpp.Binarizer = LOCAL_AVERAGE,
    turn: bool = True,
    shrink: bool = True,
    invert: bool = True,
    pure: bool = False,
) -> list[Sighting]:
    """Every symbol that zxing-cpp reads.

    Parameters
    ----------
    grey : (height, width) uint8
    formats : what is looked for
    groups : of which only these are
    binarizer : how black is told from white
    turn : whether codes that stand upright (at 90 or 270 degrees) are looked for, too
    shrink : whether reduced pictures are looked at, too
    invert : whether light codes on dark are looked for, too
    pure : whether one clean symbol is all that the picture holds

    Returns
    -------
    list of Sighting
        Their corners are in pixels of `grey`.
    """
    wanted = _of_groups(tuple(formats), groups)
    if not wanted:
        return []
    found = zxingcpp.read_barcodes(
        grey,
        formats=list(wanted),  # type: ignore[arg-type] # the stub does not know that lists convert
        binarizer=binarizer,
        try_rotate=turn,
        try_downscale=shrink,
        try_invert=invert,
        is_pure=pure,
    )
    unasked = [form for form in ONE_FINDER if form not in wanted]
    return [_sighting(barcode) for barcode in found if barcode.valid and barcode.format not in unasked]


@lru_cache(maxsize=64)
def _of_groups(
    formats: tuple[zxingcpp.BarcodeFormat, ...], groups: Groups
) -> tuple[zxingcpp.BarcodeFormat, ...]:
    """The formats that are of these groups. Asked for none, the engine would look for all."""
    return tuple(form for form in formats if is_wanted(family(form.name), groups))


def read_pure(grey: Grey, groups: Groups = EVERY_GROUP) -> list[Sighting]:
    """The one 2D symbol that fills a clean picture."""
    return read(
        grey,
        MATRIX,
        groups=groups,
        binarizer=BOOL_CAST,
        turn=False,
        shrink=False,
        invert=False,
        pure=True,
    )


def _sighting(barcode: zxingcpp.Barcode) -> Sighting:
    return Sighting(
        payload=barcode.bytes,
        format=family(barcode.format.name),
        corners=_corners(barcode),
        engine="zxing",
        symbology_identifier=barcode.symbology_identifier or None,
    )


def _corners(barcode: zxingcpp.Barcode) -> Corners:
    position = barcode.position
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    (a, b, c, d) = [(float(point.x), float(point.y)) for point in corners]
    return a, b, c, d
