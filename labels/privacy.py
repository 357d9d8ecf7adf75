"""No patient data on paper: free text that holds a Swedish personal number is refused.

Number fields (return number, hämtorder, serial) are not free text: a ten-digit one can pass the check by chance.
"""

import re

from stdnum import luhn
from stdnum.se import personnummer

from labels.errors import LabelError, Words

# YYMMDD-NNNN or YYYYMMDD-NNNN, with the separators people type: none, a space, a hyphen of any kind, a plus.
CANDIDATE = re.compile(r"(?<!\d)((?:\d{2})?\d{4})(\d{2})([-+‐‑– ]?)(\d{4})(?!\d)")
COORDINATION_DAYS = 60  # a samordningsnummer is a personnummer with 60 added to the day


def holds_personal_number(text: str) -> bool:
    return any(_is_personal_number(*found.groups()) for found in CANDIDATE.finditer(text))


def _is_personal_number(year_month: str, day: str, separator: str, last: str) -> bool:
    separator = "+" if separator == "+" else "-"
    number = f"{year_month}{day}{separator}{last}"
    if personnummer.is_valid(number):
        return True
    if int(day) <= COORDINATION_DAYS:
        return False
    # The check digit counts the day as written, so only the date can be judged with the day moved back.
    moved_back = f"{year_month}{int(day) - COORDINATION_DAYS:02d}{separator}{last}"
    return _is_date(moved_back) and luhn.is_valid(f"{year_month}{day}{last}"[-10:])


def _is_date(number: str) -> bool:
    try:
        personnummer.get_birth_date(number)
    except ValueError:
        return False
    return True


def refuse_personal_number(text: str, field: Words) -> None:
    """Raise a LabelError that names the field, and does not repeat the number: errors are logged."""
    if holds_personal_number(text):
        raise LabelError(
            "Etiketten får inte bära uppgifter om en patient: %(field)s innehåller något som är ett "
            "personnummer. Ta bort det och försök igen.",
            field=field,
        )
