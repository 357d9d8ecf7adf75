"""What a code should look like: its modules, drawn again from the payload that was read."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from scanner.reading import Symbol

Bits = NDArray[np.uint8]

FORMATS = {
    "Code128": zxingcpp.BarcodeFormat.Code128,
    "QRCode": zxingcpp.BarcodeFormat.QRCode,
    "DataMatrix": zxingcpp.BarcodeFormat.DataMatrix,
}
EC_LEVELS = ("M", "Q", "L", "H")
"""Of a QR code, the one of our labels first."""


def drawings(symbol: Symbol) -> Iterator[tuple[Bits, str]]:
    """How the symbol may have been drawn; the picture shows which one it is.

    Yields
    ------
    bits : (rows, columns) 1 dark, 0 light, without quiet zone; bars have one row
    level : of a QR code's error correction, otherwise empty
    """
    if symbol.format not in FORMATS:
        return
    if symbol.format == "QRCode":
        for level in EC_LEVELS:
            yield from ((bits, level) for bits in _drawn(symbol.format, symbol.text, ec_level=level))
    elif symbol.format == "DataMatrix":
        yield from ((bits, "") for bits in _drawn(symbol.format, symbol.text, force_square=True))
    elif symbol.identity.sscc:
        # GS1 General Specifications, 5.4: an FNC1 stands before the element string.
        yield from ((bits, "") for bits in _drawn(symbol.format, f"(00){symbol.identity.sscc}", gs1=True))
    else:
        yield from ((bits, "") for bits in _drawn(symbol.format, symbol.text))


@lru_cache(maxsize=64)
def _drawn(format_name: str, text: str, **options: Any) -> tuple[Bits, ...]:
    """The drawing, or none for what the writer refuses: another writer has made that code."""
    try:
        barcode = zxingcpp.create_barcode(text, FORMATS[format_name], **options)
    except ValueError:
        return ()
    pixels = np.array(zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False))
    bits = (pixels < 128).astype(np.uint8)  # the writer gives 0 or 255
    return (bits[:1] if format_name == "Code128" else bits,)
