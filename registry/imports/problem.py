"""What is wrong with a file, a column or a row, as a sentence. The import catches all of these errors itself."""

from dataclasses import dataclass

from common.privacy import masked
from common.sentence import Sentence, SentenceError

DISK_IS_FULL = Sentence(
    "Serverns disk är full, så importen avbröts. Registret är som det var. Säg till den som sköter Returkoll."
)


class FileProblem(SentenceError):  # noqa: N818 - it is an answer for the user
    """The file as a whole cannot be imported."""


class ValueProblem(SentenceError, ValueError):  # noqa: N818 - it is an answer for the user
    """One value cannot be what its column says. Whatever it is, no personnummer is repeated in full."""

    def __init__(self, text: str, /, **params: object) -> None:
        said = {name: masked(value) if isinstance(value, str) else value for name, value in params.items()}
        super().__init__(text, **said)


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one row. `line` is the line of the file (CSV) or the row of the sheet."""

    line: int
    column: str
    sentence: Sentence
