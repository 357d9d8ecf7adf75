"""Frozen contents → PDF bytes, proved by reading them back. No Flask, no database."""

from labels.contents.address import Address
from labels.contents.label import Label, LabelKind
from labels.contents.packing_list import PackedLine, PackingList
from labels.contents.shelf_label import ShelfLabel
from labels.contents.test_page import TestPage
from labels.errors import LabelError
from labels.format import FORMATS, Format
from labels.profile import EXACT, Measured, Profile, corrected
from labels.render import Batch, check_fits, render, render_batch
from labels.sheets import RefusedContent

__all__ = [
    "EXACT",
    "FORMATS",
    "Address",
    "Batch",
    "Format",
    "Label",
    "LabelError",
    "LabelKind",
    "Measured",
    "PackedLine",
    "PackingList",
    "Profile",
    "RefusedContent",
    "ShelfLabel",
    "TestPage",
    "check_fits",
    "corrected",
    "render",
    "render_batch",
]
