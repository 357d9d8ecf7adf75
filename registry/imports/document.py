"""Writes docs/imports.md from the fields themselves: `python -m registry.imports.document > docs/imports.md`."""

import sys

from registry.imports.fields import FIELDS, KIND_NAMES, Field

TEXT = """\
# Files for the register

Written by `python -m registry.imports.document`; a test compares it with the code.

WebSesam's exports come in as they are, from the page (Importera) or with `flask registry import FILE`: CSV or Excel,
UTF-8, UTF-16, UTF-32, Windows or Mac letters, any usual delimiter, the headings on whichever of the first rows they
stand, merged over two rows or not. Of a workbook's sheets the one with the table is read, hidden ones last; a table
that goes on over several sheets is refused. The first time in this order: units, suppliers, articles; then terms and
devices.

- **Columns** are known by their names below, whatever the case, the spaces and the signs in them; what is nearly right
  is known too. Every choice can be changed before the import, and kept under a name for the next file of its kind.
- **Two columns of one field** (Enhet and Kostnadsställe) are asked about where they say different things, and a heading
  that belongs to another kind of file where it looks like a field that is missing.
- **Dates**: `2026-11-23`, `20261123`, `23/11/2026` or `23.11.2026` (the day first), or the number that Excel keeps.
  What systems write where there is none (`-`, `0000-00-00`, `1900-01-01`) is none; a term's end may be `tills vidare`.
- **Prices**: `1 234,50 kr`, `1.234,50`, `1234:-`. What may be thousands or decimals (`1,234`) is refused.
- **All or nothing**: one row that is wrong keeps the whole file out, and each wrong row is told with what to do. A
  trial run says what would be added, changed and left. The report by row can be downloaded. The same file twice
  changes nothing. Columns that a file lacks are left as they are.
- **Serials that Excel has destroyed** (`1,23457E+11`, a date, a row of zeros at the end) are refused, never stored:
  format the column as text and export again. Where the register knows a serial, an article or a unit by the same number
  with zeros before it, the zeros are taken for lost.
- **A file that holds the whole register** (marked so when it is imported) marks the devices that it lacks as gone from
  Sesam. One that lacks more than half of them is taken for a part, and refused as a whole.
- **No patients**: a column that looks like people, by its name or by what stands in it, stops the import until it is
  left out; a value that is a personnummer stops its row. Neither is repeated in full.
- **A device with the individnummer of another serial** was repaired: the old serial stays as a former one, with its
  dates.
- **What belongs together** is told by the order's number: the devices of one unit with one Ordernummer. `Sida` says
  which ear a hearing aid is for (H, V, Höger, Vänster, R, L; anything else says nothing), where the article's name does
  not. An article's `Tillhörande artiklar` are the article numbers of what usually comes with it. Files without these go
  on as before, and where the register does not know, nobody is asked.

An asterisk marks what must be there.
"""


def document() -> str:
    return TEXT + "".join(_section(kind, fields) for kind, fields in FIELDS.items())


def _section(kind: str, fields: tuple[Field, ...]) -> str:
    lines = [
        "",
        f"## {KIND_NAMES[kind].capitalize()} (`--kind {kind}`)",
        "",
        "| field | also called |",
        "|---|---|",
    ]
    for field in fields:
        star = " *" if field.required else ""
        lines.append(f"| {field.label}{star} | {', '.join(field.names[1:])} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
