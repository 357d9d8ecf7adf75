"""A return and its lines: from the clinic's draft to the closed case, each step with who and when."""

from returns.checklist_answers import Answer, ChecklistAnswer
from returns.event import Event
from returns.line import Line, LineState
from returns.photo import MOST_PHOTOS, LinePhoto
from returns.refused import Refused
from returns.return_model import DESTINATIONS, Destination, Return, ReturnState
from returns.sealing import MOST_ENVELOPES, Cancellation, Envelopes, Handover, Sealing

__all__ = [
    "DESTINATIONS",
    "MOST_ENVELOPES",
    "MOST_PHOTOS",
    "Answer",
    "Cancellation",
    "ChecklistAnswer",
    "Destination",
    "Envelopes",
    "Event",
    "Handover",
    "Line",
    "LinePhoto",
    "LineState",
    "Refused",
    "Return",
    "ReturnState",
    "Sealing",
]
