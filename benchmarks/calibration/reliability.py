"""Stated odds beside what was seen: bins, Wilson's intervals, and the plot."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Z = 1.96
"""Standard deviations to 95 %."""
STEP = 0.5
"""Powers of ten that a bin is wide."""
FEWEST, MOST = -2.0, 4.0
"""Powers of ten of the first and of the last bin; what is beyond is put into these."""
SMALLEST = 1e-4
"""The smallest share that the plot can show."""
LEFT, TOP, SIDE, RIGHT = 78, 40, 380, 70


@dataclass(frozen=True)
class Bin:
    """Candidates of about the same stated odds."""

    log_odds: float
    """The mean of what they state, in powers of ten."""
    count: int
    wrong: int

    @property
    def stated(self) -> float:
        """The share of wrong ones that these odds state."""
        return 1 / (1 + 10**self.log_odds)


def binned(candidates: Iterable[tuple[float, bool]]) -> list[Bin]:
    """(log odds, whether it is right) → bins, the least sure first."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for log_odds, right in candidates:
        held = min(max(log_odds, FEWEST), MOST)
        bins[round(held / STEP)].append((held, right))
    return [
        Bin(sum(odds for odds, _ in inside) / len(inside), len(inside), sum(not right for _, right in inside))
        for _, inside in sorted(bins.items())
    ]


def wilson(wrong: int, count: int) -> tuple[float, float]:
    """Between which shares the true one lies at 95 % (E. B. Wilson, "Probable inference", 1927)."""
    if not count:
        return 0.0, 1.0
    share, width = wrong / count, Z * Z / count
    middle = (share + width / 2) / (1 + width)
    reach = Z * math.sqrt(share * (1 - share) / count + width / (4 * count)) / (1 + width)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def plot(bins: Sequence[Bin], given_from: float) -> str:
    """The share of wrong ones, stated and seen, both from 100 to 0.01 %; what is given is right of the line. SVG."""
    wide, high = LEFT + SIDE + RIGHT, TOP + SIDE + 60
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{wide}" height="{high}" fill="#fff"/>',
    ]
    for share in (1.0, 0.1, 0.01, 0.001, 0.0001):
        x, y, told = _x(share), _y(share), f"{100 * share:g} %"
        out.append(f'<path d="M{LEFT} {y:.0f}H{LEFT + SIDE}M{x:.0f} {TOP}V{TOP + SIDE}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{told}</text>')
        out.append(f'<text x="{x:.0f}" y="{TOP + SIDE + 18}" text-anchor="middle">{told}</text>')
    threshold = _x(1 / (1 + given_from))
    out += [
        f'<path d="M{LEFT} {TOP}L{LEFT + SIDE} {TOP + SIDE}" stroke="#6b7f99" stroke-dasharray="5 4"/>',
        f'<path d="M{threshold:.1f} {TOP}V{TOP + SIDE}" stroke="#b3541e"/>',
        f'<text x="{threshold + 5:.0f}" y="{TOP + 14}" fill="#b3541e">given from here</text>',
        f'<text x="{LEFT}" y="22">Candidates that are wrong: seen (95 %), by what was stated</text>',
        f'<text x="{LEFT + SIDE / 2:.0f}" y="{TOP + SIDE + 42}" text-anchor="middle">stated share of wrong ones</text>',
    ]
    for one in bins:
        out += _drawn(one)
    return "\n".join([*out, "</svg>"]) + "\n"


def _drawn(one: Bin) -> list[str]:
    low, high = wilson(one.wrong, one.count)
    x = _x(one.stated)
    out = [f'<path d="M{x:.1f} {_y(low):.1f}V{_y(high):.1f}" stroke="#0b6e4f" stroke-width="3"/>']
    if one.wrong:
        out.append(f'<circle cx="{x:.1f}" cy="{_y(one.wrong / one.count):.1f}" r="5" fill="#0b6e4f"/>')
    out.append(f'<text x="{x + 7:.1f}" y="{_y(high) + 16:.1f}">{one.wrong} of {one.count}</text>')
    return out


def _x(share: float) -> float:
    return LEFT + SIDE * _part(share)


def _y(share: float) -> float:
    return TOP + SIDE * _part(share)


def _part(share: float) -> float:
    """0 for all, 1 for the smallest share that is shown."""
    return math.log10(max(share, SMALLEST)) / math.log10(SMALLEST)
