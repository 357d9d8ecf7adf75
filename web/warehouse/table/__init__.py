"""A table that receives by itself: a fixed tablet above a desk, without touch. It takes in what lies under it."""

from web.warehouse.table import doing, looking

__all__ = ["doing", "looking"]
