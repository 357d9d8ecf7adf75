"""Frozen dataclasses as JSON keeps them, and back: a verdict is stored with the line as it was."""

import datetime
import enum
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from common.sentence import Sentence


def keep(value: Any) -> Any:
    """The value in JSON's own types."""
    if isinstance(value, Sentence):
        return value.to_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: keep(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [keep(item) for item in value]
    return value


def revive(kind: Any, data: Any) -> Any:
    """What `keep` was given, read by its type. What an older version did not keep gets its default."""
    if data is None:
        return None
    kind, arguments = _bare(kind)
    if kind is Sentence:
        return Sentence.from_dict(data)
    if is_dataclass(kind):
        return _revive_dataclass(kind, data)
    if kind is tuple:
        return tuple(revive(arguments[0], item) for item in data)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(data)
    if isinstance(kind, type) and issubclass(kind, datetime.date):
        return kind.fromisoformat(data)
    return data


def _revive_dataclass(kind: Any, data: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: revive(hints[name], value) for name, value in data.items() if name in hints})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _bare(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """'X | None' → X; 'tuple[X, ...]' → tuple and its arguments."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        kind = next(member for member in typing.get_args(kind) if member is not type(None))
    return typing.get_origin(kind) or kind, typing.get_args(kind)
