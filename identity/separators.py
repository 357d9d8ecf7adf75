"""The separator of element strings, as it comes when something on the way has changed it.

FNC1 is transmitted as GS (GS1 General Specifications, section 7.8.5), and no keyboard has that. Wedges and log files
write a word for it, or some other sign. Whatever no AI may hold can only have been the separator: values have the
characters of figure 7.11-1 (82 of ISO/IEC 646) and no others.
"""

import re
import unicodedata

GS = "\x1d"
SPELLINGS = re.compile(r"<GS>|\{GS\}|\[GS\]|\\x1d|\\u001d|\^\]|␝", re.IGNORECASE)
"""How keyboard wedges and log files write it, unmistakably."""
WORDS = re.compile(r"<FNC1>|\(FNC1\)|\(GS\)|<0x1D>|0x1D|%1D|&#29;|<029>", re.IGNORECASE)
"""And how some do inside what is an element string anyhow, in characters that a value may hold, too."""
SIGNED_WORDS = re.compile(r"\{FNC1\}|\[FNC1\]|\{029\}|\\029|\\F(?=\d)|~d029|~1(?=\d{2})", re.IGNORECASE)
"""And in words that begin with a sign that no value may hold: by themselves that sign may be the separator as well."""
SIGNS = re.compile(r"[^!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+")
"""Signs that no value may hold."""
BEGINS_AS_GS1 = re.compile(r"01\d{14}|00\d{18}", re.ASCII)
PREFIX_LETTERS = {"c1": "]C1", "e0": "]e0", "d2": "]d2", "d5": "]d5", "q3": "]Q3", "q4": "]Q4", "j1": "]J1"}
LOST_BRACKET = re.compile(r"[^0-9A-Za-z]{0,3}([A-Za-z][0-9])(?=01\d{14}|00\d{18})")


def restored(text: str) -> tuple[str, ...]:
    """An element string with GS wherever the separator may have come as something else, the likeliest first. Other texts
    come back as they are."""
    if not BEGINS_AS_GS1.match(text.lstrip(GS)):
        return (text,)
    spelled = WORDS.sub(GS, text)
    ways = SIGNS.sub(GS, spelled), SIGNS.sub(GS, SIGNED_WORDS.sub(GS, spelled))
    return tuple(dict.fromkeys(ways))


def aim_prefix(text: str) -> tuple[str, str] | None:
    """The AIM identifier whose `]` was lost or became something else, and what follows it; only where an element string
    with a GTIN or an SSCC follows. A Swedish keyboard has a dead key in the place of `]`: it ends up on the letter."""
    begin = "".join(c for c in unicodedata.normalize("NFD", text[:6]) if unicodedata.category(c) != "Mn")
    bare = begin + text[6:]
    found = LOST_BRACKET.match(bare)
    if found is None or found[1].lower() not in PREFIX_LETTERS:
        return None
    return PREFIX_LETTERS[found[1].lower()], bare[found.end() :]
