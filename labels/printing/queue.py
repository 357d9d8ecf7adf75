"""What waits for a printer. A job leaves the queue when it is out, or when a person says so: nothing is lost, and
nothing is printed twice without saying so."""

import dataclasses
import datetime
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from labels.errors import LabelError
from labels.label import Label
from labels.layouts.pieces import Content
from labels.packing import PackingList
from labels.printing.outcome import Doubtful, NotPrinted
from labels.profile import Profile
from labels.testpage import TestPage

log = logging.getLogger("labels")


class State(Enum):
    """Where a job is."""

    WAITING = "waiting"
    """To be sent, or sent again: nothing has come out."""
    SENDING = "sending"
    """Written before the first byte leaves. Found after a restart, it is doubtful."""
    DOUBTFUL = "doubtful"
    """May have come out. Waits for a person."""
    REFUSED = "refused"
    """Could not be made into a label: sending it again would not help."""
    PRINTED = "printed"


@dataclass(frozen=True)
class Job:
    """One content on its way to one printer."""

    id: str
    content: Content | TestPage
    format: str
    printer: str
    """The profile's name."""
    added: datetime.datetime
    state: State = State.WAITING
    tries: int = 0
    reason: str = ""
    """Why it is not out, in Swedish."""


class Storage(Protocol):
    """Where jobs are kept: rows in a database, a dict in a test. Saving replaces the job of the same id, at once."""

    def save(self, job: Job) -> None: ...

    def get(self, job_id: str) -> Job: ...

    def unfinished(self) -> Iterable[Job]:
        """All that are not printed, oldest first."""


Send = Callable[[Content | TestPage, str, Profile, str], None]


class Queue:
    """One process works a queue at a time: whoever runs it sees to that (a database lock, one worker)."""

    def __init__(self, storage: Storage, printers: dict[str, Profile], send: Send) -> None:
        self.storage = storage
        self.printers = printers
        self.send = send

    def add(self, job: Job) -> None:
        self.storage.save(job)

    def recover(self) -> None:
        """After a restart: what was being sent when the process died may have come out."""
        for job in self.storage.unfinished():
            if job.state is State.SENDING:
                reason = "Servern startade om mitt i utskriften. Titta om etiketten kom ut."
                self._keep(job, State.DOUBTFUL, reason)

    def work(self) -> None:
        """Send what waits, in order. A printer that fails gets no more in this round, so the order holds."""
        stopped: set[str] = set()
        for job in self.storage.unfinished():
            if job.state is State.WAITING and job.printer not in stopped and not self._try(job):
                stopped.add(job.printer)

    def was_printed(self, job_id: str) -> None:
        """A person looked, and it had come out."""
        self.storage.save(dataclasses.replace(self.storage.get(job_id), state=State.PRINTED, reason=""))

    def print_again(self, job_id: str) -> None:
        """A person looked, and wants it (again): what may be there twice says so on its face."""
        job = self.storage.get(job_id)
        if job.state in (State.DOUBTFUL, State.PRINTED):
            job = dataclasses.replace(job, content=marked_as_reprint(job.content))
        self.storage.save(dataclasses.replace(job, state=State.WAITING, reason=""))

    def _try(self, job: Job) -> bool:
        """Whether the printer can be given the next one."""
        job = dataclasses.replace(job, state=State.SENDING, tries=job.tries + 1)
        profile = self.printers.get(job.printer)
        if profile is None:
            self._keep(job, State.WAITING, f"Skrivaren {job.printer} finns inte längre. Välj en annan.")
            return False
        self.storage.save(job)
        try:
            self.send(job.content, job.format, profile, f"Returkoll {job.id} {job.tries}")
        except LabelError as error:
            self._keep(job, State.REFUSED, str(error))
            return True
        except NotPrinted as error:
            self._keep(job, State.WAITING, str(error))
            return False
        except Doubtful as error:
            self._keep(job, State.DOUBTFUL, str(error))
            return False
        self.storage.save(dataclasses.replace(job, state=State.PRINTED, reason=""))
        return True

    def _keep(self, job: Job, state: State, reason: str) -> None:
        log.warning(
            "label not out: job=%s printer=%s state=%s reason=%s", job.id, job.printer, state.value, reason
        )
        self.storage.save(dataclasses.replace(job, state=state, reason=reason))


def marked_as_reprint(content: Content | TestPage) -> Content | TestPage:
    """What goes with an envelope says that it is a reprint; a shelf label or a test page may be there twice."""
    if isinstance(content, Label | PackingList):
        return dataclasses.replace(content, reprint=True)
    return content
