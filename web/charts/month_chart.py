"""A chart with a bar a month, which may have a second part on top, and a line beside. The page draws it as SVG
(templates/layout/month_chart.html)."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
TOP, BOTTOM = 12, 30
"""Room above, and for the names of the months."""
GRID_LINES = 5
WIDEST_BAR = 36
MOST_NAMES = 12


@dataclass(frozen=True)
class MonthColumn:
    """What one month shows, in the unit of the scale. None where there is nothing to show."""

    first: datetime.date
    """The first day of the month."""
    own: float | None
    upper: float | None = None
    """What stands on top of the bar."""
    beside: float | None = None
    """What the line shows."""


@dataclass(frozen=True)
class Bar:
    """A month: its place, and its heights in the picture's units from the top; None where there is nothing."""

    first: datetime.date
    centre: float
    left: float
    width: float
    top: float | None
    height: float
    upper_top: float | None
    upper_height: float
    beside: float | None
    is_named: bool
    """Whether the month's name stands under it: with many months only some have room."""


@dataclass(frozen=True)
class MonthChart:
    """Everything that the template draws."""

    width: int
    height: int
    left: int
    """Where the scale ends and the bars begin."""
    floor: float
    bars: tuple[Bar, ...]
    line: tuple[str, ...]
    """The line, in pieces: a month without a value interrupts it."""
    grid: tuple[tuple[float, float], ...]
    """What the scale says, and how far from the top."""


def month_chart(columns: Sequence[MonthColumn], highest: float, left: int = 48) -> MonthChart:
    """`highest` is where the scale ends; `left` is the room for its numbers."""
    floor, step = HEIGHT - BOTTOM, (WIDTH - left) / max(len(columns), 1)

    def high(value: float) -> float:
        return (floor - TOP) * max(value, 0) / highest

    def at(value: float | None) -> float | None:
        return None if value is None else round(floor - high(value), 1)

    bars = []
    every = -(-len(columns) // MOST_NAMES)
    for number, column in enumerate(columns):
        centre, width, top = left + step * (number + 0.5), min(step * 0.6, WIDEST_BAR), at(column.own)
        upper = (
            None if column.upper is None else round((floor if top is None else top) - high(column.upper), 1)
        )
        bars.append(
            Bar(
                first=column.first,
                centre=round(centre, 1),
                left=round(centre - width / 2, 1),
                width=round(width, 1),
                top=top,
                height=round(floor - top, 1) if top is not None else 0,
                upper_top=upper,
                upper_height=round(high(column.upper or 0), 1),
                beside=at(column.beside),
                is_named=number % every == 0,
            )
        )
    grid = [
        (highest * part / GRID_LINES, round(floor - (floor - TOP) * part / GRID_LINES, 1))
        for part in range(GRID_LINES + 1)
    ]
    return MonthChart(WIDTH, HEIGHT, left, floor, tuple(bars), tuple(_pieces(bars)), tuple(grid))


def round_end(highest: float) -> int:
    """Where a scale that holds this value can end: 10, 20 or 50 with as many noughts as it takes."""
    if highest <= 10:
        return 10
    power: int = 10 ** int(math.log10(highest))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= highest)


def _pieces(bars: Sequence[Bar]) -> list[str]:
    pieces: list[list[str]] = [[]]
    for bar in bars:
        if bar.beside is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{bar.centre},{bar.beside}")
    return [" ".join(piece) for piece in pieces if piece]
