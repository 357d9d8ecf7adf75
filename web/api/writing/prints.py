"""Printing on network printers: labels go into a printer's queue, and what became of them is told."""

from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Integer, List, Nested, String
from apiflask.validators import OneOf, Range
from flask_security import current_user

from accounts.tokens import Scope
from common.sentence import Sentence, WrongFields
from database import db
from labels.layouts.cells import Content
from printing import PrintJob, Put, queue_of
from printing.submitting import jobs_of, queue_for_people
from web.api.calls import reads, writes
from web.api.reading.stock import AT_WAREHOUSE
from web.api.shown.worked import (
    OnePrintJob,
    PrintersOutput,
    PrintJobOutput,
    PrintJobsOutput,
    shown_job_of_print,
    shown_printer,
)
from web.api.writing.packing import CLINIC, return_to_change
from web.clinic.sending.label import envelope_labels, label_subject, packing_list, packing_subject
from web.http.judged_text import LARGEST_ID
from web.printing.chosen_printer import my_printers, my_unit
from web.printing.direct import queue_on, require_direct
from web.printing.queue_page import own_job, refuse_unless, send_once_more
from web.warehouse.blueprint import known_line
from web.warehouse.printing import send_back_label, send_back_subject, shelf_label, shelf_subject

prints_api = APIBlueprint("prints_api", __name__, url_prefix="/api/v1", tag="printing")

BECAME = {Put.NEW: "new", Put.AGAIN: "again", Put.WAITS_ALREADY: "waits already"}


@reads(
    prints_api, "/printers", Scope.PRINT, PrintersOutput, summary="The printers that may be printed on here"
)
def list_printers() -> Any:
    return {"printers": [shown_printer(printer) for printer in my_printers()]}


class PrintInput(Schema):
    printer_id = Integer(required=True, validate=Range(1, LARGEST_ID))


class PrintOfReturnInput(PrintInput):
    what = String(load_default="label", validate=OneOf(["label", "packing-list"]))


class PrintOfLineInput(PrintInput):
    what = String(required=True, validate=OneOf(["send-back", "shelf"]))


class QueuedOutput(Schema):
    became = String(
        metadata={
            "enum": list(BECAME.values()),
            "description": "`again`: it has been printed before, and says so on its face",
        }
    )
    jobs = List(Nested(PrintJobOutput), metadata={"description": "all prints of the same, the newest first"})


def queued(printer_id: int, contents: Sequence[Content], subject: str) -> dict[str, Any]:
    printer = next((one for one in my_printers() if one.id == printer_id), None)
    if printer is None:
        raise WrongFields({"printer_id": Sentence("Välj en av dem som finns.")})
    became = queue_on(require_direct(printer), contents, subject)
    return {"became": BECAME[became], "jobs": [shown_job_of_print(job) for job in jobs_of([subject])]}


@writes(
    prints_api,
    "/returns/<number>/print",
    Scope.PRINT,
    QueuedOutput,
    takes=PrintOfReturnInput,
    roles=CLINIC,
    summary="Print a sealed return's labels or packing list",
)
def queue_print_of_return(number: str, said: dict[str, Any]) -> Any:
    current = return_to_change(number)
    if said["what"] == "label":
        return queued(said["printer_id"], envelope_labels(current), label_subject(current))
    return queued(said["printer_id"], [packing_list(current)], packing_subject(current))


@writes(
    prints_api,
    "/lines/<int:line_id>/print",
    Scope.PRINT,
    QueuedOutput,
    takes=PrintOfLineInput,
    roles=AT_WAREHOUSE,
    summary="Print the label of a product that goes back, or of its shelf",
)
def queue_print_of_line(line_id: int, said: dict[str, Any]) -> Any:
    line = known_line(line_id)
    if said["what"] == "shelf":
        return queued(said["printer_id"], [shelf_label(line)], shelf_subject(line))
    return queued(said["printer_id"], [send_back_label(line)], send_back_subject(line))


@reads(
    prints_api,
    "/print-jobs",
    Scope.PRINT,
    PrintJobsOutput,
    summary="What waits for the printers, and what came out",
)
def list_print_jobs() -> Any:
    """A unit's own; the warehouse's for the warehouse, and everybody's for administrators."""
    waiting, finished = queue_of(my_unit(), everybodys=current_user.is_admin)
    shown = {"waiting": waiting, "finished": finished}
    return {name: [shown_job_of_print(job) for job in jobs] for name, jobs in shown.items()}


@reads(prints_api, "/print-jobs/<int:job_id>", Scope.PRINT, OnePrintJob, summary="What became of one print")
def show_print_job(job_id: int) -> Any:
    return shown_job_of_print(own_job(job_id))


@writes(
    prints_api,
    "/print-jobs/<int:job_id>/again",
    Scope.PRINT,
    OnePrintJob,
    summary="Send a print again; where it may have come out, it says that it is a reprint",
)
def send_print_again(job_id: int) -> Any:
    job = own_job(job_id)
    return acted_on(job, send_once_more(job))


@writes(
    prints_api,
    "/print-jobs/<int:job_id>/came-out",
    Scope.PRINT,
    OnePrintJob,
    summary="Say that a doubtful print has come out",
)
def note_print_came_out(job_id: int) -> Any:
    return acted_on(own_job(job_id), queue_for_people().was_printed(str(job_id)))


@writes(prints_api, "/print-jobs/<int:job_id>/cancel", Scope.PRINT, OnePrintJob, summary="Call a print off")
def call_print_off(job_id: int) -> Any:
    return acted_on(own_job(job_id), queue_for_people().cancel(str(job_id)))


def acted_on(job: PrintJob, so: bool) -> dict[str, Any]:
    refuse_unless(so)
    db.session.refresh(job)
    return shown_job_of_print(job)
