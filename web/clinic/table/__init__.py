"""A table that packs by itself: a fixed tablet above a desk, without touch. What lies under it is read and put in."""

from web.clinic.table import doing, looking

__all__ = ["doing", "looking"]
