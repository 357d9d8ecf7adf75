"""Our own return numbers: `RK` and seven characters, the last a check character.

The alphabet leaves out characters that are easily mistaken for each other in print or by ear (0/O/Q, 1/I/L, 2/Z, 5/S,
8/B, G, V). The check character is that of ISO/IEC 7064, hybrid system MOD 23,22. It finds every single wrong character
and nearly every swap of two neighbours.
"""

import re
import secrets

from stdnum.iso7064 import mod_37_36

ALPHABET = "34679ACDEFHJKMNPRTUWXY"
PREFIX = "RK"
LENGTH = 7

NUMBER = re.compile(
    f"(?P<number>{PREFIX}[{ALPHABET}]{{{LENGTH}}})(?:E(?P<envelope>[1-9][0-9]?))?(?:U(?P<edition>[1-9][0-9]?))?"
)
# A hand scanner that is set for an American keyboard types "-" for "/" on a Swedish one, and "Ö" for ":".
ADDRESS = re.compile(r"https?(?:://|Ö--).+[/-]r[/-](?P<number>[^/?#]+)/?", re.IGNORECASE)


def new() -> str:
    """A random return number. There are 22^6, and the database's unique constraint sees to it that none is used
    twice."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return PREFIX + body + mod_37_36.calc_check_digit(body, ALPHABET)


def parse(text: str) -> str | None:
    """The canonical number in what was typed or scanned, or None. Case, spaces and hyphens do not matter, and an
    envelope's code gives its return's number."""
    found = _parts(text)
    return found["number"] if found else None


def envelope_in(text: str) -> int | None:
    """Which of its return's envelopes has this code (`RK3467AC9E2`: the second): None for a code that says only the
    return. What a label says: `labels.Label.code`."""
    found = _parts(text)
    return int(found["envelope"]) if found and found["envelope"] else None


def edition_in(text: str) -> int | None:
    """Which edition of its label has this code (`RK3467AC9E2U3`: the third). 1 for a code that names none, None for
    what is no return's code. A label that is printed after a correction has a later edition."""
    found = _parts(text)
    return int(found["edition"] or 1) if found else None


def _parts(text: str) -> re.Match[str] | None:
    if address := ADDRESS.fullmatch(text.strip()):
        text = address["number"]
    found = NUMBER.fullmatch(re.sub(r"[\s-]", "", text).upper())
    if not found or not mod_37_36.is_valid(found["number"][len(PREFIX) :], ALPHABET):
        return None
    return found


def from_url(text: str) -> str | None:
    """The number in a label's address, or None when the text is no such address."""
    return parse(text) if ADDRESS.fullmatch(text.strip()) else None


def display(number: str) -> str:
    """The number in groups, as people read it: `RK 3467 9AC`. A text that is no return number comes back as it was."""
    parsed = parse(number)
    return f"{parsed[:2]} {parsed[2:6]} {parsed[6:]}" if parsed else number
