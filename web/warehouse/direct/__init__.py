"""Ta emot direkt: envelope, products, next envelope, scan after scan. What is exactly as announced needs no press."""

from web.warehouse.direct import looking, sending, undoing

__all__ = ["looking", "sending", "undoing"]
