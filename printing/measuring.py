"""What somebody read off a ruler on the test page, judged before it corrects a printer."""

import dataclasses
from collections.abc import Mapping

from common.sentence import Sentence
from labels import LabelError, Measured
from printing.printer import Printer

FARTHEST = 60.0
"""Millimetres that a measure may lie from what it should be: more is a slip of the pen."""


def measuring_faults(printer: Printer, read: Mapping[str, float | None]) -> dict[str, Sentence]:
    """What is wrong with each of the measures (millimetres, by their names in `Measured`). None and NaN are none."""
    right = dataclasses.asdict(printer.right)
    found = {
        side: Sentence("Skriv ett mått i mm, ungefär %(right)s.", {"right": f"{right[side]:.0f}"})
        for side, value in read.items()
        if value is None or not abs(value - right[side]) <= FARTHEST
    }
    for edge, length in (("left", "across"), ("top", "down")):
        if edge in read and length in read and not {edge, length} & found.keys():
            found |= _axis_faults(printer, edge, length, read)
    return found


def _axis_faults(
    printer: Printer, edge: str, length: str, read: Mapping[str, float | None]
) -> dict[str, Sentence]:
    """Across the paper or down it: first what the ruler's length says of the scale, then where the page begins."""
    right = dataclasses.asdict(printer.right)
    stretched_only = {length: read[length], edge: right[edge] * (read[length] or 0) / right[length]}
    for side, measures in ((length, stretched_only), (edge, {length: read[length], edge: read[edge]})):
        try:
            printer.corrected(Measured(**{**right, **measures}))
        except LabelError as error:
            return {side: error.sentence}
    return {}
