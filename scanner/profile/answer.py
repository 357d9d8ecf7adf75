"""What a set of bands says, and how sure that is."""

from dataclasses import dataclass

from scanner.profile.trellis import Path


@dataclass(frozen=True)
class Answer:
    """The best payload that the bands support together."""

    payload: bytes
    format: str
    fit: float
    """Mean correlation of the chosen characters with the profile, 1 at best."""
    margin: float
    """How much worse the next valid payload explains the same profiles, summed over the characters."""
    agreeing: int
    """Bands that say the same by themselves."""
    path: Path
    bands: tuple[int, ...]
    """Those that took part."""
    symbology_identifier: str | None = None
