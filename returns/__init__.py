"""A return and its lines: from the clinic's draft to the closed case, each step with who and when."""

from returns.checklist_answers import Answer, ChecklistAnswer
from returns.envelope import Envelope
from returns.event import Event, EventKind
from returns.line import Line
from returns.photo import MOST_PHOTOS, LinePhoto, PhotoSide
from returns.refused import Refused
from returns.return_model import DESTINATIONS, Return
from returns.sealing import MOST_ENVELOPES, Cancellation, Envelopes, Handover, Sealing, WithoutLabel
from returns.states import NOT_YET_PLACED, Destination, LineState, ReturnState

__all__ = [
    "DESTINATIONS",
    "MOST_ENVELOPES",
    "MOST_PHOTOS",
    "NOT_YET_PLACED",
    "Answer",
    "Cancellation",
    "ChecklistAnswer",
    "Destination",
    "Envelope",
    "Envelopes",
    "Event",
    "EventKind",
    "Handover",
    "Line",
    "LinePhoto",
    "LineState",
    "PhotoSide",
    "Refused",
    "Return",
    "ReturnState",
    "Sealing",
    "WithoutLabel",
]
