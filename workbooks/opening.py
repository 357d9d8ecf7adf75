"""Asking for a workbook's table: another process opens the workbook, and its table comes back as a file."""

import json
import signal
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from workbooks import table_file
from workbooks.table_file import Table
from workbooks.workbook_problem import Fault, WorkbookProblem

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300.0
"""Seconds that a workbook may take where nothing else waits; a sheet of a million rows takes about twenty."""


def open_table(path: Path, into: Path, known: Collection[str], seconds: float = PATIENCE) -> Table:
    """The table of the workbook `path`, written to the file `into`. Of several sheets the one with most headings that
    are in `known` (`normalised`); the first of them where none has any. Raises WorkbookProblem."""
    asked = json.dumps({"path": str(path.resolve()), "into": str(into.resolve()), "known": sorted(known)})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "workbooks", str(max(1, round(seconds)))],
            input=asked.encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise WorkbookProblem(Fault.TOO_SLOW) from None
    if done.returncode == 0:
        return table_file.read_table(into)
    raise _problem(done.stdout, done.returncode)


def _problem(said: bytes, ended: int) -> WorkbookProblem:
    """The problem that the process told. It tells nothing where its limits ended it, or where the reader did, which
    gives up on some broken files in a way of its own."""
    try:
        fault, *sheets = json.loads(said)
        return WorkbookProblem(Fault(fault), tuple(map(str, sheets)))
    except ValueError:
        if ended == -signal.SIGXCPU:
            return WorkbookProblem(Fault.TOO_SLOW)
        return WorkbookProblem(Fault.BROKEN if ended > 0 else Fault.TOO_LARGE)
