"""No patient data, ever: what looks like a personnummer is refused, and never repeated in full."""

import re

from stdnum.se import personnummer

from common.sentence import Sentence

_DIGITS = re.compile(r"(?<!\d)(?:\d\d)?(?:\d{6}[-+\s\u2010-\u2015\u2212]{0,3}|\d\d-\d\d-\d\d[-+])\d{4}(?!\d)")
"""Ten or twelve digits with any dash or space before the last four, also after a birthday written 1988-03-20."""
_COORDINATION_DAY = 60
"""A samordningsnummer is a personnummer with 60 added to the day (Skatteverket, SKV 707)."""


class PatientDataError(ValueError):
    """Something that looks like patient data came. `sentence` says what to do."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def refuse_patient_data(text: str | None) -> None:
    """Raises PatientDataError when the text holds what passes the personnummer check.

    Not for serial number fields: a ten-digit serial can pass by chance.
    """
    found = find_personnummer(text or "")
    if found:
        raise PatientDataError(
            Sentence(
                "Texten verkar innehålla ett personnummer (%(masked)s). Ta bort det: "
                "inga patientuppgifter får finnas här.",
                {"masked": mask(found)},
            )
        )


def find_personnummer(text: str) -> str | None:
    """The first personnummer or samordningsnummer in the text, as written there."""
    if len(text) < 10:
        return None
    return next((m.group() for m in _DIGITS.finditer(text) if is_personnummer(m.group())), None)


def is_personnummer(text: str) -> bool:
    """Whether the whole text is a personnummer or a samordningsnummer, in any of the ways they are written."""
    mark = "+" if "+" in text else ""
    digits = re.sub(r"\D", "", text)
    if len(digits) not in (10, 12):
        return False
    day = int(digits[-6:-4])
    if day > _COORDINATION_DAY:
        # Luhn's digit was counted with the 60 in place, so only the date is checked without it.
        return _has_luhn(digits[-10:]) and _is_date(digits[:-6] + f"{day - _COORDINATION_DAY:02}")
    return personnummer.is_valid(digits[:-4] + mark + digits[-4:])


def _has_luhn(ten: str) -> bool:
    total = 0
    for index, character in enumerate(ten):
        doubled = int(character) * (2 - index % 2)
        total += doubled // 10 + doubled % 10
    return total % 10 == 0


def _is_date(digits: str) -> bool:
    month, day = int(digits[-4:-2]), int(digits[-2:])
    return 1 <= month <= 12 and 1 <= day <= 31


def mask(text: str) -> str:
    """Enough to find it, not enough to know it: '880320-0016' → '88…'."""
    return text.strip()[:2] + "…"


def masked(text: str) -> str:
    """The text with every personnummer in it masked."""
    return _DIGITS.sub(lambda m: mask(m.group()) if is_personnummer(m.group()) else m.group(), text)
