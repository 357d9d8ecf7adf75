"""How a symbology lays its characters out: modules that are always the same, and slots for those that differ."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scanner.bars.checked_path import CostedWays, Path
from scanner.bars.optics import AnyFloats, Floats

Judge = Callable[["list[Floats]"], "CheckedCharacters | None"]
"""From the costs of each slot's patterns to the cheapest characters whose check holds."""


@dataclass(frozen=True)
class CheckedCharacters:
    """The characters that cost least among those whose check holds."""

    payload: bytes
    """The text of the code."""
    margin: float
    """How much more the next valid payload costs, in squared darkness summed over points."""
    characters: tuple[int, ...]
    """The pattern chosen in each slot."""
    symbology_identifier: str | None = None
    """As ISO/IEC 15424 has it, where the symbology has more than one."""


@dataclass(frozen=True, eq=False)
class Alphabet:
    """The patterns that a slot can have: (patterns, modules), 1 dark, 0 light."""

    patterns: Floats

    @classmethod
    def of(cls, texts: "tuple[str, ...]") -> "Alphabet":
        """The alphabet of patterns that are written as strings of 1 and 0."""
        return cls(np.array([[int(module) for module in text] for text in texts], dtype=np.float64))

    @property
    def width(self) -> int:
        """Modules a pattern."""
        return int(self.patterns.shape[1])


@dataclass(frozen=True)
class JointCheck:
    """How a symbology's check is put for scanner.bars.checked_path."""

    problem: "Callable[[list[AnyFloats], list[AnyFloats]], CostedWays]"
    """From what each slot's patterns cost by themselves, and each two neighbours' together."""
    told: "Callable[[Path], CheckedCharacters]"


Group = tuple[Alphabet, "list[int]", "list[int]"]
"""An alphabet, the first modules of its slots, and which slots they are."""


@dataclass(frozen=True, eq=False)
class Layout:
    """One symbology at one length."""

    format: str
    fixed: str
    """Every module as 1 or 0; those of slots are 0."""
    slots: "tuple[tuple[int, Alphabet], ...]"
    """(first module, what can stand there), from left to right."""
    anchors: "tuple[tuple[int, Alphabet], ...]"
    """What stands at its ends, by which it is told from other layouts: (first module, patterns)."""
    judge: Judge
    check: "JointCheck | None" = None
    """The check where blur joins neighbours; None where the symbology is not read then."""

    @property
    def count(self) -> int:
        """Modules from the first bar's left to the last bar's right edge."""
        return len(self.fixed)

    @cached_property
    def groups(self) -> "list[Group]":
        """The slots by their alphabet."""
        return _grouped(self.slots)

    @cached_property
    def unknown(self) -> Floats:
        """The modules as they are before anything is known: in each slot the mean of its patterns."""
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
