"""EAN and UPC payloads (GS1 General Specifications, section 5.2), and ITF-14. They hold a GTIN and nothing else."""

from biip import ParseError
from biip.gtin import Gtin
from biip.upc import Upc

from identity.identity import Identity, Problem

EAN_FORMATS = ("EAN13", "EAN8", "UPCA", "UPCE")


def parse(digits: str, format: str) -> Identity:  # noqa: A002 - the symbology's own word
    """The GTIN of an EAN or UPC symbol. A wrong check digit gives a Problem instead of a GTIN."""
    try:
        if format == "UPCE":
            digits_a = digits if len(digits) > 8 else Upc.parse(digits).as_upc_a()
            return Identity("ean", digits, gtin=Gtin.parse(digits_a).as_gtin_14())
        return Identity("ean", digits, gtin=Gtin.parse(digits).as_gtin_14())
    except ParseError:
        return Identity("ean", digits, problems=(wrong_gtin(digits),))


def wrong_gtin(digits: str) -> Problem:
    """The Problem of a GTIN whose check digit is wrong."""
    return Problem.of(
        "gtin_check",
        "Artikelnumret %(digits)s har fel kontrollsiffra. Läs koden igen, eller skriv serienumret.",
        digits=digits,
    )


def is_gtin(digits: str, lengths: tuple[int, ...] = (8, 12, 13, 14)) -> bool:
    """Whether the text is a GTIN of one of the lengths with the right check digit."""
    if not (digits.isascii() and digits.isdecimal() and len(digits) in lengths):
        return False
    try:
        Gtin.parse(digits)
    except ParseError:
        return False
    return True
