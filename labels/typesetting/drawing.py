"""What is drawn on a page: texts, filled boxes and symbols, each at a place in millimetres from the page's top left
corner."""

from dataclasses import dataclass

from labels.typesetting.symbol import DrawnSymbol
from labels.typesetting.typeface import MM_PER_POINT, typeface

DOTS_PER_MM = {203: 8.0, 300: 300 / 25.4, 600: 600 / 25.4}
"""What printers call 203 dpi is exactly 8 dots a millimetre."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def inset(self, by: float) -> "Box":
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def moved(self, x: float, y: float) -> "Box":
        return Box(self.x + x, self.y + y, self.width, self.height)

    def contains(self, other: "Box", slack: float = 0.01) -> bool:
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def overlaps(self, other: "Box", slack: float = 0.01) -> bool:
        return (
            other.x < self.right - slack
            and self.x < other.right - slack
            and other.y < self.bottom - slack
            and self.y < other.bottom - slack
        )


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. Its baseline begins at (x, y)."""

    x: float
    y: float
    text: str
    size: float
    """Points."""
    bold: bool = False
    white: bool = False
    """Whether the letters are white, because they stand on a dark box."""

    @property
    def box(self) -> Box:
        """From the capitals' top to the descenders' foot."""
        face = typeface(self.bold)
        em = self.size * MM_PER_POINT / 1000
        top = face.cap_height * em
        return Box(self.x, self.y - top, face.width(self.text, self.size), top - face.descent * em)


@dataclass(frozen=True, slots=True)
class Fill:
    """A box that is filled with ink."""

    box: Box
    white: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol. (x, y) is the top left corner of its modules; the quiet zone lies outside of that."""

    symbol: DrawnSymbol
    x: float
    y: float
    module: float
    """The width of one module in millimetres (the X-dimension)."""
    height: float
    """The height of the bars in millimetres. A matrix symbol's height follows from its rows."""

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.symbol.columns * self.module, self.height)

    @property
    def quiet_box(self) -> Box:
        """The symbol with the white it needs: on all sides for a matrix, at the ends for a linear symbol."""
        quiet = self.symbol.symbology.quiet_zone * self.module
        above = 0.0 if self.symbol.symbology.linear else quiet
        return Box(self.x - quiet, self.y - above, self.box.width + 2 * quiet, self.height + 2 * above)


Item = Text | Fill | Mark


@dataclass(frozen=True)
class Page:
    """One sheet as it leaves the printer."""

    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(item for item in self.items if isinstance(item, Text))

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(item for item in self.items if isinstance(item, Mark))


def whole_dots(millimetres: float, dpi: int) -> float:
    """The largest whole number of printer dots that is not longer, in millimetres. A module of 2.6 dots would be
    printed as 2 here and 3 there: that is what makes codes unreadable."""
    per_mm = DOTS_PER_MM[dpi]
    return max(1, int(millimetres * per_mm + 1e-6)) / per_mm


def on_dot(millimetres: float, dpi: int) -> float:
    """The nearest place where a printer dot begins."""
    per_mm = DOTS_PER_MM[dpi]
    return round(millimetres * per_mm) / per_mm
