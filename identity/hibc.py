"""HIBC supplier labels (ANSI/HIBC 2.6), written here because Python has no good parser for them.

    +A123 BJC5D6E7 1 G            primary: LIC, product (PCN), unit of measure, check character
    +$$3 YYMMDD LOT L C           secondary: lot or serial, date, quantity, link and check character
    +A123BJC5D6E71/$$3YYMMDDLOT/S… C   both in one symbol; the one check character covers all of it

The check character is modulo 43 over everything before it, the "+" included (section 2.3.1.2 and appendix B). It may be
a space, so that the end of a payload must not be trimmed.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from identity.gs1 import last_day_of_month
from identity.identity import Identity, Problem

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
PRIMARY = re.compile(r"(?P<lic>[A-Z][A-Z0-9]{3})(?P<pcn>[A-Z0-9]{1,18})(?P<unit>[0-9])")
SECONDARY_START = re.compile(r"\$|\d{5}")

# Date flag after $$ → digits of the date, and how they are written (ANSI/HIBC 2.6, table 2).
DATE_FLAGS = {"2": "MMDDYY", "3": "YYMMDD", "4": "YYMMDDHH", "5": "YYJJJ", "6": "YYJJJHH"}
QUANTITY_FLAGS = {"8": 2, "9": 5}
NO_DATE = "7"


class NotHibc(Exception):  # noqa: N818 - an answer to the caller, who then tries something else
    """The text has not the form of a HIBC supplier label."""


class WrongDateError(ValueError):
    """Where a date belongs stand digits that are no date."""


def check_character(text: str) -> str:
    """The modulo 43 check character of the text, which holds HIBC's 43 characters only (else ValueError)."""
    return ALPHABET[sum(ALPHABET.index(character) for character in text) % 43]


def parse(text: str) -> Identity:
    """A HIBC payload → Identity of kind `hibc`. Raises NotHibc."""
    body = _unwrapped(text)
    if body[1] not in "$0123456789" and not re.match(r"[A-Z][A-Z0-9]{3}", body[1:]):
        raise NotHibc(text)
    if not is_whole(text):
        # Digits after "+" may also be a telephone number. Everything else is a HIBC label that was read wrongly.
        if body[1].isdecimal():
            raise NotHibc(text)
        return Identity("hibc", text, problems=(_wrong_check(text),))
    return _checked(text, body)


def is_whole(text: str) -> bool:
    """Whether the text is a HIBC label with the right check character."""
    try:
        body = _unwrapped(text)
    except NotHibc:
        return False
    return check_character(body[:-1]) == body[-1]


def with_space(text: str) -> str:
    """The text with a space at its end where the check character is a space: somebody has trimmed it."""
    return text + " " if is_whole(text + " ") else text


def _unwrapped(text: str) -> str:
    """The text without the start and stop asterisks that some readers of Code 39 send along. Raises NotHibc."""
    body = text[1:-1] if len(text) > 2 and text.startswith("*") and text.endswith("*") else text
    if len(body) < 4 or body[0] != "+" or any(character not in ALPHABET for character in body):
        raise NotHibc(text)
    return body


def _checked(text: str, body: str) -> Identity:
    """The Identity of a label whose check character is right. Raises NotHibc for what is no primary or secondary."""
    content, check = body[1:-1], body[-1]
    if SECONDARY_START.match(content):
        if len(content) < 2:
            raise NotHibc(text)
        return _secondary(Identity("hibc", text, hibc_link=content[-1]), content[:-1])
    first, _, rest = content.partition("/")
    primary = PRIMARY.fullmatch(first)
    if primary is None:
        raise NotHibc(text)
    identity = Identity(
        "hibc",
        text,
        hibc_labeler=primary["lic"],
        hibc_product=primary["pcn"],
        hibc_unit=primary["unit"],
        hibc_link=None if rest else check,
    )
    return _secondary(identity, rest) if rest else identity


def _secondary(identity: Identity, content: str) -> Identity:
    """The identity with the fields between slashes. The first one may be a lot and date field; each of the others
    begins with its own identifier."""
    for position, part in enumerate(content.split("/")):
        try:
            if position == 0 and SECONDARY_START.match(part):
                identity = _lot_field(identity, part)
            else:
                identity = _supplement(identity, part)
        except WrongDateError as error:
            identity = replace(identity, problems=(*identity.problems, _wrong_date(str(error))))
    return identity


