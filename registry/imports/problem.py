"""What is wrong with a file, a column or a row: told in a sentence, never raised past the import."""

from dataclasses import dataclass

from common.privacy import masked
from common.sentence import Sentence


class FileProblem(Exception):  # noqa: N818 - it is an answer for the user
    """The file as a whole cannot be imported. `sentence` says what to do."""

    def __init__(self, text: str, **params: object) -> None:
        self.sentence = Sentence(text, params)
        super().__init__(str(self.sentence))


class ValueProblem(ValueError):  # noqa: N818 - it is an answer for the user
    """One value cannot be what its column says. Whatever it is, no personnummer is repeated in full."""

    def __init__(self, text: str, **params: object) -> None:
        said = {name: masked(value) if isinstance(value, str) else value for name, value in params.items()}
        self.sentence = Sentence(text, said)
        super().__init__(str(self.sentence))


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one row. `line` is the line of the file (CSV) or the row of the sheet."""

    line: int
    column: str
    sentence: Sentence
