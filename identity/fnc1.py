"""Lost separators in GS1 element strings: where FNC1 must have stood, and where nobody can know.

Only the application identifiers that stand on medical devices are believed in (GS1 General Specifications,
section 2.1.x and the Healthcare AI list): with all five hundred, any digit pair inside a lot could begin one.
"""

from functools import lru_cache

from biip import ParseError
from biip.gtin import Gtin

GS = "\x1d"
FIXED = {"01": 14, "02": 14, "11": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2, "422": 3}
VARIABLE = {"10": 20, "21": 20, "30": 8, "37": 8, "240": 30, "241": 30, "250": 30}
HIDDEN = ("10", "21", "11", "13", "15", "16", "17", "20", "30", "37", "240", "241", "250", "422")
NUMERIC = {*FIXED, "30", "37"}
MAX_READINGS = 50
SHORTEST = 3
"""A lot or serial of one or two characters is rarer than a digit pair that happens to look like an AI."""


def readings(message: str) -> list[str]:
    """Every way to set separators so that the whole message is element strings, no AI twice. At most
    MAX_READINGS: more than one is ambiguous anyhow."""
    found: list[str] = []
    for part in _split(message, frozenset()):
        found.append(part)
        if len(found) >= MAX_READINGS:
            break
    return found


def is_ambiguous(message: str, ais: list[str]) -> bool:
    """Whether the message, read to its end without separators, may as well hide another field in its last one: a
    serial, a lot, a date, or what labels of hearing aids carry beside the serial (EHIMA's guidance on UDI marking,
    2016)."""
    return ("10" in ais or "21" in ais) and any(_ends_in(reading, HIDDEN) for reading in readings(message))


def hides_serial(message: str, ais: list[str]) -> bool:
    """Whether a message without a serial may have one in its lot."""
    return (
        "10" in ais and "21" not in ais and any(_ends_in(reading, ("21",)) for reading in readings(message))
    )


def hides_behind_serial(message: str, ais: list[str]) -> bool:
    """Whether a message that ends in a serial may have another field there, one that its serial swallowed."""
    if not ais or ais[-1] != "21":
        return False
    return any(_ends_in(reading, HIDDEN) for reading in readings(message))


def _ends_in(reading: str, ais: tuple[str, ...]) -> bool:
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
    """The field ends at a separator that is there, at the end, or at any place where the rest can be read."""
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
    first = tail.split(GS, maxsplit=1)[0]
    return first[:2] in FIXED or len(first) >= 2 + SHORTEST


def _fits_fixed(ai: str, value: str, length: int) -> bool:
    if len(value) != length or not (value.isascii() and value.isdecimal()):
        return False
    if ai in ("01", "02"):
        try:
            Gtin.parse(value)
        except ParseError:
            return False
    # Only dates have six digits here: year, month, and a day that may be 00 for the whole month.
    return length != 6 or ("01" <= value[2:4] <= "12" and "00" <= value[4:6] <= "31")
