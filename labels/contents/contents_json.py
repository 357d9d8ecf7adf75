"""Contents as JSON and back, for whoever keeps them: the same label comes out again, on any day, in any version."""

from typing import Any

from common.json_form import from_json, to_json
from labels.contents.label import Label
from labels.contents.packing_list import PackingList
from labels.contents.shelf_label import ShelfLabel
from labels.contents.test_page import TestPage
from labels.layouts.cells import Content

CONTENTS: dict[str, type[Content | TestPage]] = {
    "label": Label,
    "packing list": PackingList,
    "shelf label": ShelfLabel,
    "test page": TestPage,
}
"""What the JSON says under "content" → what it is."""


def to_dict(content: Content | TestPage) -> dict[str, Any]:
    name = next(name for name, kind in CONTENTS.items() if isinstance(content, kind))
    return {"content": name, **to_json(content)}


def from_dict(data: dict[str, Any]) -> Content | TestPage:
    """Raises LabelError for what may not be printed any more, KeyError for what is no content."""
    content: Content | TestPage = from_json(CONTENTS[data.get("content", "label")], data)
    return content
