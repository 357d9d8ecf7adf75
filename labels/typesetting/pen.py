"""What a layout draws with: it places items and remembers them."""

from labels.typesetting.drawing import Box, Fill, Item, Mark, Text, on_dot, whole_dots
from labels.typesetting.setting import Setting
from labels.typesetting.symbol import DrawnSymbol
from labels.typesetting.typeface import MM_PER_POINT, typeface


class Pen:
    """Collects the items of a page and puts them on whole dots of the printer."""

    def __init__(self, dpi: int) -> None:
        self.dpi = dpi
        self.items: list[Item] = []

    def text(
        self, x: float, baseline: float, text: str, size: float, *, bold: bool = False, white: bool = False
    ) -> None:
        self.items.append(Text(x, baseline, text, size, bold, white))

    def text_in(
        self, box: Box, text: str, size: float, *, bold: bool = False, white: bool = False, align: float = 0
    ) -> None:
        """One line whose capitals stand in the middle of the box's height; align 0 left, 0.5 centred, 1 right."""
        face = typeface(bold)
        cap = face.cap_height / 1000 * size * MM_PER_POINT
        x = box.x + (box.width - face.width(text, size)) * align
        self.text(x, box.y + (box.height + cap) / 2, text, size, bold=bold, white=white)

    def setting(self, setting: Setting, x: float, y: float) -> None:
        self.items += setting.texts(x, y)

    def fill(self, box: Box, *, white: bool = False) -> None:
        self.items.append(Fill(box, white))

    def frame(self, box: Box, thickness: float) -> None:
        self.fill(box)
        self.fill(box.inset(thickness), white=True)

    def mark(
        self, symbol: DrawnSymbol, x: float, y: float, largest_module: float, height: float | None = None
    ) -> Mark:
        """Draws a symbol. The corner of its quiet zone is at (x, y), and its modules are whole dots."""
        module = whole_dots(largest_module, self.dpi)
        quiet = symbol.symbology.quiet_zone * module
        above = 0 if symbol.symbology.linear else quiet
        mark = Mark(
            symbol,
            on_dot(x + quiet, self.dpi),
            on_dot(y + above, self.dpi),
            module,
            on_dot(height or len(symbol.rows) * module, self.dpi),
        )
        self.items.append(mark)
        return mark
