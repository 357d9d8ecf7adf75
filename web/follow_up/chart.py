"""The trend as a picture: a bar a month for the unit, and a line for all units. The page draws it as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.follow_up.figures import MonthShares, Share

WIDTH, HEIGHT = 720, 240
LEFT, TOP, BOTTOM = 48, 12, 30
"""Room for the percentages and for the names of the months."""
STEPS = (5, 10, 20, 30, 40, 50, 60, 80, 100)
"""Where the scale can end, in per cent."""
GRID_LINES = 5
WIDEST_BAR = 36


@dataclass(frozen=True)
class Bar:
    """A month: its place, and the heights in the picture's units from the top; None where there is no rate."""

    month: MonthShares
    centre: float
    left: float
    width: float
    top: float | None
    height: float
    everybody: float | None
    is_named: bool
    """Whether the month's name stands under it: with many months only some have room."""


@dataclass(frozen=True)
class Chart:
    """Everything that the template draws."""

    width: int
    height: int
    floor: float
    bars: tuple[Bar, ...]
    line: tuple[str, ...]
    """The line of all units, in pieces: a month without a rate interrupts it."""
    grid: tuple[tuple[int | float, float], ...]
    """Per cent, and how far from the top."""


def chart_of(trend: Sequence[MonthShares]) -> Chart:
    highest = _end_of_scale(trend)
    floor, step = HEIGHT - BOTTOM, (WIDTH - LEFT) / max(len(trend), 1)

    def at(share: Share) -> float | None:
        percent = share.percent
        return None if percent is None else round(floor - (floor - TOP) * percent / highest, 1)

    bars = []
    every = -(-len(trend) // 12)
    for number, month in enumerate(trend):
        centre, width, top = LEFT + step * (number + 0.5), min(step * 0.6, WIDEST_BAR), at(month.unit)
        bars.append(
            Bar(
                month=month,
                centre=round(centre, 1),
                left=round(centre - width / 2, 1),
                width=round(width, 1),
                top=top,
                height=round(floor - top, 1) if top is not None else 0,
                everybody=at(month.everybody),
                is_named=number % every == 0,
            )
        )
    grid = [
        (int(highest * part / GRID_LINES), round(floor - (floor - TOP) * part / GRID_LINES, 1))
        for part in range(GRID_LINES + 1)
    ]
    return Chart(WIDTH, HEIGHT, floor, tuple(bars), tuple(_pieces(bars)), tuple(grid))


def _end_of_scale(trend: Sequence[MonthShares]) -> int:
    percents = [share.percent or 0 for month in trend for share in (month.unit, month.everybody)]
    return next(step for step in STEPS if step >= max(percents, default=0))


def _pieces(bars: Sequence[Bar]) -> list[str]:
    pieces: list[list[str]] = [[]]
    for bar in bars:
        if bar.everybody is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{bar.centre},{bar.everybody}")
    return [" ".join(piece) for piece in pieces if piece]
