"""The states of a return and of its products, and which one may follow which."""

import enum

from common.sentence import Sentence


class ReturnState(enum.StrEnum):
    """What has become of a return as a whole."""

    DRAFT = "draft"
    SEALED = "sealed"
    SENT = "sent"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATE_WORDS = {
    ReturnState.DRAFT: Sentence("Utkast"),
    ReturnState.SEALED: Sentence("Förseglad"),
    ReturnState.SENT: Sentence("Skickad"),
    ReturnState.RECEIVED: Sentence("Mottagen"),
    ReturnState.CLOSED: Sentence("Avslutad"),
    ReturnState.CANCELLED: Sentence("Avbruten"),
}

RETURN_MOVES = {
    ReturnState.DRAFT: {ReturnState.SEALED, ReturnState.CANCELLED},
    ReturnState.SEALED: {ReturnState.SENT, ReturnState.RECEIVED, ReturnState.CANCELLED},
    ReturnState.SENT: {ReturnState.SEALED, ReturnState.RECEIVED},
    ReturnState.RECEIVED: {ReturnState.CLOSED},
    ReturnState.CLOSED: {ReturnState.RECEIVED},
    ReturnState.CANCELLED: set[ReturnState](),
}
"""An envelope may arrive before anybody said that it was handed over; a hand-over that did not happen is undone.
A closed return is opened again when something of it turns up late."""


class LineState(enum.StrEnum):
    """What has become of one product in a return."""

    PACKED = "packed"
    RECEIVED = "received"
    MISSING = "missing"
    CAME_ELSEWHERE = "came_elsewhere"
    IN_CONTROL = "in_control"
    STOCKED = "stocked"
    SENT_BACK = "sent_back"
    SENT_ON = "sent_on"
    """It lies in a return of the warehouse's own to the supplier."""
    LEFT_STOCK = "left_stock"
    MISSING_IN_STOCK = "missing_in_stock"
    """It did not stand on its shelf when that was counted."""


LINE_STATE_WORDS = {
    LineState.PACKED: Sentence("Packad"),
    LineState.RECEIVED: Sentence("Mottagen"),
    LineState.MISSING: Sentence("Saknas"),
    LineState.CAME_ELSEWHERE: Sentence("Kom i en annan retur"),
    LineState.IN_CONTROL: Sentence("Under kontroll"),
    LineState.STOCKED: Sentence("Tillgänglig"),
    LineState.SENT_BACK: Sentence("Skickad tillbaka"),
    LineState.SENT_ON: Sentence("Skickad vidare"),
    LineState.LEFT_STOCK: Sentence("Utlämnad"),
    LineState.MISSING_IN_STOCK: Sentence("Saknas på hyllan"),
}

LINE_MOVES = {
    LineState.PACKED: {LineState.RECEIVED, LineState.MISSING, LineState.CAME_ELSEWHERE},
    LineState.RECEIVED: {LineState.PACKED, LineState.MISSING, LineState.IN_CONTROL},
    LineState.MISSING: {LineState.RECEIVED, LineState.CAME_ELSEWHERE},
    LineState.CAME_ELSEWHERE: {LineState.PACKED, LineState.MISSING},
    LineState.IN_CONTROL: {LineState.STOCKED, LineState.SENT_BACK, LineState.SENT_ON},
    LineState.STOCKED: {LineState.LEFT_STOCK, LineState.MISSING_IN_STOCK},
    LineState.SENT_BACK: set[LineState](),
    LineState.SENT_ON: {LineState.IN_CONTROL},
    LineState.LEFT_STOCK: {LineState.STOCKED},
    LineState.MISSING_IN_STOCK: {LineState.STOCKED, LineState.LEFT_STOCK},
}
"""A receipt is undone while the envelope lies open on the desk. What was missing may be found later, or come
in another return. What goes on to the supplier is on the bench again when its return did not leave."""

NOT_YET_PLACED = frozenset({LineState.PACKED, LineState.RECEIVED, LineState.IN_CONTROL})
"""Products in these states keep their return from being closed."""


class Destination(enum.StrEnum):
    """Where the envelope goes."""

    WAREHOUSE = "warehouse"
    SUPPLIER = "supplier"
