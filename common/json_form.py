"""Frozen dataclasses as JSON, and back. What is stored or signed today can be read by any later version.

`to_json` gives JSON's own types; `from_json` has to be told the type. An enum becomes its value, a date its ISO 8601
text, a tuple a list, and a Sentence its text with its params. A field without a value is left out, and gets its default
when it is read; so does a field that an older version did not have.
"""

import datetime
import enum
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from common.sentence import Day, Sentence


def to_json(value: Any) -> Any:
    """The value in JSON's own types."""
    if isinstance(value, Sentence):
        return {"text": value.text, "params": {name: _param(one) for name, one in value.params.items()}}
    if is_dataclass(value) and not isinstance(value, type):
        present = {
            field.name: getattr(value, field.name)
            for field in fields(value)
            if field.init and not (field.default is None and getattr(value, field.name) is None)
        }
        return {name: to_json(one) for name, one in present.items()}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    return value


def from_json(kind: Any, data: Any) -> Any:
    """The value of this type that `to_json` was given."""
    if data is None:
        return None
    kind, arguments = _bare(kind)
    if kind is Sentence:
        return _sentence(data)
    if is_dataclass(kind):
        return _dataclass(kind, data)
    if kind is tuple:
        return tuple(from_json(arguments[0], item) for item in data)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(data)
    if isinstance(kind, type) and issubclass(kind, datetime.date):
        return kind.fromisoformat(data)
    return data


def _dataclass(kind: Any, data: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: from_json(hints[name], value) for name, value in data.items() if name in hints})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _bare(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """'X | None' → X; 'tuple[X, ...]' → tuple and its arguments."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        kind = next(member for member in typing.get_args(kind) if member is not type(None))
    return typing.get_origin(kind) or kind, typing.get_args(kind)


# --- sentences: their params say themselves what they are, because no type does


def _param(value: Any) -> Any:
    if isinstance(value, Sentence):
        return {"sentence": to_json(value)}
    if isinstance(value, Day):
        return {"day": value.isoformat()}
    if isinstance(value, (tuple, list)):
        return [_param(one) for one in value]
    return value


def _sentence(data: Mapping[str, Any]) -> Sentence:
    """Until version 0.1 a print job's reason was {"source": …, "params": {…: {"words": …}}}."""
    text = data["text"] if "text" in data else data["source"]
    return Sentence(text, {name: _read_param(value) for name, value in data["params"].items()})


def _read_param(value: Any) -> Any:
    match value:
        case {"sentence": sentence}:
            return _sentence(sentence)
        case {"words": words}:
            return Sentence(words)
        case {"day": day}:
            return Day.fromisoformat(day)
        case list():
            return tuple(_read_param(one) for one in value)
        case _:
            return value
