"""A day's labels: every return that was sealed that day, in order, as one file or straight to the printer."""

import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from labels.layouts.cells import Content
from returns import Refused, Return, ReturnState
from returns.lookup import of_unit, sealed_between
from web.clinic.blueprint import clinic, clinic_only, own_unit
from web.clinic.sending.label import envelope_labels, label_subject
from web.http.idempotency import changing
from web.http.local_time import day_bounds, today
from web.printing.direct import print_directly
from web.printing.pdf import answer, in_one_file, own_paper, papers

FIRST_YEAR, LAST_YEAR = 2000, 2999


def chosen_day() -> datetime.date:
    """`dag` in the request, else today. A year at the calendar's end has no moment in UTC, and no return either."""
    try:
        day = datetime.date.fromisoformat(request.values.get("dag", ""))
    except ValueError:
        return today()
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else today()


def sealed_on(day: datetime.date) -> list[Return]:
    return sealed_between(own_unit(), *day_bounds(day))


@clinic.get("/etiketter")
@clinic_only
def batch() -> ResponseReturnValue:
    day = chosen_day()
    return render_template(
        "clinic/batch.html",
        day=day,
        today=today(),
        returns=sealed_on(day),
        papers=papers(),
        paper=own_paper(),
    )


@clinic.get("/etiketter.pdf")
@clinic_only
def batch_pdf() -> ResponseReturnValue:
    """A label for each envelope: of the day's returns, or without a day of all that wait to be handed over."""
    if "dag" in request.args:
        wanted = sealed_on(chosen_day())
    else:
        wanted = list(reversed(of_unit(own_unit(), (ReturnState.SEALED,))))
    if not wanted:
        raise Refused("Ingen retur har förseglats den dagen.")
    return answer(in_one_file(all_labels(wanted)), "etiketter")


def all_labels(wanted: list[Return]) -> list[Content]:
    return [label for current in wanted for label in envelope_labels(current)]


@clinic.post("/etiketter/skriv-ut")
@clinic_only
@changing
def print_batch() -> ResponseReturnValue:
    """Those of the day's that have not left yet."""
    day = chosen_day()
    wanted = [current for current in sealed_on(day) if current.handover is None]
    if not wanted:
        raise Refused("Ingen förseglad retur väntar på att lämnas.")
    for current in wanted:
        print_directly(envelope_labels(current), label_subject(current))
    return redirect(url_for("clinic.batch", dag=day.isoformat()))
