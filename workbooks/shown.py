"""Numbers that a sheet shows differently from how it stores them: 123456 in the format 00000000 is shown as 00123456.

The reader of workbooks gives values without their formats. So the formats are read from the workbook's own parts, and
only where a sheet has formats that show another number than the value.
"""

import zipfile
from pathlib import Path

from workbooks import xlsx
from workbooks.number_format import SheetCell


def shown_numbers(path: Path, sheet_name: str) -> dict[SheetCell, str]:
    """Cell → the text that it shows, for the cells whose format adds zeros or letters."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if names >= xlsx.PARTS:
            return xlsx.shown_numbers(archive, sheet_name)
    return {}
