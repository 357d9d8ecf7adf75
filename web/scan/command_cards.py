"""Printed cards that say what to do: a page without touch reads them with its camera.

A card's code begins with RKKORT and ends with a signature of this Returkoll's own key. No return number, envelope or
GS1 element string has that form, and a look takes such a code out before products are sought, so that a card that lies
in view on another page is nothing there. A card of another region has another signature and does nothing.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from enum import StrEnum

from flask import current_app

PREFIX = "RKKORT"
SIGNED_WITH = 16
"""Characters of the signature: 64 bits, against mistakes and cards from elsewhere. Whoever can hold a card before the
camera could press the page's buttons as well."""


class CommandCard(StrEnum):
    """What a card asks for. The value stands in its code and in the page's forms (data-card)."""

    DONE = "KLAR"
    UNDO = "ANGRA"
    NEXT = "NASTA"


FOREIGN = "FOREIGN"
"""What the page is told of a card that another Returkoll has printed."""
CODE = re.compile(f"{PREFIX}({'|'.join(CommandCard)})([0-9A-F]{{{SIGNED_WITH}}})", re.IGNORECASE)


def code_of(card: CommandCard) -> str:
    """What stands in the card's square code."""
    return f"{PREFIX}{card}{_signature(card)}"


def is_command(text: str) -> bool:
    """Whether the text is a command card's, ours or another one's."""
    return CODE.fullmatch(text.strip()) is not None


def commands_in(texts: Iterable[str]) -> list[str]:
    """The cards among the texts, each once: their values, and FOREIGN for one with another signature."""
    found = filter(None, (CODE.fullmatch(text.strip()) for text in texts))
    return sorted({_named(parts[1].upper(), parts[2].upper()) for parts in found})


def _named(card: str, signature: str) -> str:
    return card if hmac.compare_digest(signature, _signature(card)) else FOREIGN


def _signature(card: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"command card {card}".encode(), hashlib.sha256).hexdigest()[:SIGNED_WITH].upper()
