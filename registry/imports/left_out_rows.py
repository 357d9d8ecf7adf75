"""The rows that an import left out, as a file that can be corrected and imported again. Beside the file's columns it
has one with what is wrong."""

from pathlib import Path

from common.csv_form import Number, RowWriter, open_csv
from common.sentence import Say, Sentence
from registry.imports.report import Report
from registry.imports.table.heading import Heading
from registry.imports.table.source import Source

WHAT_IS_WRONG = Sentence("Vad som är fel")


def write_left_out(path: Path, source: Source, heading: Heading, report: Report, say: Say = str) -> None:
    """Every row that `report` tells of, as it stands in the file. Columns that were left out on purpose stay out."""
    shown = [at for at, name in enumerate(heading.headings) if name not in report.mapping.not_shown]
    with open_csv(path) as file:
        writer = RowWriter(file)
        writer.write([*(heading.headings[at] for at in shown), say(WHAT_IS_WRONG)])
        for line, cells in source.rows():
            if line not in report.left_out:
                continue
            told = " ".join(say(sentence) for sentence in report.left_out[line])
            values = [Number(cells[at].strip() if at < len(cells) else "", is_text=False) for at in shown]
            beyond = [Number(cell.strip(), is_text=False) for cell in cells[len(heading.headings) :]]
            writer.write([*values, told, *beyond])
