"""Numbers that a sheet shows otherwise than it keeps them: 123456 in the format 00000000 is 00123456 for everybody.

The reader gives values without their formats, so these are read from the workbook's own parts, and only where a sheet
has any that make another number of one.
"""

import zipfile
from pathlib import Path

from workbooks import xlsx
from workbooks.number_format import SheetCell


def shown_numbers(path: Path, sheet_name: str) -> dict[SheetCell, str]:
    """What is shown in the cells whose format adds zeros or letters."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if names >= xlsx.PARTS:
            return xlsx.shown_numbers(archive, sheet_name)
    return {}
