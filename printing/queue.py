"""The queue of what waits for a printer. A job leaves it when it is printed or when a person says so: nothing is
lost, and
nothing is printed twice without saying so."""

import dataclasses
import datetime
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from common.sentence import Sentence, SentenceError
from labels.contents.label import Label
from labels.contents.packing_list import PackingList
from labels.contents.test_page import TestPage
from labels.errors import LabelError
from labels.layouts.cells import Content
from printing.network_printer import NetworkPrinter
from printing.protocols.outcome import Doubtful, NotPrinted

log = logging.getLogger("labels")


class State(StrEnum):
    """The states that a job goes through."""

    WAITING = "waiting"
    """It will be sent, or sent again. Nothing has come out of the printer."""
    SENDING = "sending"
    """Written before the first byte leaves. Found after a restart, it is doubtful."""
    DOUBTFUL = "doubtful"
    """It may have come out of the printer. A person has to look."""
    REFUSED = "refused"
    """Could not be made into a label: sending it again would not help."""
    PRINTED = "printed"
    CANCELLED = "cancelled"
    """A person called it off before it came out."""

    @property
    def is_finished(self) -> bool:
        return self in (State.PRINTED, State.CANCELLED)


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
    reason: Sentence | None = None
    """Why it has not been printed."""

    @property
    def name(self) -> str:
        """A name that no other sending has, not even from another installation that shares the printer."""
        return f"Returkoll {self.added:%Y%m%d-%H%M%S.%f} {self.id}-{self.tries}"


class Storage(Protocol):
    """Where jobs are kept: rows in a database, a dict in a test."""

    def get(self, job_id: str) -> Job: ...

    def unfinished(self) -> Iterable[Job]:
        """All that are not finished, oldest first."""

    def change(self, was: Job, job: Job) -> bool:
        """Put `job` in the place of `was`, at once and for good; False where `was` has left that state, or has been
        tried again, meanwhile."""


Send = Callable[[Content | TestPage, str, NetworkPrinter, str], None]


class Queue:
    """One process works a printer's queue at a time: whoever runs it sees to that. People may act on it meanwhile."""

    def __init__(self, storage: Storage, printers: dict[str, NetworkPrinter], send: Send) -> None:
        self.storage = storage
        self.printers = printers
        self.send = send

    def recover(self) -> None:
        """Makes doubtful what another process was sending when it died: it may have come out of the printer."""
        for job in self.storage.unfinished():
            if job.state is State.SENDING:
                reason = Sentence("Servern startade om mitt i utskriften. Titta om etiketten kom ut.")
                self._end(job, State.DOUBTFUL, reason)

    def work(self, keep_on: Callable[[], bool] = lambda: True) -> bool:
        """Send what waits, in order. A printer that fails gets no more in this round, so the order holds. Whether all
        printers took what they were given. `keep_on` is asked before each job."""
        stopped: set[str] = set()
        for job in self.storage.unfinished():
            if not keep_on():
                break
            if job.state is State.WAITING and job.printer not in stopped and not self._try(job):
                stopped.add(job.printer)
        return not stopped

    def was_printed(self, job_id: str) -> bool:
        """A person has looked and found it printed. Returns whether the job was in a state in which that can be."""
        job = self.storage.get(job_id)
        if job.state is State.PRINTED:
            return True
        ended = dataclasses.replace(job, state=State.PRINTED, reason=None)
        return job.state is State.DOUBTFUL and self.storage.change(job, ended)

    def print_again(self, job_id: str) -> bool:
        """A person looked, and wants it (again): what may be there twice says so on its face."""
        job = self.storage.get(job_id)
        if job.state in (State.SENDING, State.CANCELLED):
            return False
        again = dataclasses.replace(job, state=State.WAITING, reason=None)
        if job.state in (State.DOUBTFUL, State.PRINTED):
            again = dataclasses.replace(again, content=marked_as_reprint(job.content))
        return self.storage.change(job, again)

    def cancel(self, job_id: str) -> bool:
        """A person does not want it any more. Returns False for what is on its way: it cannot be called back."""
        job = self.storage.get(job_id)
        if job.state is State.CANCELLED:
            return True
        called_off = dataclasses.replace(job, state=State.CANCELLED, reason=None)
        return job.state not in (State.SENDING, State.PRINTED) and self.storage.change(job, called_off)

    def _try(self, waiting: Job) -> bool:
        """Sends one job. Returns whether the printer can be given the next one."""
        job = dataclasses.replace(waiting, state=State.SENDING, tries=waiting.tries + 1, reason=None)
        if not self.storage.change(waiting, job):
            return True  # called off a moment ago
        try:
            self.send(job.content, job.format, self._profile(job), job.name)
        except LabelError as error:
            self._end(job, State.REFUSED, error.sentence, error)
            return True
        except NotPrinted as error:
            self._end(job, State.WAITING, error.sentence, error)
            return False
        except Doubtful as error:
            self._end(job, State.DOUBTFUL, error.sentence, error)
            return False
        self._end(job, State.PRINTED, None)
        return True

    def _profile(self, job: Job) -> NetworkPrinter:
        try:
            return self.printers[job.printer]
        except KeyError:
            raise NotPrinted(
                "Skrivaren %(printer)s finns inte längre. Välj en annan.", printer=job.printer
            ) from None

    def _end(
        self, job: Job, state: State, reason: Sentence | None, error: SentenceError | None = None
    ) -> None:
        """What came of a sending. Somebody who took this process for dead has called it doubtful: the truth counts."""
        ended = dataclasses.replace(job, state=state, reason=reason)
        if not self.storage.change(job, ended):
            doubted = dataclasses.replace(job, state=State.DOUBTFUL)
            self.storage.change(doubted, ended)
        if reason:
            log.warning(
                "label not out: job=%s printer=%s state=%s reason=%s cause=%r",
                job.id,
                job.printer,
                state.value,
                reason,
                error and error.__cause__,
            )


def marked_as_reprint(content: Content | TestPage) -> Content | TestPage:
    """What goes with an envelope says that it is a reprint; a shelf label or a test page may be there twice."""
    if isinstance(content, Label | PackingList):
        return dataclasses.replace(content, reprint=True)
    return content
