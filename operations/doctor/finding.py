"""One thing that the doctor looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HealthFinding:
    """What was found about one subject. Without `todo` it is well."""

    subject: str
    what: str
    todo: str = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.todo)

    def __str__(self) -> str:
        mark = "WRONG" if self.is_wrong else "ok"
        told = f"{mark:<6}{self.subject}: {self.what}"
        return f"{told}\n      → {self.todo}" if self.todo else told
