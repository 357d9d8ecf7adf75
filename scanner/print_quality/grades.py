"""The parameters of a print's quality and their grades, 4 for the best and 0 for what fails."""

import enum
from dataclasses import dataclass, field

import numpy as np

from scanner.print_quality.light import PAPER

FULL, FAIL = 4.0, 0.0
"""The best grade and that of what fails (ISO/IEC 15416 and 15415: A to F)."""


class Parameter(enum.StrEnum):
    """What is measured of a code."""

    CONTRAST = "contrast"
    """Symbol contrast: between the lightest and the darkest reflectance (15416, 5.4.3; 15415, 7.8.3)."""
    DARKEST = "darkest"
    """Minimum reflectance as a part of the paper's (15416, 5.4.2)."""
    EDGE_CONTRAST = "edge_contrast"
    """The least contrast of a bar and the space beside it (15416, 5.4.4)."""
    MODULATION = "modulation"
    """That contrast as a part of the symbol contrast (15416, 5.4.5); of a square how far each module stays from the
    threshold between dark and light (15415, 7.8.4)."""
    DEFECTS = "defects"
    """Voids in bars and spots in spaces, as a part of the symbol contrast (15416, 5.4.6)."""
    DECODABILITY = "decodability"
    """How much of the tolerance of the widths is left (15416, 5.4.7, with the formula of ISO/IEC 15417, annex A)."""
    QUIET_ZONE = "quiet_zone"
    """Modules of clean paper at the worse end (ISO/IEC 15417, 4.5: ten)."""
    FIXED_PATTERN = "fixed_pattern"
    """The part of the finder's and timing modules that are damaged (15415, 7.8.5)."""
    ERROR_CORRECTION = "error_correction"
    """The part of the error correction that is not used up (15415, 7.8.8)."""


STEPS: dict[Parameter, tuple[float, float, float, float]] = {
    Parameter.CONTRAST: (0.70, 0.55, 0.40, 0.20),
    Parameter.MODULATION: (0.70, 0.60, 0.50, 0.40),
    Parameter.DEFECTS: (0.15, 0.20, 0.25, 0.30),
    Parameter.DECODABILITY: (0.62, 0.50, 0.37, 0.25),
    Parameter.ERROR_CORRECTION: (0.62, 0.50, 0.37, 0.25),
}
"""The value from which on a parameter has the grades 4, 3, 2 and 1 (ISO/IEC 15416, table 1; 15415, 7.8, tables 4 to
10). Of defects less is better."""
MUST: dict[Parameter, float] = {
    Parameter.DARKEST: 0.50,
    Parameter.EDGE_CONTRAST: 0.15,
    Parameter.QUIET_ZONE: 9.5,
}
"""The value at which a parameter passes with 4, and else fails (ISO/IEC 15416, table 1). The darkest may not have more.
The quiet zone has half a module less than the ten that are asked for: a picture shows no more exactly where it ends."""
DAMAGE = (0.0, 0.09, 0.14, 0.20)
"""Damaged modules of a fixed pattern up to which it has the grades 4, 3, 2 and 1, as a part of its modules, near to
the counts of ISO/IEC 15415, annexes A and B (for a finder of 49 modules 0, 4, 7 and 10)."""
LESS_IS_BETTER = {Parameter.DEFECTS, Parameter.DARKEST, Parameter.FIXED_PATTERN}


def grade(parameter: Parameter, value: float) -> float:
    """The grade, with decimals between the whole ones, so that a print is seen to get worse before it loses one."""
    if parameter in MUST:
        passes = value <= MUST[parameter] if parameter in LESS_IS_BETTER else value >= MUST[parameter]
        return FULL if passes else FAIL
    steps = DAMAGE if parameter is Parameter.FIXED_PATTERN else STEPS[parameter]
    # Grade 0 is as far from the last step as that is from the one before it.
    values, grades = (*steps, 2 * steps[3] - steps[2]), (FULL, 3.0, 2.0, 1.0, FAIL)
    if parameter in LESS_IS_BETTER:
        return float(np.interp(value, values, grades))
    return float(np.interp(value, values[::-1], grades[::-1]))


@dataclass(frozen=True)
class Indicators:
    """What a picture says of one code's print. No certified grade."""

    format: str
    """The symbology, as a Symbol has it."""
    values: dict[Parameter, float]
    gain: float
    """Modules by which dark parts are wider than they should be; below 0 where they are narrower (15416, annex C)."""
    departure: float
    """How far the print is from its drawing on the whole: root mean square, as a part of the contrast. It has no grade:
    it goes on growing where the worst place, which a grade is given for, stays as it is."""
    axes: float | None = None
    """How unlike both axes of a square are, as a part of their mean (15415, 7.8.6: axial non-uniformity). It has no
    grade: a camera that is held aslant shortens one axis, and a picture does not tell that from a printer's."""
    blur: float = field(default=0.0, compare=False)
    """The picture's own blur, standard deviation in modules: not the printer's."""

    @property
    def grades(self) -> dict[Parameter, float]:
        return {parameter: grade(parameter, value) for parameter, value in self.values.items()}

    @property
    def grade(self) -> float:
        """Of all parameters the worst one's (15416, 6.2; 15415, 7.9)."""
        return min(self.grades.values())

    @property
    def wear(self) -> float:
        """How worn the print is, 0 for one that could not be better: contrast lost, departure from the drawing, and
        the worst defect. It is ours, for seeing a trend, and stands in no standard."""
        lost = max(0.0, 1 - self.values[Parameter.CONTRAST] / PAPER)
        return lost + self.departure + self.values.get(Parameter.DEFECTS, 0.0)
