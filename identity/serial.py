"""Serial numbers: opaque strings, and how two of them are compared."""

import re
import unicodedata

MAX_LENGTH = 40
"""Longer than any supplier's serial number (GS1 AI 21 ends at 20); what is longer is some other text."""

LABELLED = re.compile(
    r"(?:s/?n|serial(?:\s*(?:no|number))?|serienr|serienummer)\s*[.:#]\s*(?P<serial>.+)", re.I
)


def normalise_serial(text: str) -> str:
    """How serials are compared: trimmed, upper-cased, without separators. Leading zeros stay."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return "".join(character for character in folded if character.isalnum())


def plausible_serial(text: str) -> str | None:
    """The serial that a plain text may be, or None for what cannot be one: an address, a sentence, control
    codes."""
    stripped = text.strip()
    if labelled := LABELLED.fullmatch(stripped):
        stripped = labelled["serial"].strip()
    fits = 3 <= len(stripped) <= MAX_LENGTH and stripped.isprintable() and "://" not in stripped
    return stripped if fits and len(normalise_serial(stripped)) >= 3 else None
