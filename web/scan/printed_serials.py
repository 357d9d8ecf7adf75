"""Numbers printed on a product. They are offered when no code was read; the one that the user chooses is looked up as
if it had been typed."""

from flask_babel import gettext as _

from registry.models import Unit
from registry.printed_serials import Suggested, ranked
from web.scan.scanning import Seen


def printed_numbers(seen: Seen, unit: Unit | None = None) -> list[Suggested]:
    """The numbers in the picture's print that may be serials, first those that the register knows."""
    return ranked((suggestion.text for suggestion in seen.suggestions), unit)


def nothing_read(seen: Seen) -> str:
    """The sentence about a picture in which no code was read."""
    if seen.suggestions:
        return _("Ingen kod syns, men nummer står i bilden. Tryck på produktens serienummer.")
    return no_code_seen()


def no_code_seen() -> str:
    """The same where no printed number is offered."""
    return _("Ingen kod syns i bilden. Gå närmare, håll stilla, eller skriv serienumret.")
