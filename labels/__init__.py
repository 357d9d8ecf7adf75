"""A frozen Label → PDF bytes, proved by reading them back. No Flask, no database."""

from labels.errors import LabelError
from labels.format import FORMATS, Format
from labels.label import Address, Kind, Label
from labels.render import render

__all__ = ["FORMATS", "Address", "Format", "Kind", "Label", "LabelError", "render"]
