"""Numbers printed on a product, offered when no code was read: the user takes one, and it is looked up as if typed."""

from flask_babel import gettext as _

from registry.models import Unit
from registry.printed_serials import Suggested, ranked
from web.scan.scanning import Seen


def printed_numbers(seen: Seen, unit: Unit | None = None) -> list[Suggested]:
    """What may be serials in the picture's print, those that the register knows first."""
    return ranked((suggestion.text for suggestion in seen.suggestions), unit)


def nothing_read(seen: Seen) -> str:
    """What to say about a picture without a code."""
    if seen.suggestions:
        return _("Ingen kod syns, men nummer står i bilden. Tryck på produktens serienummer.")
    return _("Ingen kod syns i bilden. Gå närmare, håll stilla, eller skriv serienumret.")
