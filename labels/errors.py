"""Why a label did not come out, in words that can be said in another language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self


class Words(str):
    """Swedish words inside a reason that are translated with it: the name of a field, what is wrong with a printer."""

    __slots__ = ()


@dataclass(frozen=True)
class Reason:
    """What was expected, what came, and what to do about it: the Swedish text, and the values at its `%(name)s`."""

    source: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.source % self.params if self.params else self.source

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        params = {
            name: {"words": value} if isinstance(value, Words) else value
            for name, value in self.params.items()
        }
        return {"source": self.source, "params": params}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        params = {
            name: Words(*value.values()) if isinstance(value, dict) else value
            for name, value in data["params"].items()
        }
        return cls(data["source"], params)


class Told(Exception):  # noqa: N818 - what its kinds have in common
    """`.reason` is why; `str()` says it in Swedish."""

    def __init__(self, source: str, **params: object) -> None:
        self.reason = Reason(source, params)
        super().__init__(str(self.reason))

    @classmethod
    def of(cls, reason: Reason) -> Self:
        return cls(reason.source, **reason.params)


class LabelError(Told, ValueError):
    """A label that cannot be built, set or read back."""
