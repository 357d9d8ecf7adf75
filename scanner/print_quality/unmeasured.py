"""Pictures that say nothing of the print: what is wrong with them, in words."""

import numpy as np

from common.sentence import Sentence, SentenceError
from scanner.bars.optics import Floats

FEWEST_PIXELS = 2.5
"""Pixels a module below which the picture's own grid cannot be told from the print's."""
SOFTEST_PICTURE = 0.65
"""The picture's blur, standard deviation in modules, above which too little of the narrow elements is left."""
BURNT_OUT = 253
"""Grey level from which on a camera says nothing more of the light."""
MOST_BURNT_OUT = 0.2
"""The part of the cut-out that may be burnt out: the paper then looks as if it swallowed its bars."""


class Unmeasured(SentenceError):  # noqa: N818 - it is an answer, not a fault
    """The picture does not allow a measure of the print. Its sentence says why."""

    @classmethod
    def far(cls) -> "Unmeasured":
        return cls.of(Sentence("Bilden är tagen för långt ifrån för att visa hur bra trycket är."))

    @classmethod
    def soft(cls) -> "Unmeasured":
        return cls.of(Sentence("Bilden är för oskarp för att visa hur bra trycket är."))

    @classmethod
    def bright(cls) -> "Unmeasured":
        return cls.of(Sentence("Bilden är överexponerad och visar inte hur bra trycket är."))

    @classmethod
    def unlike(cls) -> "Unmeasured":
        return cls.of(Sentence("Koden syns för dåligt i bilden för att visa hur bra trycket är."))

    @classmethod
    def cut_off(cls) -> "Unmeasured":
        return cls.of(Sentence("Hela koden med det vita runt den syns inte i bilden."))


def refuse_burnt_out(levels: Floats) -> None:
    """Raises Unmeasured where more of the cut-out is burnt out than may be."""
    if float(np.mean(levels >= BURNT_OUT)) > MOST_BURNT_OUT:
        raise Unmeasured.bright()
