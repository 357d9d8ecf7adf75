"""The papers labels are printed on, as data. Every measure is in millimetres."""

from dataclasses import dataclass
from enum import Enum

from common.sentence import Sentence
from labels.errors import LabelError
from labels.typesetting.drawing import Box


class Shape(Enum):
    """How a label's contents are arranged in their cell."""

    TALL = "tall"
    WIDE = "wide"


@dataclass(frozen=True)
class Format:
    """One paper and the cells on it. A cell takes one label."""

    name: str
    title: str
    """The name that people know the paper by."""
    width: float
    height: float | None
    """None means a continuous roll, which is cut where the label ends."""
    shape: Shape
    margin: float
    """This much of a cell's edge stays white, because printers do not reach it and cutters are not exact."""
    columns: int = 1
    rows: int = 1
    cell_width: float | None = None
    cell_height: float | None = None
    """None means the whole paper."""
    left: float = 0
    top: float = 0
    """Where the first cell begins, from the paper's top left corner."""
    pitch_x: float = 0
    pitch_y: float = 0
    """The distance from one cell's corner to the next one's."""
    code_module: float = 0.5
    """The widest X-dimension that the return number's Code 128 may have."""
    code_height: float = 18
    qr_side: float = 30
    """The side of the square for the QR code with its quiet zone. The module becomes as large as that allows."""
    sscc_module: float | None = None
    """X-dimension of the GS1-128; GS1 General Specifications, 5.12.3.4 (logistic units): 0.495 to 0.94 mm.
    None: the paper is too small for one."""
    free_corner: tuple[float, float] = (60, 29)
    """Width and height at a label's bottom right that stay white: the post prints its sorting code there
    (150 × 30 mm of an envelope, which is more than a small label has)."""
    instructions: bool = False
    """Whether the half of the sheet below the label says what to do with the envelope."""

    @property
    def positions(self) -> int:
        return self.columns * self.rows

    def cell(self, position: int) -> Box:
        """The place of the label at this position, counted from 1, by rows."""
        if not 1 <= position <= self.positions:
            raise LabelError(
                "Ett ark %(paper)s har plats 1–%(most)s, men plats %(position)s är vald. Välj en som finns.",
                paper=Sentence(self.title),
                most=self.positions,
                position=position,
            )
        row, column = divmod(position - 1, self.columns)
        return Box(
            self.left + column * self.pitch_x,
            self.top + row * self.pitch_y,
            self.cell_width or self.width,
            self.cell_height or self.height or 0,
        )


# The sheets of 2, 4 and 8 have the cells that label makers share (99.1 and 199.6 mm wide, 2.5 mm between columns).
FORMATS = {
    paper.name: paper
    for paper in (
        Format("102x152", "102 × 152 mm", 102, 152, Shape.TALL, margin=4),
        Format("102x192", "102 × 192 mm", 102, 192, Shape.TALL, margin=4, sscc_module=0.51),
        Format("a6", "A6", 105, 148, Shape.TALL, margin=5),
        Format(
            "a5",
            "A5 (kuvert C5)",
            148,
            210,
            Shape.TALL,
            margin=8,
            code_module=0.75,
            code_height=20,
            qr_side=32,
            sscc_module=0.75,
        ),
        Format(
            "62",
            "62 mm rulle",
            62,
            None,
            Shape.TALL,
            margin=2,
            code_module=0.375,
            code_height=14,
            qr_side=26,
            free_corner=(35, 27),
        ),
        Format(
            "a4",
            "A4 med anvisning",
            210,
            297,
            Shape.WIDE,
            margin=8,
            cell_height=148.5,
            code_module=0.75,
            code_height=18,
            qr_side=40,
            sscc_module=0.625,
            instructions=True,
        ),
        Format(
            "a4x2",
            "A4 med 2 etiketter",
            210,
            297,
            Shape.WIDE,
            margin=5,
            rows=2,
            cell_width=199.6,
            cell_height=143.5,
            left=5.2,
            top=5,
            pitch_y=143.5,
            code_module=0.75,
            code_height=18,
            qr_side=40,
            sscc_module=0.625,
        ),
        Format(
            "a4x4",
            "A4 med 4 etiketter",
            210,
            297,
            Shape.TALL,
            margin=4,
            columns=2,
            rows=2,
            cell_width=99.1,
            cell_height=139,
            left=4.65,
            top=9.5,
            pitch_x=101.6,
            pitch_y=139,
            code_height=15,
        ),
        Format(
            "a4x8",
            "A4 med 8 etiketter",
            210,
            297,
            Shape.WIDE,
            margin=3,
            columns=2,
            rows=4,
            cell_width=99.1,
            cell_height=67.7,
            left=4.65,
            top=13.1,
            pitch_x=101.6,
            pitch_y=67.7,
            code_module=0.375,
            code_height=11,
            qr_side=25,
            free_corner=(40, 16),
        ),
    )
}


def format_named(name: str) -> Format:
    try:
        return FORMATS[name]
    except KeyError:
        raise LabelError(
            "Formatet ska vara ett av %(formats)s, men är ”%(name)s”. Välj ett av dem.",
            formats=", ".join(FORMATS),
            name=name,
        ) from None
