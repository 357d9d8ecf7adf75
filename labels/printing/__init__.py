"""Straight to a network printer, for those who have one: PDF in the browser stays the default."""

from labels.printing.outcome import Doubtful, NotPrinted
from labels.printing.queue import Job, Queue, State, Storage
from labels.printing.send import send

__all__ = ["Doubtful", "Job", "NotPrinted", "Queue", "State", "Storage", "send"]
