"""The two typefaces that travel with the project: widths, kerning and glyph numbers in 1/1000 em."""

import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from labels.errors import LabelError

FONTS = Path(__file__).parent / "fonts"
MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class Typeface:
    """One weight of Etikett Sans."""

    name: str
    """PostScript name."""
    glyphs: dict[str, int]
    """Character to glyph number."""
    widths: tuple[int, ...]
    """Advance by glyph number."""
    kerning: dict[tuple[int, int], int]
    """How much is added to the distance between two glyphs. Most values are negative."""
    ascent: int
    descent: int
    """The lowest point below the baseline, a negative number."""
    cap_height: int
    box: tuple[int, int, int, int]
    """What the largest glyphs cover: left, bottom, right, top."""

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def file(self) -> bytes:
        return (FONTS / f"{self.name}.ttf").read_bytes()

    def run(self, text: str) -> tuple[tuple[int, int], ...]:
        """(glyph number, kerning after it) for each character."""
        numbers = [self._glyph(character) for character in text]
        following = [*numbers[1:], -1]
        return tuple((a, self.kerning.get((a, b), 0)) for a, b in zip(numbers, following, strict=True))

    def width(self, text: str, size: float) -> float:
        """Millimetres that a text of this size (points) takes."""
        units = sum(self.widths[glyph] + kern for glyph, kern in self.run(text))
        return units / 1000 * size * MM_PER_POINT

    def _glyph(self, character: str) -> int:
        try:
            return self.glyphs[character]
        except KeyError:
            raise LabelError(
                "Etikettens typsnitt har latinska, grekiska och kyrilliska bokstäver, men inte "
                "”%(character)s” (U+%(code)s). Skriv texten utan det tecknet.",
                character=character,
                code=f"{ord(character):04X}",
            ) from None


@cache
def typeface(bold: bool = False) -> Typeface:
    name = f"EtikettSans-{'Bold' if bold else 'Regular'}"
    data = json.loads((FONTS / f"{name}.json").read_text(encoding="utf-8"))
    kerning = {_pair(key): value for key, value in data["kerning"].items()}
    return Typeface(
        name=name,
        glyphs=data["glyphs"],
        widths=tuple(data["widths"]),
        kerning=kerning,
        ascent=data["ascent"],
        descent=data["descent"],
        cap_height=data["cap_height"],
        box=tuple(data["box"]),
    )


def _pair(key: str) -> tuple[int, int]:
    first, second = key.split()
    return int(first), int(second)


def tidy(text: str) -> str:
    """One line of text as it is set: composed (NFC: an å is one character), single spaces, nothing around."""
    return " ".join(unicodedata.normalize("NFC", text).split())
