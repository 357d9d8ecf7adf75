"""The page of the printers' queue: what waits, what has failed and why. A print can be tried again, noted as printed,
or removed."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from database import db, utcnow
from printing import PrintJob, queue_of
from printing.lease import try_now
from printing.queue import State
from printing.submitting import queue_for_people
from returns import Refused
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.printing.blueprint import printing
from web.printing.chosen_printer import my_unit, prints_of


@printing.get("/")
def jobs() -> ResponseReturnValue:
    waiting, finished = queue_of(my_unit(), everybodys=current_user.is_admin)
    template = "printing/_queue.html" if wants_fragment() else "printing/queue.html"
    return render_template(template, waiting=waiting, finished=finished)


@printing.get("/lage")
def print_state() -> ResponseReturnValue:
    """What became of the prints of something, for the page that shows it."""
    subjects = request.args.getlist("om")
    unit = my_unit()
    seen = [job for job in prints_of(*subjects) if job.unit_id == (unit.id if unit else None)]
    return render_template("printing/_state.html", jobs=seen, subjects=subjects)


def own_job(job_id: int) -> PrintJob:
    """A job that the user may see: 404 when there is none, 403 when it is another unit's."""
    job = db.session.get(PrintJob, job_id) or abort(404)
    unit = my_unit()
    if not current_user.is_admin and job.unit_id != (unit.id if unit else None):
        abort(403)
    return job


def refuse_unless(so: bool) -> None:
    if not so:
        raise Refused("Någon annan hann före, eller så är den redan på väg ut. Titta på hur det ser ut nu.")


def answered(so: bool) -> ResponseReturnValue:
    refuse_unless(so)
    return redirect(url_for("printing.jobs"))


@printing.post("/<int:job_id>/igen")
@changing
def again(job_id: int) -> ResponseReturnValue:
    job = own_job(job_id)
    doubtful = job.state is State.DOUBTFUL
    so = send_once_more(job)
    if so and doubtful:
        flash(_("Skickas en gång till, med OMTRYCK på. Kommer båda ut: kasta den utan OMTRYCK."), "attention")
    return answered(so)


def send_once_more(job: PrintJob) -> bool:
    """Whether it was in a state in which that can be. The printer need not wait until its pause is over."""
    so = queue_for_people().print_again(str(job.id))
    try_now(job.printer, utcnow())
    return so


@printing.post("/<int:job_id>/kom-ut")
@changing
def came_out(job_id: int) -> ResponseReturnValue:
    own_job(job_id)
    return answered(queue_for_people().was_printed(str(job_id)))


@printing.post("/<int:job_id>/avbryt")
@changing
def cancel(job_id: int) -> ResponseReturnValue:
    own_job(job_id)
    return answered(queue_for_people().cancel(str(job_id)))
