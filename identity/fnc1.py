"""Lost separators in GS1 element strings: where FNC1 must have stood, and where nobody can know it.

Only the application identifiers (AI) that stand on medical devices are looked for (GS1 General Specifications, section
2.1.x and the Healthcare AI list). There are five hundred in all, so that any two digits inside a lot could be one.
"""

from functools import lru_cache

from biip import ParseError
from biip.gtin import Gtin

from identity.separators import GS

FIXED = {"01": 14, "02": 14, "11": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2, "422": 3}
"""AI → digits of its value, where all values are equally long."""
VARIABLE = {"10": 20, "21": 20, "30": 8, "37": 8, "240": 30, "241": 30, "250": 30}
"""AI → characters that its value has at the most, where a separator ends it."""
HIDDEN = ("10", "21", "11", "13", "15", "16", "17", "20", "30", "37", "240", "241", "250", "422")
NUMERIC = {*FIXED, "30", "37"}
"""AIs whose values are digits only."""
MAX_READINGS = 50
"""Readings that are looked for at the most. More than one is ambiguous already."""
SHORTEST = 3
"""Characters of a lot or serial that ends without a separator, at the least. Two digits that look like an AI by chance
are more common than a lot of one or two characters."""


def readings(message: str) -> list[str]:
    """Every way to set separators so that the whole message is element strings, and no AI comes twice. At most
    MAX_READINGS of them are given."""
    found: list[str] = []
    for part in _split(message, frozenset()):
        found.append(part)
        if len(found) >= MAX_READINGS:
            break
    return found


def is_ambiguous(message: str, ais: list[str]) -> bool:
    """Whether the last field of a message that was read without separators may really be two fields.

    The hidden one could be a serial, a lot, a date, or something else that labels of hearing aids carry beside the
    serial (EHIMA's guidance on UDI marking, 2016). `ais` are the AIs that were read.
    """
    return ("10" in ais or "21" in ais) and any(_ends_in(reading, HIDDEN) for reading in readings(message))


def hides_serial(message: str, ais: list[str]) -> bool:
    """Whether a message without a serial may have one in its lot."""
    return (
        "10" in ais and "21" not in ais and any(_ends_in(reading, ("21",)) for reading in readings(message))
    )


def hides_behind_serial(message: str, ais: list[str]) -> bool:
    """Whether the serial at the end of a message may really be a serial and another field."""
    if not ais or ais[-1] != "21":
        return False
    return any(_ends_in(reading, HIDDEN) for reading in readings(message))


def _ends_in(reading: str, ais: tuple[str, ...]) -> bool:
    """Whether one of the fields after a separator is one of these AIs'."""
    return any(part.startswith(ais) for part in reading.split(GS)[1:])


@lru_cache(maxsize=512)
def _split(rest: str, used: frozenset[str]) -> tuple[str, ...]:
    """All readings of the rest, given the AIs used before it."""
    if not rest:
        return ("",)
    out: list[str] = []
    for ai, length in FIXED.items():
        value = rest[len(ai) : len(ai) + length]
        if rest.startswith(ai) and ai not in used and _fits_fixed(ai, value, length):
            head = ai + value
            out += [head + tail for tail in _split(rest[len(head) :].removeprefix(GS), used | {ai})]
    for ai, longest in VARIABLE.items():
        if rest.startswith(ai) and ai not in used:
            out += _variable(rest, ai, longest, used)
    return tuple(out[: MAX_READINGS + 1])


def _variable(rest: str, ai: str, longest: int, used: frozenset[str]) -> list[str]:
    """All readings that begin with a field of variable length. It ends at a separator, at the end of the message, or at
    any place from which on the rest can be read."""
    body = rest[len(ai) :]
    present = body.find(GS)
    end = len(body) if present < 0 else present
    out: list[str] = []
    for length in range(1, min(longest, end) + 1):
        value, tail = body[:length], body[length:]
        if ai in NUMERIC and not value.isdecimal():
            break
        if not tail:
            out.append(ai + value)
        elif length == end:
            out += [f"{ai}{value}{GS}{t}" for t in _split(tail[1:], used | {ai})]
        elif length >= SHORTEST:
            out += [f"{ai}{value}{GS}{t}" for t in _split(tail, used | {ai}) if _long_enough(t)]
    return out[: MAX_READINGS + 1]


def _long_enough(tail: str) -> bool:
    """Whether the first field of the tail is long enough to be one."""
    first = tail.split(GS, maxsplit=1)[0]
    return first[:2] in FIXED or len(first) >= 2 + SHORTEST


def _fits_fixed(ai: str, value: str, length: int) -> bool:
    """Whether the value has the length and the digits that this AI asks for: a right check digit, or a possible
    date."""
    if len(value) != length or not (value.isascii() and value.isdecimal()):
        return False
    if ai in ("01", "02"):
        try:
            Gtin.parse(value)
        except ParseError:
            return False
    # Only dates have six digits here: year, month, and a day that may be 00 for the whole month.
    return length != 6 or ("01" <= value[2:4] <= "12" and "00" <= value[4:6] <= "31")
