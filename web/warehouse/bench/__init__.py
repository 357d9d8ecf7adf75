"""What is done at the bench besides a product's steps: decisions, sending on to the supplier, many products at once."""

from web.warehouse.bench import boxes, deciding, sending_on

__all__ = ["boxes", "deciding", "sending_on"]