def _lot_field(identity: Identity, part: str) -> Identity:
    """The identity with a field of one of the forms `YYJJJLOT`, `$LOT`, `$+SERIAL`, `$$…LOT`, `$$+…SERIAL`."""
    if not part.startswith("$"):
        identity = replace(identity, lot=part[5:] or None)
        return _with_expiry(identity, "YYJJJ", part[:5])
    marker = re.match(r"\$\$?\+?", part)
    assert marker is not None
    rest = part[marker.end() :]
    name = "serial" if marker[0].endswith("+") else "lot"
    if not marker[0].startswith("$$"):
        return _with_value(identity, name, rest)
    return _dated_field(identity, name, rest)


def _dated_field(identity: Identity, name: str, rest: str) -> Identity:
    """The identity with what follows `$$`: an optional quantity, an optional date, then the lot or the serial."""
    if rest[:1] in QUANTITY_FLAGS:
        digits = QUANTITY_FLAGS[rest[0]]
        quantity = rest[1 : 1 + digits]
        if len(quantity) == digits and quantity.isdecimal():
            identity = replace(identity, quantity=int(quantity))
            rest = rest[1 + digits :]
    if rest[:1] == NO_DATE:
        return _with_value(identity, name, rest[1:])
    if rest[:1] in DATE_FLAGS:
        form = DATE_FLAGS[rest[0]]
        rest = rest[1:]
    elif rest[:1] in ("0", "1"):
        form = "MMYY"
    else:
        return _with_value(identity, name, rest)
    identity = _with_value(identity, name, rest[len(form) :])
    return _with_expiry(identity, form, rest[: len(form)])


def _supplement(identity: Identity, part: str) -> Identity:
    """The identity with a field that begins with `S` (serial), `14D` (expiry date), `16D` (production date) or `Q`
    (quantity) (section 2.3.2.3). Other fields are left out."""
    if part.startswith("14D"):
        return replace(identity, expiry_date=_date("YYYYMMDD", part[3:]))
    if part.startswith("16D"):
        return replace(identity, production_date=_date("YYYYMMDD", part[3:]))
    if part.startswith("S"):
        return _with_value(identity, "serial", part[1:])
    if part.startswith("Q") and part[1:].isdecimal():
        return replace(identity, quantity=int(part[1:]))
    return identity


def _with_value(identity: Identity, name: str, value: str) -> Identity:
    if not value:
        return identity
    return replace(identity, serial=value) if name == "serial" else replace(identity, lot=value)


def _with_expiry(identity: Identity, form: str, digits: str) -> Identity:
    try:
        return replace(identity, expiry_date=_date(form, digits))
    except WrongDateError as error:
        return replace(identity, problems=(*identity.problems, _wrong_date(str(error))))


def _date(form: str, digits: str) -> date:
    """Digits written in `form` → a date; raises WrongDateError. A month without a day means its last day."""
    if len(digits) != len(form) or not digits.isdecimal():
        raise WrongDateError(digits)
    field = {letter: int(_digits_of(form, digits, letter)) for letter in set(form)}
    year = field["Y"] + (0 if form.count("Y") == 4 else 2000)
    try:
        if "J" in field:
            day = date(year, 1, 1) + timedelta(days=field["J"] - 1)
            if day.year != year:
                raise WrongDateError(digits)
            return day
        if "D" not in field:
            return last_day_of_month(year, field["M"])
        return date(year, field["M"], field["D"])
    except ValueError as error:
        raise WrongDateError(digits) from error


def _digits_of(form: str, digits: str, letter: str) -> str:
    return "".join(digit for digit, name in zip(digits, form, strict=True) if name == letter)


def _wrong_check(text: str) -> Problem:
    return Problem.of(
        "hibc_check",
        "HIBC-koden %(payload)s har fel kontrolltecken. Läs koden igen, eller skriv serienumret.",
        payload=text,
    )


def _wrong_date(digits: str) -> Problem:
    return Problem.of(
        "date",
        "Datumet %(digits)s i HIBC-koden finns inte. Kontrollera datumet på förpackningen.",
        digits=digits,
    )
