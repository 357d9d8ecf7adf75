"""A product's page: where it is, and all that has happened to it."""

from web.products import product_page
from web.products.blueprint import products

__all__ = ["product_page", "products"]
