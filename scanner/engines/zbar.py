"""zbar, through pyzbar. It reads some blurred and some low 1D codes that zxing-cpp does not, but no Data Matrix."""

from functools import lru_cache

from pyzbar import pyzbar
from pyzbar.pyzbar import ZBarSymbol

from scanner.engines.sighting import Sighting
from scanner.pictures.image import Grey
from scanner.symbologies import EVERY_GROUP, Groups, is_wanted

NAMES = {
    "CODE128": "Code128",
    "CODE39": "Code39",
    "CODE93": "Code93",
    "CODABAR": "Codabar",
    "EAN13": "EAN13",
    "EAN8": "EAN8",
    "UPCA": "UPCA",
    "UPCE": "UPCE",
    "I25": "ITF",
    "QRCODE": "QRCode",
}
"""zbar's name of a symbology → ours."""
GS = b"\x1d"
"""The byte that zbar gives for FNC1. At the front it makes a Code 128 a GS1-128."""
LINEAR = (
    ZBarSymbol.CODE128,
    ZBarSymbol.CODE39,
    ZBarSymbol.EAN13,
    ZBarSymbol.EAN8,
    ZBarSymbol.UPCA,
)
MATRIX = (ZBarSymbol.QRCODE,)


def read(
    grey: Grey, symbols: tuple[ZBarSymbol, ...] = LINEAR + MATRIX, groups: Groups = EVERY_GROUP
) -> list[Sighting]:
    """Every symbol of these that zbar reads in (height, width) uint8. Corners are in pixels of `grey`."""
    wanted = _of_groups(symbols, groups)
    return [_sighting(decoded) for decoded in pyzbar.decode(grey, symbols=list(wanted))] if wanted else []


@lru_cache(maxsize=64)
def _of_groups(symbols: tuple[ZBarSymbol, ...], groups: Groups) -> tuple[ZBarSymbol, ...]:
    """Asked for none, the engine would look for all."""
    return tuple(symbol for symbol in symbols if is_wanted(NAMES[symbol.name], groups))


def _sighting(decoded: pyzbar.Decoded) -> Sighting:
    points = [(float(point.x), float(point.y)) for point in decoded.polygon]
    if len(points) != 4:
        rect = decoded.rect
        left, top, right, bottom = rect.left, rect.top, rect.left + rect.width, rect.top + rect.height
        points = [(left, bottom), (right, bottom), (right, top), (left, top)]
    # zbar's corners come counter-clockwise from the bottom left. Ours go clockwise from the top left.
    (d, c, b, a) = points
    return Sighting(
        payload=decoded.data.removeprefix(GS),
        format=NAMES.get(decoded.type, decoded.type),
        corners=(a, b, c, d),
        engine="zbar",
        symbology_identifier="]C1" if decoded.type == "CODE128" and decoded.data.startswith(GS) else None,
    )
