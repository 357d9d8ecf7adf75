"""A return and its lines: from the clinic's draft to the closed case, each step with who and when."""

from returns.checklist import Answer, ChecklistAnswer
from returns.event import Event
from returns.line import Line, LineState
from returns.refused import Refused
from returns.return_model import DESTINATIONS, Destination, Return, ReturnState
from returns.sealing import Cancellation, Handover, Sealing

__all__ = [
    "DESTINATIONS",
    "Answer",
    "Cancellation",
    "ChecklistAnswer",
    "Destination",
    "Event",
    "Handover",
    "Line",
    "LineState",
    "Refused",
    "Return",
    "ReturnState",
    "Sealing",
]
