"""The warehouse's pages: scan the envelope in, compare, control, shelve or send back. One module a user action."""

from web.warehouse import (
    arriving,
    bench,
    charging,
    control,
    event_export,
    home,
    lanes,
    photos,
    places,
    printing,
    receiving,
    sent_back,
    shelves,
    stock,
    stocktaking,
    without_label,
)
from web.warehouse.blueprint import warehouse

__all__ = [
    "arriving",
    "bench",
    "charging",
    "control",
    "event_export",
    "home",
    "lanes",
    "photos",
    "places",
    "printing",
    "receiving",
    "sent_back",
    "shelves",
    "stock",
    "stocktaking",
    "warehouse",
    "without_label",
]
