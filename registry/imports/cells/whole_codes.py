"""Cells of serial numbers that hold more than one serial number: the whole text of a code, several serials, or letters
that only look like those of a serial.

Registered as they stand they would be serials that no scan ever gives, and the device would stay unknown.
"""

import re
import unicodedata

from identity import identify_typed
from registry.imports.problem import ValueProblem

BEGINS_AS_CODE = re.compile(
    r"\][A-Za-z]\d|\(0?[012]\d?\)\s?\d|01\d{14}\S|\+[A-Z]\d{2}|https?://|\[\)>", re.I | re.ASCII
)
BEFORE_SERIAL = re.compile(
    r"(?:s/?n|serial(?:\s*(?:no|number))?|serien(?:umme)?r)\s*[.:#]\s*(?=[^\s.:#])", re.IGNORECASE
)
"""SN: and the like, as on the label."""
BETWEEN = re.compile(r"\s*(?:[,;\n]|\s(?:och|and|samt|resp\.?|[/&+|])\s)\s*", re.IGNORECASE)
"""What stands between two serials in one cell. Strokes without spaces around them are part of many serials."""
SIDE = re.compile(r"\s*\b(?:hö(?:ger)?|vä(?:nster)?|right|left|[hvrl])\s*[:=]\s*", re.IGNORECASE)
"""Right and left before a serial."""
LEAST_LETTERS, LEAST_DIGITS = 4, 2
"""Of each of several serials. 1,234,567 is one number."""


def only_serial(text: str) -> str:
    """The one serial in the text, without a name like "SN:" before it. Raises ValueProblem where there is more."""
    if BEGINS_AS_CODE.match(text):
        _refuse_code(text)
    text = BEFORE_SERIAL.sub("", text, count=1) if BEFORE_SERIAL.match(text) else text
    parts = [part for part in BETWEEN.split(SIDE.sub("\n", text)) if part]
    if len(parts) > 1 and all(map(_may_be_serial, parts)):
        raise ValueProblem(
            "I cellen står %(count)s serienummer: %(serials)s. Skriv varje produkt på en egen rad.",
            count=len(parts),
            serials=", ".join(part[:40] for part in parts[:3]),
        )
    if strange := _look_alikes(text):
        raise ValueProblem(
            "%(value)s är skrivet med bokstäver ur ett annat alfabet (%(letters)s), så att ingen skanning ger "
            "samma nummer. Skriv serienumret på nytt.",
            value=text[:40],
            letters=strange,
        )
    return text


def _refuse_code(text: str) -> None:
    found = identify_typed(text)
    if found.kind == "plain":
        return
    if found.serial:
        raise ValueProblem(
            "I cellen står hela koden (%(value)s), inte bara serienumret. Skriv %(serial)s.",
            value=text[:40],
            serial=found.serial,
        )
    raise ValueProblem("%(value)s är texten i en kod utan serienummer. Skriv serienumret.", value=text[:40])


def _may_be_serial(part: str) -> bool:
    signs = [sign for sign in part if sign.isalnum()]
    return len(signs) >= LEAST_LETTERS and sum(map(str.isdigit, signs)) >= LEAST_DIGITS and " " not in part


def _look_alikes(text: str) -> str:
    """The letters of the text that are Cyrillic or Greek, where others are not: А, В and С look like A, B and C."""
    if text.isascii():
        return ""
    names = {
        sign: unicodedata.name(sign, "") for sign in unicodedata.normalize("NFKC", text) if sign.isalpha()
    }
    return "".join(sign for sign, name in names.items() if name.startswith(("CYRILLIC", "GREEK")))
