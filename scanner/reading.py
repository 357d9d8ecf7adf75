"""The result of a look at a picture: a Reading of Symbols, each with its Identity."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from identity import Identity
from identity.places import Point

Corners = tuple[Point, Point, Point, Point]
"""Four (x, y), clockwise."""


@dataclass(frozen=True)
class Glimpse:
    """What a frame shows by itself, and not surely enough to be believed."""

    payload: bytes
    format: str
    """The symbology, by the names of scanner.symbologies."""
    corners: Corners
    """In pixels of the frame's picture."""
    symbology_identifier: str | None = None

    def scaled(self, factor: float) -> "Glimpse":
        """The same in a picture that is `factor` times as large."""
        return replace(self, corners=_mapped(self.corners, lambda x, y: (x * factor, y * factor)))

    def shifted(self, left: float, top: float) -> "Glimpse":
        """The same in a picture whose upper left corner lies so far to the left and above."""
        return replace(self, corners=_mapped(self.corners, lambda x, y: (x + left, y + top)))


def _mapped(corners: Corners, move: Callable[[float, float], Point]) -> Corners:
    (a, b, c, d) = [move(x, y) for x, y in corners]
    return a, b, c, d


@dataclass(frozen=True)
class Symbol:
    """One code seen in a picture."""

    text: str
    """The payload as text."""

    bytes: bytes
    """The payload as it stands in the symbol, GS for FNC1."""

    format: str
    """The symbology: DataMatrix, QRCode, Code128, EAN13, EAN8, UPCA, UPCE, ITF, Code39, …"""

    corners: Corners
    """Four (x, y) in pixels of the upright picture, clockwise from the symbol's own top left."""

    engine: str
    """Who read it: zxing, zbar, opencv, profile (scanner.bars) or lattice (scanner.grids)."""

    stage: str
    """In which stage of the look it was read."""

    identity: Identity
    """What its payload says."""

    settled_by_register: bool = False
    """Whether the pixels alone were not enough: it was seen once, and is believed as the register knows it."""

    odds: float = math.inf
    """How much likelier right than wrong it is, as far as the picture tells (scanner.evidence)."""


@dataclass(frozen=True)
class Reading:
    """Everything that one look at a picture gave."""

    symbols: tuple[Symbol, ...]
    size: tuple[int, int]
    """(width, height) of the upright picture."""

    elapsed_ms: float
    """Milliseconds from bytes to identities."""

    unread: tuple[Corners, ...] = ()
    """Where a code evidently lies that could not be read: four (x, y) each, in pixels of the upright picture."""

    stage_ms: tuple[tuple[str, float], ...] = ()
    """(stage, milliseconds) for each stage that was passed through, in that order; opening the file comes first."""

    suggested: tuple[Symbol, ...] = ()
    """What was seen once and is registered, but is not sure enough to be read: a person is asked about it."""

    glimpses: tuple[Glimpse, ...] = ()
    """What this picture shows by half: the next frame's `earlier`."""
