"""Contents as JSON and back, for whoever keeps them: the same label comes out again, on any day, in any version."""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from labels.address import Address
from labels.label import Kind, Label
from labels.layouts.cells import Content
from labels.packing_list import PackedLine, PackingList
from labels.shelf_label import ShelfLabel
from labels.test_page import TestPage

CONTENTS: dict[str, type[Content | TestPage]] = {
    "label": Label,
    "packing list": PackingList,
    "shelf label": ShelfLabel,
    "test page": TestPage,
}
REVIVED: dict[str, Callable[[Any], Any]] = {
    "kind": Kind,
    "sender": lambda data: _address(data),
    "recipient": lambda data: _address(data),
    "date": datetime.date.fromisoformat,
    "details": tuple,
    "lines": lambda lines: tuple(_line(data) for data in lines),
}
"""How a field becomes again what it was; the others are what JSON knows."""


def to_dict(content: Content | TestPage) -> dict[str, Any]:
    name = next(name for name, kind in CONTENTS.items() if isinstance(content, kind))
    fields = {field.name: getattr(content, field.name) for field in dataclasses.fields(content) if field.init}
    return {"content": name, **{name: _kept(value) for name, value in fields.items()}}


def from_dict(data: dict[str, Any]) -> Content | TestPage:
    """Raises LabelError for what may not be printed any more, KeyError for what is no content."""
    fields = {name: REVIVED.get(name, _as_it_is)(value) for name, value in data.items() if name != "content"}
    return CONTENTS[data.get("content", "label")](**fields)


def _kept(value: Any) -> Any:
    match value:
        case Kind():
            return value.value
        case datetime.date():
            return value.isoformat()
        case Address() | PackedLine():
            return {name: _kept(part) for name, part in vars(value).items()}
        case tuple():
            return [_kept(part) for part in value]
        case _:
            return value


def _as_it_is(value: Any) -> Any:
    return value


def _address(data: dict[str, Any]) -> Address:
    return Address(**{**data, "lines": tuple(data["lines"])})


def _line(data: dict[str, Any]) -> PackedLine:
    return PackedLine(**{**data, "serials": tuple(data["serials"])})
