"""What an import would do, or did: counts, what is wrong by line, and a file with a row for each row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from common.csv_form import Number, RowWriter, open_csv
from common.sentence import Say, Sentence
from registry.imports.columns.mapping import ColumnMapping
from registry.imports.fields import KIND_NAMES
from registry.imports.problem import RowProblem

MOST_PROBLEMS_TOLD = 1000
"""Problems that are told at the most. Further ones are only counted: a wrong column makes one for each row, and nobody
reads so many."""


MOST_LEFT_OUT = 50_000


@dataclass
class Counts:
    """How many rows were added, changed, left as they were, and so on."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    left: int = 0
    repeated: int = 0
    """Rows that are the same as an earlier one."""
    gone: int = 0
    """Devices that are registered and that a full export no longer has."""
    problems: int = 0


@dataclass
class Report:
    """The result of an import or of a dry run."""

    file_name: str
    mapping: ColumnMapping
    full: bool = False
    dry_run: bool = False
    empties: bool = False
    """Whether an empty cell empties what the register knows. Otherwise it says nothing."""
    without_bad_rows: bool = False
    """Whether what is right is imported although some rows are wrong. Otherwise all of it is, or nothing."""
    counts: Counts = field(default_factory=Counts)
    problems: list[RowProblem] = field(default_factory=list)
    applied: bool = False
    left_out: dict[int, list[Sentence]] = field(default_factory=dict)
    """Line → what is wrong in it. As a file these rows can be corrected and imported again."""
    note: Sentence | None = None
    """Which part of the file was not read, where the user should know it."""

    @property
    def ok(self) -> bool:
        return not self.counts.problems

    @property
    def may_apply(self) -> bool:
        """Whether the import can be carried out: when nothing is wrong, or when the wrong rows are left out and some
        are right."""
        return self.ok or (self.without_bad_rows and self.counts.problems < self.counts.rows)

    @property
    def marks_gone(self) -> bool:
        """Whether devices that the file does not have are marked as gone. They are not when rows were left out."""
        return self.full and self.ok

    def add_problem(self, problem: RowProblem) -> None:
        self.counts.problems += 1
        if len(self.left_out) < MOST_LEFT_OUT or problem.line in self.left_out:
            self.left_out.setdefault(problem.line, []).append(problem.sentence)
        if len(self.problems) < MOST_PROBLEMS_TOLD:
            self.problems.append(problem)

    @property
    def summary(self) -> Sentence:
        """One sentence for the top of the page."""
        if not self.may_apply:
            return Sentence(
                "Inget är importerat: %(count)s fel. Rätta dem i filen och importera igen.",
                {"count": self.counts.problems},
            )
        params = {
            "kind": Sentence(KIND_NAMES[self.mapping.kind].capitalize()),
            "added": self.counts.added,
            "changed": self.counts.changed,
            "left": self.counts.left + self.counts.repeated,
            "gone": self.counts.gone,
        }
        counted = Sentence(
            "%(kind)s: %(added)s nya, %(changed)s ändrade, %(left)s oförändrade, %(gone)s borta.", params
        )
        if not self.ok:
            counted = Sentence(
                "%(counted)s %(count)s rader är utelämnade: rätta dem i filen med det som är fel, och importera den.",
                {"counted": counted, "count": len(self.left_out)},
            )
        return counted if self.applied else Sentence("Provkörning. %(counted)s", {"counted": counted})


REPORT_HEADINGS = (
    Sentence("Rad"),
    Sentence("Resultat"),
    Sentence("Nyckel"),
    Sentence("Ändrat"),
    Sentence("Kolumn"),
    Sentence("Vad som är fel"),
)
OUTCOMES = {
    "added": Sentence("ny"),
    "changed": Sentence("ändrad"),
    "left": Sentence("oförändrad"),
    "gone": Sentence("borta"),
}
WRONG = Sentence("fel")


class RowReport:
    """The report by row. Each row is written as soon as it is known."""

    def __init__(self, path: Path | None, say: Say = str) -> None:
        self._say = say
        self._file = open_csv(path) if path else None
        self._writer = RowWriter(self._file) if self._file else None
        if self._writer:
            self._writer.write([say(heading) for heading in REPORT_HEADINGS])

    def said(self, sentence: Sentence) -> str:
        return self._say(sentence)

    @property
    def wanted(self) -> bool:
        return self._writer is not None

    def outcome(self, line: int | None, outcome: str, key: str, changed: Iterable[str] = ()) -> None:
        if self._writer:
            self._writer.write(
                (line, self._say(OUTCOMES[outcome]), Number(key, is_text=False), ", ".join(changed), "", "")
            )

    def problem(self, problem: RowProblem) -> None:
        if self._writer:
            said = self._say(problem.sentence)
            self._writer.write((problem.line, self._say(WRONG), "", "", problem.column, said))

    def close(self) -> None:
        if self._file:
            self._file.close()
