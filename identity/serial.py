"""Serial numbers: opaque strings, and how two of them are compared."""

import re
import unicodedata

MAX_LENGTH = 40
"""Characters. No supplier's serial number is as long (GS1's AI 21 has 20 at the most); a longer text is something
else."""

LABELLED = re.compile(
    r"(?:s/?n|serial(?:\s*(?:no|number))?|serienr|serienummer)\s*[.:#]\s*(?P<serial>.+)", re.I
)


def normalise_serial(text: str) -> str:
    """The form in which serials are compared: trimmed, in capitals, without separators. Leading zeros stay."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return "".join(character for character in folded if character.isalnum())


def plausible_serial(text: str) -> str | None:
    """The serial that a plain text may be. None for a text that cannot be one: an address, a sentence, control
    codes."""
    stripped = text.strip()
    if labelled := LABELLED.fullmatch(stripped):
        stripped = labelled["serial"].strip()
    fits = 3 <= len(stripped) <= MAX_LENGTH and stripped.isprintable() and "://" not in stripped
    return stripped if fits and len(normalise_serial(stripped)) >= 3 else None
