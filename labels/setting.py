"""Setting text into a box: wrapped at spaces, shrunk when it must be, never cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labels.drawing import Box, Text
from labels.errors import LabelError, Words
from labels.typeface import MM_PER_POINT, Typeface, typeface

SMALLEST = 5.0
"""Points. What is still read at 203 dpi: capitals of nearly 10 dots."""
STEP = 0.5
UNBROKEN = 0.6
"""Of the largest size, above which no word is broken: smaller letters before broken words, broken words before
tiny letters."""
LEADING = 1.2
"""Line to line, in ems."""


@dataclass(frozen=True)
class Setting:
    """Lines at the size at which they fit."""

    lines: tuple[tuple[str, bool], ...]
    """(text, bold)."""
    size: float

    @property
    def line_height(self) -> float:
        return self.size * LEADING * MM_PER_POINT

    @property
    def height(self) -> float:
        return len(self.lines) * self.line_height

    def texts(self, x: float, y: float) -> Iterator[Text]:
        """The lines below (x, y), their top left corner."""
        for index, (text, bold) in enumerate(self.lines):
            face = typeface(bold)
            # The line's white is shared above and below ascent and descent, as a browser does.
            ink = (face.ascent - face.descent) / 1000 * self.size * MM_PER_POINT
            baseline = (self.line_height - ink) / 2 + face.ascent / 1000 * self.size * MM_PER_POINT
            yield Text(x, y + index * self.line_height + baseline, text, self.size, bold)


def fit(
    lines: Sequence[tuple[str, bool]],
    box: Box,
    largest: float,
    smallest: float = SMALLEST,
    what: str = Words("texten"),
) -> Setting:
    """The largest size, from `largest` downwards, at which every line, wrapped, has room in the box."""
    size, unbroken = largest, largest * UNBROKEN
    while size > smallest:
        setting = natural(lines, box.width, size)
        if setting.height <= box.height and (size <= unbroken or _whole_words(lines, box.width, size)):
            return setting
        size -= STEP
    setting = natural(lines, box.width, smallest)
    if setting.height > box.height:
        longest = max((text for text, _ in lines), key=len)
        raise LabelError(
            "Allt får inte plats på etiketten (%(what)s): ytan är %(width)s × %(height)s mm, och ”%(text)s…” är för "
            "lång även med minsta bokstäverna. Välj ett större format eller korta texten.",
            what=what,
            width=f"{box.width:.0f}",
            height=f"{box.height:.0f}",
            text=longest[:40],
        )
    return setting


def line_size(text: str, width: float, largest: float, *, bold: bool, what: str = Words("texten")) -> float:
    """The largest size, up to `largest`, at which the text is one line no wider than this."""
    wide = typeface(bold).width(text, largest)
    size = largest if wide <= width else largest * width / wide
    if size < SMALLEST:
        raise LabelError(
            "Allt får inte plats på etiketten (%(what)s): raden är %(width)s mm, och ”%(text)s” är för "
            "lång även med minsta bokstäverna. Välj ett större format eller korta texten.",
            what=what,
            width=f"{width:.0f}",
            text=text,
        )
    return size


def natural(lines: Sequence[tuple[str, bool]], width: float, size: float) -> Setting:
    """The lines at this size, in as many rows as it takes: for paper that is as long as we like."""
    wrapped = [(row, bold) for text, bold in lines for row in wrap(text, width, size, typeface(bold))]
    return Setting(tuple(wrapped), size)


def _whole_words(lines: Sequence[tuple[str, bool]], width: float, size: float) -> bool:
    return all(typeface(bold).width(word, size) <= width for text, bold in lines for word in text.split(" "))


def wrap(text: str, width: float, size: float, face: Typeface) -> list[str]:
    """The text in rows no wider than `width`; a word that is wider by itself is broken where it must."""
    rows: list[str] = []
    row = ""
    for word in text.split(" "):
        longer = f"{row} {word}" if row else word
        if face.width(longer, size) <= width:
            row = longer
            continue
        if row:
            rows.append(row)
        *full, row = _pieces(word, width, size, face)
        rows += full
    return [*rows, row]


def _pieces(word: str, width: float, size: float, face: Typeface) -> list[str]:
    """A word cut where it reaches the width; one that fits is one piece."""
    pieces = [""]
    for character in word:
        if face.width(pieces[-1] + character, size) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
