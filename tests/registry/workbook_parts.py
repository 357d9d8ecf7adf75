"""An .xlsx as its parts, as small as Excel would still open it."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def parts_of_workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()
) -> dict[str, str]:
    """Name of the part → its text. A cell is a text, a number, or raw XML of a cell."""
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    part = '<Override PartName="/xl/{}" ContentType="{}+xml"/>'
    parts = [part.format("workbook.xml", f"{office}.sheet.main")]
    listed, related, members = [], [], {}
    for at, (name, rows) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        body = "".join(f"<row>{''.join(_cell(cell) for cell in row)}</row>" for row in rows)
        parts.append(part.format(f"worksheets/sheet{at}.xml", f"{office}.worksheet"))
        listed.append(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"{state}/>')
        related.append(
            f'<Relationship Id="rId{at}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        )
        members[f"xl/worksheets/sheet{at}.xml"] = (
            f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
        )
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{''.join(parts)}</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f"<sheets>{''.join(listed)}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f"{''.join(related)}</Relationships>",
        **members,
    }


def _cell(cell: object) -> str:
    if isinstance(cell, (int, float)):
        return f"<c><v>{cell!r}</v></c>"
    text = str(cell)
    return text if text.startswith("<c") else f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'
