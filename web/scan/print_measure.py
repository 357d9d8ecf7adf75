"""How well what was looked at is printed, measured in the same picture."""

from typing import Any

from scanner import UnreadablePicture
from scanner.pictures.turns import TURNS, NoTurn
from scanner.print_quality.grades import Indicators
from scanner.print_quality.label_print import PrintMeasure, measure_print
from web.scan.scanning import LIVE_WAIT_S, Seen


def print_seen(seen: Seen) -> PrintMeasure | None:
    """The indicators of the codes in view; None where there is no picture, it allows no measure, or too many are read
    already: nobody waits for this."""
    if not seen.picture or seen.size is None or not seen.symbols:
        return None
    try:
        with TURNS.take(seen.size, LIVE_WAIT_S):
            measure = measure_print(seen.picture, seen.symbols)
    except (NoTurn, UnreadablePicture):
        return None
    return measure if measure.codes else None


def as_stored(code: Indicators) -> dict[str, Any]:
    """One code's indicators as they are stored."""
    values = {str(parameter): round(value, 3) for parameter, value in code.values.items()}
    axes = None if code.axes is None else round(code.axes, 3)
    return {"format": code.format, "values": values, "gain": round(code.gain, 3), "axes": axes}
