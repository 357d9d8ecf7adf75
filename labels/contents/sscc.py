"""The SSCC: GS1's number for one parcel, for regions that have a GS1 company prefix."""

import re

from labels.errors import LabelError

SSCC = re.compile(r"\d{18}")
COMPANY_PREFIX = re.compile(r"\d{4,12}")


def sscc_of(company_prefix: str, reference: int, extension: int = 0) -> str:
    """The SSCC of the region's parcel with this running number (GS1 General Specifications, 2.2.1)."""
    if not COMPANY_PREFIX.fullmatch(company_prefix):
        raise LabelError(
            "Ett GS1-företagsprefix ska vara 4–12 siffror, men är ”%(prefix)s”. Rätta inställningen.",
            prefix=company_prefix,
        )
    places = 16 - len(company_prefix)
    if not 0 <= reference < 10**places or not 0 <= extension <= 9:
        raise LabelError(
            "Löpnumret ska ha högst %(places)s siffror med prefixet %(prefix)s, men är %(reference)s. "
            "Börja om från noll med nästa förlängningssiffra (0–9, nu %(extension)s).",
            places=places,
            prefix=company_prefix,
            reference=reference,
            extension=extension,
        )
    body = f"{extension}{company_prefix}{reference:0{places}d}"
    return body + check_digit(body)


def check_sscc(sscc: str) -> None:
    """GS1 General Specifications, 2.2.1: 18 digits, the last a check digit."""
    if not SSCC.fullmatch(sscc) or sscc[-1] != check_digit(sscc[:-1]):
        raise LabelError(
            "En SSCC ska vara 18 siffror med rätt kontrollsiffra, men är ”%(sscc)s”. Gör en ny.", sscc=sscc
        )


def check_digit(digits: str) -> str:
    """GS1 General Specifications, 7.9.1: weights 3 and 1 from the right, modulo 10."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def numbered(company_prefix: str, number: int) -> str:
    """The SSCC for a running number that goes on into the extension digit when the reference is full."""
    places = 10 ** max(0, 16 - len(company_prefix))
    return sscc_of(company_prefix, number % places, number // places)


def later(sscc: str, steps: int) -> str:
    """The SSCC so many numbers after this one."""
    body = f"{int(sscc[:-1]) + steps:017d}"
    return body + check_digit(body)


def number_of(company_prefix: str, sscc: str) -> int | None:
    """The running number that this SSCC was given for; None when another company gave it."""
    check_sscc(sscc)
    if sscc[1 : 1 + len(company_prefix)] != company_prefix:
        return None
    return int(sscc[0] + sscc[1 + len(company_prefix) : -1])
