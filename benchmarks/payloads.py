"""Payloads as they stand on hearing-aid packages, and their symbols."""

import string

import numpy as np
import zxingcpp
from biip.checksums import gs1_standard_check_digit

from scanner.identity.hibc import check_character

FORMAT = zxingcpp.BarcodeFormat
SYMBOLOGIES = ("GS1 DataMatrix", "GS1-128", "Code 128", "HIBC", "EAN", "QR")
ALPHABET = string.digits + string.ascii_uppercase


def draw(rng: np.random.Generator, symbology: str | None = None) -> "tuple[str, bytes, zxingcpp.Barcode]":
    """(symbology, payload, symbol) of a random product."""
    name = symbology or str(rng.choice(SYMBOLOGIES))
    match name:
        case "GS1 DataMatrix":
            return _gs1(rng, name, FORMAT.DataMatrix, lot=True)
        case "GS1-128":
            return _gs1(rng, name, FORMAT.Code128, lot=False)
        case "Code 128":
            return _plain(name, _text(rng, int(rng.integers(8, 15))), FORMAT.Code128)
        case "HIBC":
            body = f"+{_letter(rng)}{_text(rng, 3)}{_text(rng, int(rng.integers(4, 9)))}1"
            return _plain(name, body + check_character(body), FORMAT.Code128)
        case "EAN":
            digits = "73" + _digits(rng, 10)
            return _plain(name, digits + str(gs1_standard_check_digit(digits)), FORMAT.EAN13)
        case _:
            return _plain("QR", f"https://returkoll.example/r/RK{_text(rng, 7)}", FORMAT.QRCode)


def shown(payload: bytes) -> str:
    return payload.decode().replace("\x1d", " ")[-16:]


def _gs1(
    rng: np.random.Generator,
    name: str,
    format: zxingcpp.BarcodeFormat,  # noqa: A002
    *,
    lot: bool,
) -> "tuple[str, bytes, zxingcpp.Barcode]":
    digits = "0735" + _digits(rng, 9)
    gtin = digits + str(gs1_standard_check_digit(digits))
    serial = _text(rng, int(rng.integers(7, 11)))
    date = f"{rng.integers(26, 32)}{rng.integers(1, 13):02}{rng.integers(1, 29):02}"
    parts = (
        [("01", gtin), ("17", date), ("10", _text(rng, 6)), ("21", serial)]
        if lot
        else [("01", gtin), ("21", serial)]
    )
    text = "".join(f"({ai}){value}" for ai, value in parts)
    payload = "".join(ai + value + ("\x1d" if ai == "10" else "") for ai, value in parts)
    return name, payload.encode(), zxingcpp.create_barcode(text, format, gs1=True)


def _plain(name: str, text: str, format: zxingcpp.BarcodeFormat) -> "tuple[str, bytes, zxingcpp.Barcode]":  # noqa: A002
    return name, text.encode(), zxingcpp.create_barcode(text, format)


def _text(rng: np.random.Generator, length: int) -> str:
    return "".join(rng.choice(list(ALPHABET), length))


def _digits(rng: np.random.Generator, length: int) -> str:
    return "".join(map(str, rng.integers(0, 10, length)))


def _letter(rng: np.random.Generator) -> str:
    return str(rng.choice(list(string.ascii_uppercase)))
