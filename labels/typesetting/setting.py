"""Setting text into a box: wrapped at spaces, shrunk when it must be, never cut. What no-break spaces hold together
stays in one row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common.sentence import Sentence
from labels.errors import LabelError
from labels.typesetting.drawing import Box, Text
from labels.typesetting.hyphens import hyphenated
from labels.typesetting.typeface import MM_PER_POINT, Typeface, typeface

SMALLEST = 5.0
"""The smallest size in points. Its capitals have nearly 10 dots at 203 dpi, which people still read."""
STEP = 0.5
THE_TEXT = Sentence("texten")
"""What an error calls the text, where the caller has no better name for it."""
UNBROKEN = 0.6
"""Of the largest size, above which no word is broken that could be whole: smaller letters before broken words, broken
words before tiny letters."""
HELD = "\N{NO-BREAK SPACE}"
LEADING = 1.2
"""The distance from one baseline to the next, in ems."""


@dataclass(frozen=True)
class TextRow:
    text: str
    bold: bool
    size: float
    """The size in points. It is smaller than the setting's own where the row is too wide and must not be broken."""


@dataclass(frozen=True)
class Setting:
    """Rows of text at the size at which they have room."""

    rows: tuple[TextRow, ...]
    size: float

    @property
    def line_height(self) -> float:
        return self.size * LEADING * MM_PER_POINT

    @property
    def height(self) -> float:
        return len(self.rows) * self.line_height

    def texts(self, x: float, y: float) -> Iterator[Text]:
        """The rows below (x, y), their top left corner."""
        for index, row in enumerate(self.rows):
            face = typeface(row.bold)
            # The line's white is shared above and below ascent and descent, as a browser does.
            ink = (face.ascent - face.descent) / 1000 * self.size * MM_PER_POINT
            baseline = (self.line_height - ink) / 2 + face.ascent / 1000 * self.size * MM_PER_POINT
            yield Text(x, y + index * self.line_height + baseline, row.text, row.size, row.bold)


def held(text: str) -> str:
    """The text as one that is never broken: rather than that, its row is set smaller."""
    return text.replace(" ", HELD)


def fit(
    lines: Sequence[tuple[str, bool]],
    box: Box,
    largest: float,
    smallest: float = SMALLEST,
    what: Sentence = THE_TEXT,
) -> Setting:
    """The largest size, from `largest` downwards, at which every line, wrapped, has room in the box; `box.height` may
    be infinite."""
    size, unbroken = largest, largest * UNBROKEN
    whole = _whole_width(lines, box.width, max(unbroken, smallest))
    while size > smallest:
        setting = natural(lines, box.width, size)
        if setting.height <= box.height and (size <= unbroken or whole * size <= box.width):
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


def line_size(text: str, width: float, largest: float, *, bold: bool, what: Sentence = THE_TEXT) -> float:
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
    return Setting(
        tuple(
            TextRow(row.replace(HELD, " "), bold, _row_size(row, width, size, bold=bold))
            for text, bold in lines
            for row in wrap(text, width, size, typeface(bold))
        ),
        size,
    )


def _row_size(row: str, width: float, size: float, *, bold: bool) -> float:
    return line_size(row, width, size, bold=bold) if HELD in row else size


def _whole_width(lines: Sequence[tuple[str, bool]], width: float, smallest: float) -> float:
    """Of the widest word that can be whole at this size or a larger one, at one point. A word that is wider is broken
    anyway, one that is held together is set smaller by itself: nothing is won by making the others smaller."""
    free = ((word, bold) for text, bold in lines for word in text.split(" ") if word and HELD not in word)
    words = (typeface(bold).width(word, 1) for word, bold in free)
    return max((word for word in words if word * smallest <= width), default=0)


def wrap(text: str, width: float, size: float, face: Typeface) -> list[str]:
    """The text in rows no wider than `width`; a word that is wider by itself is broken, unless it is held together."""
    rows: list[str] = []
    row = ""
    for word in text.split(" "):
        longer = f"{row} {word}" if row else word
        if face.width(longer, size) <= width:
            row = longer
            continue
        if row:
            rows.append(row)
        *full, row = (
            [word] if HELD in word else hyphenated(word, lambda part: face.width(part, size) <= width)
        )
        rows += full
    return [*rows, row]
