"""How a symbology lays its characters out: modules that are always the same, and slots for those that are not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scanner.bars.optics import Floats

Judge = Callable[["list[Floats]"], "CheckedCharacters | None"]


@dataclass(frozen=True)
class CheckedCharacters:
    """The characters that cost least among those whose check holds."""

    payload: bytes
    margin: float
    """How much more the next valid payload costs, in squared darkness summed over points."""
    characters: tuple[int, ...]
    """The pattern chosen in each slot."""
    symbology_identifier: str | None = None


@dataclass(frozen=True, eq=False)
class Alphabet:
    """The patterns that a slot can have: (patterns, modules), 1 dark, 0 light."""

    patterns: Floats

    @classmethod
    def of(cls, texts: "tuple[str, ...]") -> "Alphabet":
        return cls(np.array([[int(module) for module in text] for text in texts], dtype=np.float64))

    @property
    def width(self) -> int:
        return int(self.patterns.shape[1])


Group = tuple[Alphabet, "list[int]", "list[int]"]
"""An alphabet, the first modules of its slots, and which slots they are."""


@dataclass(frozen=True, eq=False)
class Layout:
    """One symbology at one length."""

    format: str
    fixed: str
    """Every module, slots filled with 0."""
    slots: "tuple[tuple[int, Alphabet], ...]"
    """(first module, what can stand there), from left to right."""
    anchors: "tuple[tuple[int, Alphabet], ...]"
    """What stands at its ends, by which it is told from others: (first module, patterns)."""
    judge: Judge
    """Costs of every slot's patterns → the verdict."""

    @property
    def count(self) -> int:
        return len(self.fixed)

    @cached_property
    def groups(self) -> "list[Group]":
        """Slots of one alphabet taken together."""
        return _grouped(self.slots)

    @cached_property
    def unknown(self) -> Floats:
        """The modules as they are on the average, before anything is known."""
        out = np.array([float(module) for module in self.fixed])
        for first, alphabet in self.slots:
            out[first : first + alphabet.width] = alphabet.patterns.mean(axis=0)
        return out

    def modules(self, characters: "tuple[int, ...] | list[int]") -> Floats:
        """All modules, with these characters in the slots."""
        out = np.array([float(module) for module in self.fixed])
        for (first, alphabet), character in zip(self.slots, characters, strict=True):
            out[first : first + alphabet.width] = alphabet.patterns[character]
        return out


def _grouped(slots: "tuple[tuple[int, Alphabet], ...]") -> "list[Group]":
    out: dict[int, Group] = {}
    for index, (first, alphabet) in enumerate(slots):
        group = out.setdefault(id(alphabet), (alphabet, [], []))
        group[1].append(first)
        group[2].append(index)
    return list(out.values())
