"""Number formats (ECMA-376, 18.8.30 numFmt) that show another number than the value: with leading zeros or letters."""

import re

SheetCell = tuple[int, int]
"""Row and column, counted from 0."""

PLACES = re.compile(r"[0#?]")
LITERAL = re.compile(r'"([^"]*)"|\\(.)|([ ()/:+-])')
NOT_A_NUMBER = re.compile(r"[ymdhsgeEaAbB%.,@*_]", re.ASCII)
"""Signs of dates, parts of a whole, thousands and text: those formats change how a value looks, not what it is."""
PADDING = re.compile(r"[_*].|\[[^\]]*\]")
"""Parts of a format that show nothing of the number: a space as wide as a letter, a letter that fills the cell, a
colour or a language."""
GENERAL = re.compile(r"General|Standard|Allmänt", re.I)
BESIDE = re.compile(r'^\s*(?:"([^"]*)"|\\(.))|(?<=[0#?])(?:"([A-Z0-9-][^ "]*)"|\\([A-Z]))\s*$')
"""Letters before the digits, or capitals right behind them: what follows with a space or in small letters is a unit."""

BELONGS = re.compile(r"^[^\W\d_]|\d[-/]\d|\d-?[A-Z]\S*$")
"""The same in what a cell shows: letters first, strokes within, or capitals right behind the digits."""


DATES = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
"""The numbers of the formats for days that Excel has itself (ECMA-376, 18.8.30)."""
QUOTED = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
"""Parts of a format that stand as they are or show nothing."""


def is_date(number: int, code: str) -> bool:
    """Whether the format shows a day. Those of times alone do not, as no field of the register has a time."""
    if not code:
        return number in DATES
    shown = QUOTED.sub("", code.split(";")[0]).casefold()
    return bool(re.search("[yd]|mmm", shown)) and not GENERAL.search(shown)


def changes(code: str) -> bool:
    """Whether the format shows more digits than the number has, or letters that belong to it."""
    first = _positive(code)
    bare = LITERAL.sub("", first)
    if NOT_A_NUMBER.search(bare) or not bare or PLACES.sub("", bare):
        return False
    found = BESIDE.search(first)
    return bare.count("0") >= 2 or bool(found and "".join(filter(None, found.groups())).strip())


def _positive(code: str) -> str:
    """The part of the format for numbers above zero. "General" stands for one digit."""
    return GENERAL.sub("#", PADDING.sub("", code.split(";")[0]))


def as_shown(code: str, digits: str) -> str:
    """'123456' in the format 00000000 → '00123456'; '17' in "SN"0000 → 'SN0017'."""
    parts = re.findall(r'"[^"]*"|\\.|.', _positive(code))
    places = [part for part in parts if PLACES.fullmatch(part)]
    least = places.count("0")
    digits = digits.zfill(least)
    out: list[str] = []
    # From the right each place takes one digit, and the leftmost place takes all that are left.
    left = len(places)
    for text in reversed(parts):
        if PLACES.fullmatch(text):
            left -= 1
            taken = digits if left == 0 else digits[-1:]
            out.append(taken)
            digits = "" if left == 0 else digits[:-1]
        else:
            out.append(text[1:-1] if text.startswith('"') else text[1:] if text.startswith("\\") else text)
    return "".join(reversed(out)).strip()


def is_more_than(shown: str, digits: str) -> bool:
    """Whether a cell whose number has those digits shows more of it: zeros, letters or strokes that belong to it.

    '00123456' and 'SN0017' do; '1 000', '100,00', '100 kr' and '5 %' do not.
    """
    found = re.sub(r"\D", "", shown)
    if (found.lstrip("0") or "0") != digits or any(sign in shown for sign in ",.%"):
        return False
    return len(found) > len(digits) or bool(BELONGS.search(shown))
