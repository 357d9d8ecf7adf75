"""The clinic's pages: pack, check, seal, hand over. One module a user action."""

from web.clinic import (
    adding,
    answering_many,
    came_back,
    checking,
    ending_rights,
    list_files,
    packing,
    photos,
    reporting,
    returns_list,
    scan,
    undoing,
    without_contact,
)
from web.clinic.belonging import answering, showing
from web.clinic.blueprint import clinic
from web.clinic.sending import batch, cancelling, label, sealing, stuck_label
from web.clinic.table import doing, looking
from web.clinic.taken_along import device_page, snapshot_file

__all__ = [
    "adding",
    "answering",
    "answering_many",
    "batch",
    "came_back",
    "cancelling",
    "checking",
    "clinic",
    "device_page",
    "doing",
    "ending_rights",
    "label",
    "list_files",
    "looking",
    "packing",
    "photos",
    "reporting",
    "returns_list",
    "scan",
    "sealing",
    "showing",
    "snapshot_file",
    "stuck_label",
    "undoing",
    "without_contact",
]
