"""All codes of a label in one picture: how well each is printed, or why the picture does not say."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from common.sentence import Sentence
from scanner.pictures.image import Grey, load
from scanner.print_quality.bars_measure import measure_bars
from scanner.print_quality.grades import Indicators
from scanner.print_quality.ideal import drawings
from scanner.print_quality.square_measure import measure_square
from scanner.print_quality.unmeasured import Unmeasured
from scanner.reading import Symbol
from scanner.time_budget import Clock

BARS = "Code128"
OPEN_MS = 1000
"""Milliseconds that opening the picture may take. It has been opened once already."""


@dataclass(frozen=True)
class PrintMeasure:
    """What one picture says of a label's print: indicators, and no certified grade."""

    codes: tuple[Indicators, ...]
    refusals: tuple[Sentence, ...] = ()
    """Why the other codes are not measured."""

    @property
    def grade(self) -> float:
        """Of the code that is worst off."""
        return min(code.grade for code in self.codes)

    @property
    def wear(self) -> float:
        """The mean over the codes, 0 at best."""
        return float(np.mean([code.wear for code in self.codes]))


def measure_print(picture: "bytes | NDArray[np.uint8]", symbols: Iterable[Symbol]) -> PrintMeasure:
    """How well the codes in a picture are printed.

    Parameters
    ----------
    picture : the bytes of a picture file, or a (height, width[, channels]) uint8 array, as for `scanner.read`
    symbols : those that `scanner.read` found in it

    Returns
    -------
    PrintMeasure
        Without codes where none is drawn as our labels are, or where the picture allows no measure.

    Raises
    ------
    UnreadablePicture
        As `scanner.read` does.
    """
    grey = load(picture, Clock(OPEN_MS)).grey(1)
    measured: list[Indicators] = []
    refusals: list[Sentence] = []
    for symbol in symbols:
        try:
            if found := _of_symbol(grey, symbol):
                measured.append(found)
        except Unmeasured as unmeasured:
            refusals.append(unmeasured.sentence)
    return PrintMeasure(tuple(measured), tuple(dict.fromkeys(refusals)))


def _of_symbol(grey: Grey, symbol: Symbol) -> Indicators | None:
    """None for what nobody here can draw."""
    drawn = list(drawings(symbol))
    if not drawn:
        return None
    if symbol.format == BARS:
        return measure_bars(grey, symbol.corners, drawn[0][0], symbol.format)
    return measure_square(grey, symbol.corners, drawn, symbol.format)
