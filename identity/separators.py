"""The separator of GS1 element strings, and the words that hand scanners and log files write for it, as no keyboard has
a key for it (GS1 General Specifications, section 7.8.5)."""

import re

GS = "\x1d"
"""The character that is sent for the separator FNC1."""
SPELLINGS = re.compile(
    r"[<{\[(](?:GS|FNC1|0x1d|F8)[>}\])]|\\x1d|\\u001d|\\035|[;:](?:GS|FNC1)[;:]|\\F(?=\d)|\^\]|&#29;|~d029|␝|␟",
    re.IGNORECASE,
)
"""Words for the separator that stand in no value, so that they count in every text. On a Swedish keyboard `<GS>` comes
as `;GS:`."""
WORDS = re.compile(r"0x1D|%1D|<029>|\\029|~029", re.IGNORECASE)
"""Words whose characters may also stand in a value, so that they count only in a text that begins as an element
string."""
BEGINS_AS_GS1 = re.compile(r"(?:\][A-Za-z]\d)?(?:01\d{14}|00\d{18})", re.ASCII)


TILDE_CODE = "~1"
"""What some programs that make labels take for FNC1, and print as it stands where they were told not to. In the middle
it would be a sign that no value has, and the first digit of an identifier; so it counts only where one stands first."""


def with_separators(text: str) -> str:
    """The text with GS in place of every word for the separator."""
    if text.startswith(TILDE_CODE) and BEGINS_AS_GS1.match(text[len(TILDE_CODE) :]):
        text = text[len(TILDE_CODE) :].replace(TILDE_CODE, GS)
    spelled = SPELLINGS.sub(GS, text)
    return WORDS.sub(GS, spelled) if BEGINS_AS_GS1.match(spelled) else spelled
