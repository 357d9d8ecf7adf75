"""A workbook as the table in it, or in words why there is none. The file stays for as long as somebody reads it."""

import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path

from registry.imports.fields import ALL_NAMES
from registry.imports.problem import FileProblem
from workbooks import Fault, Table, WorkbookProblem, open_table

SAID: dict[Fault, Callable[[WorkbookProblem], FileProblem]] = {
    Fault.BROKEN: lambda _: FileProblem(
        "Excelfilen är trasig eller halvsparad. Öppna den i Excel, spara den igen och försök på nytt."
    ),
    Fault.EMPTY: lambda _: FileProblem("Excelfilen är tom. Gör om exporten i WebSesam och försök igen."),
    Fault.LOCKED: lambda _: FileProblem(
        "Excelfilen är skyddad med lösenord. Spara den utan lösenord i Excel och försök igen."
    ),
    Fault.SEVERAL: lambda problem: FileProblem(
        "Samma rubriker står på flera blad: %(sheets)s. Lägg alla rader på ett blad, "
        "eller spara varje blad som en egen fil.",
        sheets=", ".join(problem.sheets),
    ),
    Fault.TOO_LARGE: lambda _: FileProblem(
        "Excelfilen är orimligt stor när den packas upp. Spara exporten som CSV och försök igen."
    ),
    Fault.TOO_SLOW: lambda _: FileProblem(
        "Excelfilen tar för lång tid att läsa. Spara exporten som CSV och försök igen."
    ),
    Fault.ZIP: lambda _: FileProblem("Det här är en zip-fil. Packa upp den och välj filen som ligger i den."),
}


class OpenedWorkbook:
    """The table of a workbook, in a file that goes with it. Raises FileProblem."""

    def __init__(self, path: Path, seconds: float) -> None:
        folder = Path(tempfile.mkdtemp(prefix="returkoll-table-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        try:
            self.table: Table = open_table(path, folder / "table", ALL_NAMES, seconds)
        except WorkbookProblem as problem:
            raise in_words(problem) from problem


def in_words(problem: WorkbookProblem) -> FileProblem:
    return SAID[problem.fault](problem)
