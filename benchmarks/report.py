"""Scores as Markdown tables, and as a plot without a plotting library."""

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.score import Cell, Scores

COLOURS = {"zxing-cpp": "#6b7f99", "pyzbar": "#9db0c4", "OpenCV": "#cfd8e2", "ours": "#0b6e4f"}
LEFT, TOP, HEIGHT, BAR, GAP = 44, 34, 220, 9, 12


def tables(title: str, made: Scores, axes: Sequence[str], symbologies: Sequence[str]) -> list[str]:
    """A row a reader, a column an axis and a symbology; a table a measure."""
    columns = [name for name in ("all", *axes, *symbologies) if any(name in row for row in made.values())]
    return [
        f"### {title}",
        _table("Read, % (pictures misread)", made, columns, _read) + _above(made, columns),
        _table("Milliseconds, median / 95 %", made, columns, _times),
        _table("Of what was read, by the first stage, %", {"ours": made["ours"]}, columns, _first),
    ]


def _table(what: str, made: Scores, columns: Sequence[str], cell: Callable[[Cell], str]) -> str:
    lines = [f"| {what} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, row in made.items():
        lines.append(f"| {name} | " + " | ".join(cell(row[column]) for column in columns) + " |")
    return "\n".join(lines)


def _above(made: Scores, columns: Sequence[str]) -> str:
    """One more row: our points above the best engine of each column."""
    alone = [row for name, row in made.items() if name != "ours"]
    if not alone:
        return ""
    points = [made["ours"][column].rate - max(row[column].rate for row in alone) for column in columns]
    cells = ["–" if math.isnan(point) else f"{point:+.1f}" for point in points]
    return "\n| points above the column's best alone | " + " | ".join(cells) + " |"


def _read(cell: Cell) -> str:
    rate = f"{cell.rate:.1f}" if cell.codes else "–"
    return f"{rate} ({cell.misread})" if cell.misread else rate


def _times(cell: Cell) -> str:
    return f"{cell.quantile(0.5):.0f} / {cell.quantile(0.95):.0f}"


def _first(cell: Cell) -> str:
    return f"{cell.first_share:.0f}" if cell.read else "–"


def write(path: Path, section: str, parts: list[str], plots: dict[str, str]) -> None:
    """Puts the section between its two marks in the Markdown file, and the plots beside the file."""
    pictures = []
    for name, svg in plots.items():
        plot = path.with_name(f"{path.stem}-{section}-{name}.svg")
        plot.write_text(svg, encoding="utf-8")
        pictures.append(f"![{titled(section, name)}]({plot.name})")
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    body = "\n\n".join([begin, parts[0], *pictures, *parts[1:], end])
    text = path.read_text(encoding="utf-8") if path.exists() else f"# Benchmarks\n\n{begin}\n{end}\n"
    whole = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    path.write_text(whole.sub(lambda _: body, text), encoding="utf-8")


def titled(section: str, name: str) -> str:
    """What a plot is called for those who do not see it."""
    return f"Share of codes read, {name}" if section == "scanner" else f"{section}: {name}"


def plot(made: Scores, columns: Sequence[str]) -> str:
    """Bars: share read by column, a colour a reader. SVG."""
    shown = [column for column in ("all", *columns) if made["ours"][column].codes]
    step = BAR * len(made) + GAP
    width, height = LEFT + step * len(shown) + 40, TOP + HEIGHT + 96
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for share in range(0, 101, 20):
        y = TOP + HEIGHT * (1 - share / 100)
        out.append(
            f'<path d="M{LEFT} {y:.0f}H{width}" stroke="#ddd"/><text x="4" y="{y + 4:.0f}">{share} %</text>'
        )
    for place, column in enumerate(shown):
        x = LEFT + place * step + GAP / 2
        out += _bars(made, column, x)
        out.append(f'<text transform="translate({x + 8:.0f} {TOP + HEIGHT + 14}) rotate(45)">{column}</text>')
    for place, name in enumerate(made):
        x = LEFT + place * 100
        out.append(f'<rect x="{x}" y="8" width="10" height="10" fill="{COLOURS.get(name, "#000")}"/>')
        out.append(f'<text x="{x + 14}" y="17">{name}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def _bars(made: Scores, column: str, x: float) -> list[str]:
    out = []
    for place, (name, row) in enumerate(made.items()):
        rate = row[column].rate
        high = 0.0 if math.isnan(rate) else HEIGHT * rate / 100
        out.append(
            f'<rect x="{x + place * BAR:.1f}" y="{TOP + HEIGHT - high:.1f}" width="{BAR - 1}" '
            f'height="{high:.1f}" fill="{COLOURS.get(name, "#000")}"/>'
        )
    return out
