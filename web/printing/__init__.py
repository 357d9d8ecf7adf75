"""Printing straight to a network printer: which one, and what waits for it. One module a user action."""

from web.printing import choice, queue_page
from web.printing.blueprint import printing

__all__ = ["choice", "printing", "queue_page"]
