"""An .ods with just what a program that reads it needs."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

NAMES = ("office", "table", "text", "manifest")
SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in NAMES)


def cell(value: object = "", shown: str | None = None, more: str = "") -> str:
    """A cell with what it shows; `more` are attributes such as those of a merged one."""
    text = str(value) if shown is None else shown
    if not text and not more:
        return "<table:table-cell/>"
    kind = 'office:value-type="string"'
    if isinstance(value, (int, float)):
        kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind} {more}><text:p>{escape(text)}</text:p></table:table-cell>"


def covered() -> str:
    """A cell that lies under a merged one."""
    return "<table:covered-table-cell/>"


def over(rows: int) -> str:
    """The attributes of a cell that is merged over so many rows."""
    return f'table:number-rows-spanned="{rows}" table:number-columns-spanned="1"'


def repeated(what: str, times: int) -> str:
    """The attribute that says that a row or a cell ("rows", "columns") stands there so many times."""
    return f'table:number-{what}-repeated="{times}"'


def row(cells: Sequence[object], more: str = "") -> str:
    """Cells are values, or XML that `cell` has made."""
    parts = (str(one) if str(one).startswith("<table:") else cell(one) for one in cells)
    return f"<table:table-row {more}>{''.join(parts)}</table:table-row>"


def write_opendocument(path: Path, rows: Sequence[str], *before: str) -> Path:
    """Write a document of one sheet; `before` are sheets as XML that stand before it."""
    table = f'<table:table table:name="Blad1">{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{''.join(before)}{table}</office:spreadsheet></office:body>"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {SPACES}/>")
        content = (
            f'{head}<office:document-content {SPACES} office:version="1.3">{body}</office:document-content>'
        )
        archive.writestr("content.xml", content)
    return path
