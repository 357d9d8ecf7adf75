"""The warehouse's pages: scan the envelope in, compare, control, shelve or send back. One module a user action."""

from web.warehouse import (
    arriving,
    bench,
    control,
    direct,
    event_export,
    home,
    lanes,
    list_files,
    opening,
    photos,
    printing,
    receiving,
    sent_back,
    shelving,
    table,
    without_label,
)
from web.warehouse.blueprint import warehouse

__all__ = [
    "arriving",
    "bench",
    "control",
    "direct",
    "event_export",
    "home",
    "lanes",
    "list_files",
    "opening",
    "photos",
    "printing",
    "receiving",
    "sent_back",
    "shelving",
    "table",
    "warehouse",
    "without_label",
]
