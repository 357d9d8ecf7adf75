"""`python -m workbooks SECONDS` opens the workbook that the standard input names, within limits that cannot be lifted.

The limits are this process's own and are set by itself before it reads anything: nothing of a worker that has many
threads runs between fork and exec. Ends with 0 when the table is written, otherwise with 1 and the fault as JSON.
"""

import json
import resource
import sys
from pathlib import Path

MEMORY = 600 << 20
"""Bytes of address space. A sheet of half a million rows takes about as much."""
WRITTEN = 256 << 20
"""Bytes of the table: a text that a million cells share stands once in the workbook, and a million times here."""


def limit_process(seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> int:
    limit_process(int(sys.argv[1]))
    # Imported under the limits, like everything that has to do with the workbook.
    from workbooks.workbook_problem import Fault, WorkbookProblem
    from workbooks.workbook_sheets import write_table

    asked = json.loads(sys.stdin.read())
    try:
        write_table(Path(asked["path"]), Path(asked["into"]), frozenset(asked["known"]))
    except WorkbookProblem as problem:
        sys.stdout.write(json.dumps([problem.fault, *problem.sheets]))
        return 1
    except (MemoryError, OSError):
        sys.stdout.write(json.dumps([Fault.TOO_LARGE]))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
