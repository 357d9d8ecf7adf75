"""One content on its way to a printer, as a row of the database. `printing.queue` calls it a Job."""

import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.json_form import from_json
from common.sentence import Sentence
from database import Model, UtcDateTime, text_enum
from labels.contents import contents_json
from labels.contents.checks import grouped
from printing.printer import Printer
from printing.queue import Job, State
from registry.models import Unit

UNFINISHED = tuple(state for state in State if not state.is_finished)


class PrintJob(Model):
    """A job in the queue. Its state moves only by compare-and-set: see `printing.storage`."""

    __tablename__ = "print_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    printer_id: Mapped[int] = mapped_column(sa.ForeignKey("printer.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    """The unit that the job belongs to, and that sees it in its queue. Empty for the warehouse."""
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    """What is printed, for example "label:RK7H4MCXD". A second print of the same subject says OMTRYCK."""
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    format: Mapped[str] = mapped_column(sa.String(20))
    added_by: Mapped[str] = mapped_column(sa.String(255))
    added_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    state: Mapped[State] = mapped_column(text_enum(State, 10))
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    changed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    printer: Mapped[Printer] = relationship()
    unit: Mapped[Unit | None] = relationship()

    __table_args__ = (sa.Index("ix_print_job_printer_id_state", "printer_id", "state"),)

    @property
    def job(self) -> Job:
        return Job(
            id=str(self.id),
            content=contents_json.from_dict(self.content),
            format=self.format,
            printer=self.printer.name,
            added=self.added_at,
            state=self.state,
            tries=self.tries,
            reason=self.why,
        )

    @property
    def why(self) -> Sentence | None:
        reason: Sentence | None = from_json(Sentence, self.reason)
        return reason

    @property
    def what(self) -> Sentence:
        """What is printed, in words for people."""
        number = (
            grouped(self.content["number"]) if "number" in self.content else self.content.get("shelf", "")
        )
        match self.content["content"]:
            case "packing list":
                return Sentence("Följesedel %(number)s", {"number": number})
            case "shelf label":
                return Sentence("Hyllettikett %(number)s", {"number": number})
            case "test page":
                return Sentence("Testsida")
            case _:
                return Sentence("Etikett %(number)s", {"number": number})

    @property
    def says_reprint(self) -> bool:
        return bool(self.content.get("reprint"))
