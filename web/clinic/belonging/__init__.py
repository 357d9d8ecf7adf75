"""What belongs together on the clinic's pages: one press for a pair, and questions about parts that are missing."""

from web.clinic.belonging import answering, showing

__all__ = ["answering", "showing"]
