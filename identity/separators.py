"""Words that hand scanners and log files write for the separator, which no keyboard has (GS1 General Specifications,
section 7.8.5)."""

import re

GS = "\x1d"
WORDS = re.compile(
    r"<FNC1>|\(FNC1\)|\(GS\)|<0x1D>|0x1D|%1D|&#29;|<029>|\\029|~d029|\{FNC1\}|\[FNC1\]", re.IGNORECASE
)
"""Their characters may also stand in a value, so that they count only in a text that begins as an element string."""
BEGINS_AS_GS1 = re.compile(r"(?:\][A-Za-z]\d)?(?:01\d{14}|00\d{18})", re.ASCII)


def with_separators(text: str) -> str:
    """An element string with GS wherever a word stands for it. Other texts come back as they are."""
    return WORDS.sub(GS, text) if BEGINS_AS_GS1.match(text) else text
