"""Why a workbook cannot be read."""

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with the workbook. The caller tells the user in words."""

    BROKEN = "broken"
    EMPTY = "empty"
    LOCKED = "locked"
    """It has a password."""
    SEVERAL = "several"
    """The same headings stand on several sheets."""
    TOO_LARGE = "too-large"
    """Opening it would take more memory than is allowed."""
    TOO_SLOW = "too-slow"
    """It could not be read in the time that was given."""
    ZIP = "zip"
    """It is a zip file, but no workbook."""


class WorkbookProblem(Exception):  # noqa: N818 - it is an answer for the user
    """The file cannot be read as a table. `sheets` are those that have the same headings."""

    def __init__(self, fault: Fault, sheets: tuple[str, ...] = ()) -> None:
        super().__init__(fault, *sheets)
        self.fault = fault
        self.sheets = sheets
