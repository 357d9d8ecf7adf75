"""Workbooks (.xlsx, .xlsb, .xls, .ods) → the rows of the table in them, as text. No Flask, no database.

A workbook is opened in a process of its own, whose memory and time are limited, so that a hostile one cannot harm a
worker. `open_table` raises `WorkbookProblem` for a file that cannot be read, and says why.
"""

from workbooks.headings import normalised
from workbooks.opening import PATIENCE, open_table
from workbooks.table_file import BEGINS, Table, read_table
from workbooks.workbook_problem import Fault, WorkbookProblem

__all__ = [
    "BEGINS",
    "PATIENCE",
    "Fault",
    "Table",
    "WorkbookProblem",
    "normalised",
    "open_table",
    "read_table",
]
