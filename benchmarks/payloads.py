"""Payloads as they stand on hearing-aid packages, and their symbols."""

import string
from dataclasses import dataclass

import numpy as np
import zxingcpp
from biip.checksums import gs1_standard_check_digit
from numpy.typing import NDArray

from identity.hibc import check_character

FORMAT = zxingcpp.BarcodeFormat
TWO_DIMENSIONAL = (FORMAT.DataMatrix, FORMAT.QRCode)
SYMBOLOGIES = ("GS1 DataMatrix", "GS1-128", "Code 128", "HIBC 128", "HIBC DataMatrix", "EAN", "QR")
ALPHABET = string.digits + string.ascii_uppercase


@dataclass(frozen=True)
class Printed:
    """One code as it is printed."""

    symbology: str
    """As the benchmark's columns are named."""
    payload: bytes
    lines: tuple[str, ...]
    """Its human-readable interpretation: one line under a 1D code, several beside a 2D one."""
    modules: NDArray[np.uint8]
    """0 is ink; a 1D code is one row."""

    @property
    def is_linear(self) -> bool:
        return len(self.modules) == 1


def draw(rng: np.random.Generator, symbology: str | None = None) -> Printed:
    """A random product's code."""
    name = symbology or str(rng.choice(SYMBOLOGIES))
    match name:
        case "GS1 DataMatrix":
            return _gs1(rng, name, FORMAT.DataMatrix, ("01", "17", "10", "21"))
        case "GS1-128":
            return _gs1(rng, name, FORMAT.Code128, ("01", "21"))
        case "Code 128":
            return _plain(name, _text(rng, int(rng.integers(8, 15))), FORMAT.Code128)
        case "HIBC 128":
            return _plain(name, _hibc(rng), FORMAT.Code128)
        case "HIBC DataMatrix":
            data = f"$$3{_date(rng)}{_text(rng, 6)}/S{_text(rng, 8)}"
            return _plain(name, _hibc(rng, f"/{data}"), FORMAT.DataMatrix)
        case "EAN":
            digits = "73" + _digits(rng, 10)
            return _plain(name, digits + str(gs1_standard_check_digit(digits)), FORMAT.EAN13)
        case _:
            return _plain("QR", f"https://returkoll.example/r/RK{_text(rng, 7)}", FORMAT.QRCode)


def _hibc(rng: np.random.Generator, secondary: str = "") -> str:
    body = f"+{_letter(rng)}{_text(rng, 3)}{_text(rng, int(rng.integers(4, 9)))}1{secondary}"
    return body + check_character(body)


def _gs1(
    rng: np.random.Generator,
    name: str,
    format: zxingcpp.BarcodeFormat,  # noqa: A002
    identifiers: tuple[str, ...],
) -> Printed:
    digits = "0735" + _digits(rng, 9)
    values = {
        "01": digits + str(gs1_standard_check_digit(digits)),
        "17": _date(rng),
        "10": _text(rng, 6),
        "21": _text(rng, int(rng.integers(7, 11))),
    }
    parts = tuple(f"({ai}){values[ai]}" for ai in identifiers)
    payload = "".join(ai + values[ai] + ("\x1d" if ai == "10" else "") for ai in identifiers)
    modules = _modules(zxingcpp.create_barcode("".join(parts), format, gs1=True))
    lines = ("".join(parts),) if format == FORMAT.Code128 else parts
    return Printed(name, payload.encode(), lines, modules)


def _plain(name: str, text: str, format: zxingcpp.BarcodeFormat) -> Printed:  # noqa: A002
    wide = 18 if format in TWO_DIMENSIONAL else len(text)
    lines = tuple(text[start : start + wide] for start in range(0, len(text), wide))
    return Printed(name, text.encode(), lines, _modules(zxingcpp.create_barcode(text, format)))


def _modules(barcode: zxingcpp.Barcode) -> NDArray[np.uint8]:
    picture = np.array(barcode.to_image(scale=1, add_quiet_zones=False), np.uint8)
    return picture if barcode.format in TWO_DIMENSIONAL else picture[:1]


def _date(rng: np.random.Generator) -> str:
    return f"{rng.integers(26, 32)}{rng.integers(1, 13):02}{rng.integers(1, 29):02}"


def _text(rng: np.random.Generator, length: int) -> str:
    return "".join(rng.choice(list(ALPHABET), length))


def _digits(rng: np.random.Generator, length: int) -> str:
    return "".join(map(str, rng.integers(0, 10, length)))


def _letter(rng: np.random.Generator) -> str:
    return str(rng.choice(list(string.ascii_uppercase)))
