"""Scores as Markdown tables, and as a plot without a plotting library."""

from pathlib import Path

from benchmarks.score import Cell, Scores

COLOURS = {"zxing": "#6b7f99", "zbar": "#9db0c4", "opencv": "#cfd8e2", "ours": "#0b6e4f"}


def table(title: str, scores: Scores, columns: "tuple[str, ...]") -> str:
    """A row a reader; in each cell the share read, and pictures misread where there are any."""
    shown = [column for column in ("all", *columns) if any(column in row for row in scores.values())]
    lines = [
        f"### {title}",
        "",
        "| | " + " | ".join([*shown, "misread", "median ms", "95 % ms"]) + " |",
        "|---" * (len(shown) + 4) + "|",
    ]
    for name, row in scores.items():
        whole = row["all"]
        cells = [_cell(row[column]) for column in shown]
        times = [f"{whole.quantile(0.5):.1f}", f"{whole.quantile(0.95):.1f}"]
        lines.append("| " + " | ".join([name, *cells, f"{whole.misread} of {whole.pictures}", *times]) + " |")
    return "\n".join(lines)


def _cell(cell: Cell) -> str:
    rate = f"{cell.rate:.1f}" if cell.codes else "–"
    return f"{rate} ({cell.misread} wrong)" if cell.misread else rate


def write(path: Path, parts: list[str], made: Scores | None) -> None:
    """The Markdown file, and the plot as SVG beside it."""
    text = ["# Benchmarks", "", "Made by `python -m benchmarks scanner --write docs/benchmarks.md`.", ""]
    if made:
        plot = path.with_name(path.stem + "-scanner.svg")
        plot.write_text(_plot(made), encoding="utf-8")
        text += [f"![Share of codes read, by damage]({plot.name})", ""]
    path.write_text("\n".join(text) + "\n".join(f"{part}\n" for part in parts), encoding="utf-8")


def _plot(scores: Scores) -> str:
    """Bars: share read by column, a colour a reader."""
    columns = list(scores["ours"])
    left, bar, gap, height = 40, 9, 12, 220
    step = bar * len(scores) + gap
    width = left + step * len(columns) + 10
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + 130}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height + 130}" fill="#fff"/>',
    ]
    for share in range(0, 101, 20):
        y = 20 + height * (1 - share / 100)
        out.append(f'<path d="M{left} {y}H{width}" stroke="#ddd"/><text x="6" y="{y + 4}">{share} %</text>')
    for index, column in enumerate(columns):
        x = left + index * step + gap / 2
        for place, (name, row) in enumerate(scores.items()):
            high = height * row[column].rate / 100 if row[column].codes else 0
            out.append(
                f'<rect x="{x + place * bar}" y="{20 + height - high:.1f}" width="{bar - 1}" '
                f'height="{high:.1f}" fill="{COLOURS.get(name, "#000")}"/>'
            )
        out.append(
            f'<text transform="translate({x + step / 2 - 8} {height + 30}) rotate(55)">{column}</text>'
        )
    for place, name in enumerate(scores):
        x = left + place * 90
        out.append(f'<rect x="{x}" y="4" width="10" height="10" fill="{COLOURS.get(name, "#000")}"/>')
        out.append(f'<text x="{x + 14}" y="13">{name}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"
