"""The printers of the house, how each is set, and what waits for them: see docs/decisions/0006."""

from printing.job import PrintJob
from printing.printer import Printer, all_printers, printers_for
from printing.submitting import Put, put_in_queue, queue_of, was_printed_before

__all__ = [
    "PrintJob",
    "Printer",
    "Put",
    "all_printers",
    "printers_for",
    "put_in_queue",
    "queue_of",
    "was_printed_before",
]
