"""What a printer does to a page, and what makes up for it: set with the test page and a ruler.

A printer puts what should be at x at s·x + t. The profile holds the correction that the page is moved by before it is
sent, so that s·(scale·x + offset) + t = x.
"""

import dataclasses
from dataclasses import dataclass

from labels.errors import LabelError
from labels.typesetting.drawing import DOTS_PER_MM, Box

MOST_OFFSET = 15.0
LEAST_SCALE, MOST_SCALE = 0.9, 1.1
ROTATIONS = (0, 90, 180, 270)


@dataclass(frozen=True)
class Placement:
    """An affine map of the page onto the paper, in millimetres from the top left corner, and the paper's size."""

    matrix: tuple[float, float, float, float, float, float]
    """(a, b, c, d, e, f): x' = a·x + c·y + e, y' = b·x + d·y + f."""
    width: float
    height: float

    def box(self, box: Box) -> Box:
        (x1, y1), (x2, y2) = self._point(box.x, box.y), self._point(box.right, box.bottom)
        return Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f


@dataclass(frozen=True)
class Profile:
    """One printer."""

    name: str = "PDF"
    dpi: int = 203
    """The printer's resolution. A symbol's modules are whole dots of it."""
    offset_x: float = 0.0
    offset_y: float = 0.0
    """Millimetres that the page is moved right and down on the paper."""
    scale_x: float = 1.0
    scale_y: float = 1.0
    rotation: int = 0
    """How many degrees the page is turned clockwise, for printers that feed the paper sideways."""

    def __post_init__(self) -> None:
        if self.dpi not in DOTS_PER_MM:
            raise LabelError(
                "Upplösningen ska vara någon av %(known)s dpi, men är %(dpi)s. Välj en av dem.",
                known=", ".join(map(str, DOTS_PER_MM)),
                dpi=self.dpi,
            )
        if self.rotation not in ROTATIONS:
            raise LabelError(
                "Vridningen ska vara någon av %(known)s grader, men är %(rotation)s. Välj en av dem.",
                known=", ".join(map(str, ROTATIONS)),
                rotation=self.rotation,
            )
        for value in (self.offset_x, self.offset_y):
            if not abs(value) <= MOST_OFFSET:
                raise LabelError(
                    "Förskjutningen ska vara högst %(most)s mm, men är %(offset)s mm. Mät igen, eller "
                    "ställ in papperets storlek i skrivaren.",
                    most=f"{MOST_OFFSET:.0f}",
                    offset=f"{value:.1f}",
                )
        for value in (self.scale_x, self.scale_y):
            if not LEAST_SCALE <= value <= MOST_SCALE:
                raise LabelError(
                    "Skalan ska vara %(least)s–%(most)s, men är %(scale)s. Stäng av ”anpassa till sidan” i "
                    "utskriften och mät igen.",
                    least=LEAST_SCALE,
                    most=MOST_SCALE,
                    scale=f"{value:.3f}",
                )

    def placement(self, width: float, height: float) -> Placement:
        """Where a page of this size (millimetres) goes on this printer's paper."""
        turned: dict[int, tuple[float, float, float, float, float, float]] = {
            0: (1, 0, 0, 1, 0, 0),
            90: (0, 1, -1, 0, height, 0),
            180: (-1, 0, 0, -1, width, height),
            270: (0, -1, 1, 0, 0, width),
        }
        a, b, c, d, e, f = turned[self.rotation]
        sx, sy = self.scale_x, self.scale_y
        matrix = (sx * a, sy * b, sx * c, sy * d, sx * e + self.offset_x, sy * f + self.offset_y)
        sideways = self.rotation in (90, 270)
        return Placement(matrix, height if sideways else width, width if sideways else height)


EXACT = Profile()
"""A printer that puts everything where it should be. The PDF for the browser is made for this one."""


@dataclass(frozen=True)
class Measured:
    """What a ruler said of the test page, in millimetres."""

    left: float
    """A: from the paper's left edge to the vertical ruler's line. Right is 10.0."""
    top: float
    """B: from the paper's top edge to the horizontal ruler's line. Right is 10.0."""
    across: float
    """C: the horizontal ruler's length."""
    down: float
    """D: the vertical ruler's length."""


def corrected(profile: Profile, measured: Measured, right: Measured) -> Profile:
    """The profile that makes the next test page right, from one that was printed with the present profile. Raises
    LabelError for what no printer does."""
    if measured.across <= 0 or measured.down <= 0:
        raise LabelError("Linjalens längd ska vara mer än 0 mm. Mät igen.")
    if profile.rotation:
        upright = dataclasses.replace(profile, rotation=0)
        return dataclasses.replace(corrected(upright, measured, right), rotation=profile.rotation)
    sx, sy = measured.across / right.across, measured.down / right.down
    tx, ty = measured.left - sx * right.left, measured.top - sy * right.top
    return dataclasses.replace(
        profile,
        scale_x=profile.scale_x / sx,
        scale_y=profile.scale_y / sy,
        offset_x=profile.offset_x - profile.scale_x * tx / sx,
        offset_y=profile.offset_y - profile.scale_y * ty / sy,
    )
