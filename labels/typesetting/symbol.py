"""One printable code: its modules, and the measures its standard asks for."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy
import zxingcpp

from labels.errors import LabelError


class Symbology(Enum):
    CODE_128 = "Code 128"
    GS1_128 = "GS1-128"
    QR = "QR"
    DATA_MATRIX = "Data Matrix"

    @property
    def linear(self) -> bool:
        return self in (Symbology.CODE_128, Symbology.GS1_128)

    @property
    def quiet_zone(self) -> int:
        """Modules of white that the standard asks for. Code 128: 10 at both ends (ISO/IEC 15417, Dimensions).
        QR: 4 around (ISO/IEC 18004, Quiet zone). Data Matrix: 1 around (ISO/IEC 16022), but a photo taken
        slantwise needs more: 2."""
        return {"Code 128": 10, "GS1-128": 10, "QR": 4, "Data Matrix": 2}[self.value]


ZXING_FORMATS = {
    Symbology.CODE_128: zxingcpp.BarcodeFormat.Code128,
    Symbology.GS1_128: zxingcpp.BarcodeFormat.Code128,
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
}
# Level M mends 15 % of the code words (ISO/IEC 18004, Error correction): a thumb's smudge or a crease.
OPTIONS: dict[Symbology, dict[str, object]] = {
    Symbology.GS1_128: {"gs1": True},
    Symbology.QR: {"ec_level": "M"},
    Symbology.DATA_MATRIX: {"force_square": True},
}


@dataclass(frozen=True)
class DrawnSymbol:
    """Dark modules by row; a linear symbol has one row."""

    symbology: Symbology
    text: str
    """What a reader answers."""
    rows: tuple[tuple[bool, ...], ...]

    @property
    def columns(self) -> int:
        return len(self.rows[0])

    @property
    def columns_with_quiet_zone(self) -> int:
        return self.columns + 2 * self.symbology.quiet_zone

    def runs(self) -> tuple[tuple[int, int, int], ...]:
        """(row, first column, columns) of each dark stretch."""
        return _runs(self.rows)


@lru_cache(maxsize=256)
def encode(symbology: Symbology, text: str) -> DrawnSymbol:
    """The symbol for a text, made by zxing-cpp's writer.

    Code 128 takes printable ASCII, GS1-128 an element string in brackets such as `(00)…`.
    """
    if symbology.linear and not (text.isascii() and text.isprintable()):
        raise LabelError(
            "En Code 128 kan bara bära bokstäverna A–Z, siffror och vanliga tecken, men texten är ”%(text)s”. "
            "Använd en Data Matrix.",
            text=text,
        )
    options = dict(OPTIONS.get(symbology, {}))
    if not text.isascii():
        # Without it a reader guesses the character set, and Å can come back as a Japanese letter.
        options["eci"] = "UTF-8"
    barcode = zxingcpp.create_barcode(text, ZXING_FORMATS[symbology], **options)
    pixels = numpy.array(zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False))
    dark = pixels < 128  # the writer gives 0 or 255
    if symbology.linear:
        dark = dark[:1]
    return DrawnSymbol(symbology, text, tuple(tuple(bool(module) for module in row) for row in dark))


@lru_cache(maxsize=256)
def _runs(rows: tuple[tuple[bool, ...], ...]) -> tuple[tuple[int, int, int], ...]:
    found = []
    for at, row in enumerate(rows):
        edges = numpy.flatnonzero(numpy.diff(numpy.array([False, *row, False], dtype=numpy.int8)))
        found += [(at, int(a), int(b - a)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return tuple(found)
