"""The pages of what stands on the shelves: found, moved, picked, counted, charged, and what of it units can order."""

from web.warehouse.shelving import charging, places, shelves, stock, stocktaking

__all__ = ["charging", "places", "shelves", "stock", "stocktaking"]
