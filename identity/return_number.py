"""Our own return numbers: `RK` and seven characters, the last a check character.

The alphabet leaves out what is mistaken for something else in print or by ear (0/O/Q, 1/I/L, 2/Z, 5/S, 8/B,
G, V). The check character is ISO/IEC 7064, hybrid system MOD 23,22: it finds every single wrong character and nearly
every swap of two neighbours.
"""

import re
import secrets

from stdnum.iso7064 import mod_37_36

ALPHABET = "34679ACDEFHJKMNPRTUWXY"
PREFIX = "RK"
LENGTH = 7

NUMBER = re.compile(f"{PREFIX}[{ALPHABET}]{{{LENGTH}}}")
# A hand scanner that believes the keyboard is American types "-" for "/" on a Swedish one, and "Ö" for ":".
ADDRESS = re.compile(r"https?(?:://|Ö--).+[/-]r[/-](?P<number>[^/?#]+)/?", re.IGNORECASE)


def new() -> str:
    """A random return number. 22^6 are possible: the database's unique constraint is what keeps them
    apart."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return PREFIX + body + mod_37_36.calc_check_digit(body, ALPHABET)


def parse(text: str) -> str | None:
    """The canonical number in what was typed or scanned, or None. Case, spaces and hyphens do not matter."""
    if address := ADDRESS.fullmatch(text.strip()):
        text = address["number"]
    number = re.sub(r"[\s-]", "", text).upper()
    if not NUMBER.fullmatch(number):
        return None
    return number if mod_37_36.is_valid(number[len(PREFIX) :], ALPHABET) else None


def from_url(text: str) -> str | None:
    """The number in a label's address, or None when the text is no such address."""
    return parse(text) if ADDRESS.fullmatch(text.strip()) else None


def display(number: str) -> str:
    """The number in groups for human eyes: `RK 3467 9AC`. What is no return number comes back as it was."""
    parsed = parse(number)
    return f"{parsed[:2]} {parsed[2:6]} {parsed[6:]}" if parsed else number
