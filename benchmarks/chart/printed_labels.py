"""Codes as hearing aids' packages carry them: a GTIN alone up to a GTIN with dates, lot and serial, and HIBC."""

import numpy as np
import zxingcpp
from biip.checksums import gs1_standard_check_digit

from benchmarks import payloads
from benchmarks.payloads import ALPHABET, FORMAT, Printed

CONTENTS = (
    ("01",),
    ("01", "21"),
    ("01", "11", "21"),
    ("01", "17", "10", "21"),
    ("01", "11", "17", "10", "21"),
)
"""Application identifiers: 16 × 16 to 26 × 26 modules."""
DATA_MATRIX, BARS = "Data Matrix", "Bar codes"


def draw(rng: np.random.Generator, kind: str) -> Printed:
    """A random label's code of this kind: for DATA_MATRIX a square or an oblong one, for BARS a GS1-128 or an HIBC."""
    if kind == BARS:
        return payloads.draw(rng, str(rng.choice(["GS1-128", "HIBC 128"])))
    if rng.integers(4) == 0:
        return payloads.draw(rng, "HIBC DataMatrix")
    return _gs1(rng, CONTENTS[int(rng.integers(len(CONTENTS)))], square=bool(rng.integers(3)))


def _gs1(rng: np.random.Generator, identifiers: tuple[str, ...], *, square: bool) -> Printed:
    digits = "0735" + "".join(map(str, rng.integers(0, 10, 9)))
    date = f"{rng.integers(26, 32)}{rng.integers(1, 13):02}{rng.integers(1, 29):02}"
    values = {
        "01": digits + str(gs1_standard_check_digit(digits)),
        "11": date,
        "17": date,
        "10": _text(rng, 6),
        "21": _text(rng, int(rng.integers(7, 11))),
    }
    parts = tuple(f"({identifier}){values[identifier]}" for identifier in identifiers)
    options = {"force_square": True} if square else {}
    symbol = zxingcpp.create_barcode("".join(parts), FORMAT.DataMatrix, gs1=True, **options)
    modules = np.array(symbol.to_image(scale=1, add_quiet_zones=False), np.uint8)
    payload = "".join(name + values[name] + ("\x1d" if name == "10" else "") for name in identifiers)
    return Printed(DATA_MATRIX, payload.encode(), parts, modules)


def _text(rng: np.random.Generator, length: int) -> str:
    return "".join(rng.choice(list(ALPHABET), length))
