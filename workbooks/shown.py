"""What a sheet shows that its values do not say: 123456 in the format 00000000 is shown as 00123456, and a merged cell
counts for all of its rows.

The reader of workbooks gives values without their formats. So these are read from the workbook's own parts, and only
where a sheet has formats that show another number than the value.
"""

import zipfile
from pathlib import Path

from workbooks import opendocument, xls, xlsb, xlsx
from workbooks.compound_file import SIGNATURE
from workbooks.looks import Looks


def sheet_looks(path: Path, sheet_name: str) -> Looks:
    """Cell → the text that it shows, for the cells whose format adds zeros or letters; and the merged cells and the
    days of a file for which the reader does not tell them. Raises ValueError for a broken part."""
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) == SIGNATURE:
            return xls.looks_of(SIGNATURE + file.read(), sheet_name)
    if not zipfile.is_zipfile(path):
        return Looks()
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if names >= xlsx.PARTS:
            return Looks(xlsx.shown_numbers(archive, sheet_name))
        if xlsb.WORKBOOK in names:
            return xlsb.looks_of(archive, sheet_name)
        if opendocument.CONTENT in names:
            return opendocument.looks_of(archive, sheet_name)
    return Looks()
