"""The chart as a picture: a panel a kind of code and a light, a row an X-dimension, a column a distance. SVG."""

from collections.abc import Mapping

Place = tuple[str, int, float, int]
"""Kind, lux, X-dimension in mm, distance in cm."""
CELL, HIGH, GAP, LEFT, TOP = 64, 40, 56, 84, 56
GOOD, MIDDLING, BAD = (11, 110, 79), (214, 158, 46), (179, 84, 30)
"""Colours of 100, of 50 and of 0 %; the number stands in each cell, too."""


def sheet(shares: Mapping[Place, float]) -> str:
    """The share read at each place."""
    kinds, lights, sizes, distances = ([*dict.fromkeys(column)] for column in zip(*shares, strict=True))
    panel_wide, panel_high = CELL * len(distances), HIGH * len(sizes)
    wide = LEFT + (panel_wide + GAP) * len(kinds)
    high = TOP + (panel_high + GAP + 20) * len(lights)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{wide}" height="{high}" fill="#fff"/>',
    ]
    for column, kind in enumerate(kinds):
        for row, lux in enumerate(lights):
            x, y = LEFT + column * (panel_wide + GAP), TOP + row * (panel_high + GAP + 20)
            out.append(f'<text x="{x}" y="{y - 12}" font-weight="bold">{kind}, {lux} lux</text>')
            for line, size in enumerate(sizes):
                middle = y + HIGH * line + HIGH / 2 + 4
                if column == 0:
                    out.append(f'<text x="{x - 10}" y="{middle}" text-anchor="end">X {size} mm</text>')
                for place, distance in enumerate(distances):
                    out += _cell(shares[kind, lux, size, distance], x + CELL * place, y + HIGH * line)
            out += [
                f'<text x="{x + CELL * place + CELL / 2}" y="{y + panel_high + 18}" '
                f'text-anchor="middle">{distance} cm</text>'
                for place, distance in enumerate(distances)
            ]
    return "\n".join([*out, "</svg>"]) + "\n"


def _cell(share: float, x: float, y: float) -> list[str]:
    return [
        f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{HIGH - 2}" fill="rgb{_colour(share)}"/>',
        f'<text x="{x + CELL / 2 - 1}" y="{y + HIGH / 2 + 4}" text-anchor="middle" fill="#fff" font-weight="bold">'
        f"{100 * share:.0f} %</text>",
    ]


def _colour(share: float) -> tuple[int, ...]:
    low, high, part = (BAD, MIDDLING, 2 * share) if share < 0.5 else (MIDDLING, GOOD, 2 * share - 1)
    return tuple(round(a + (b - a) * part) for a, b in zip(low, high, strict=True))
