"""The table's page, and the part of it that changes with every product and every card."""

from enum import StrEnum

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from returns import Return
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.clinic.table.asking import TableQuestion, last_answered
from web.http.access import actor
from web.http.fragments import wants_fragment
from web.printing.pdf import return_url
from web.site.qr import qr


class TableStep(StrEnum):
    """Where the table is. The value stands in the page's address."""

    PACKING = "packa"
    CHECKING = "kontroll"


def said_step() -> TableStep:
    said = request.values.get("steg", "")
    return TableStep(said) if said in set(TableStep) else TableStep.PACKING


@clinic.get("/bord")
@clinic_only
def table_start() -> str:
    """What a table is, its cards, and the button that starts it."""
    return render_template("clinic/table/start.html")


@clinic.get("/<number>/bord")
@clinic_only
def table(number: str) -> str:
    return table_shown(own_return(number), said_step(), template="clinic/table/table.html")


@clinic.get("/<number>/bord/nu")
@clinic_only
def table_now(number: str) -> str:
    """The part that changes, as it is now: asked for when a product has been put in."""
    return table_shown(own_return(number), said_step(), template="clinic/table/_table.html")


def table_answer(current: Return, step: TableStep, said: str = "", tone: str = "") -> ResponseReturnValue:
    """What a card's form gets: the changing part, or the whole page where there is no JavaScript."""
    name = "_table" if wants_fragment() else "table"
    return table_shown(current, step, said, tone, template=f"clinic/table/{name}.html")


def table_shown(current: Return, step: TableStep, said: str = "", tone: str = "", *, template: str) -> str:
    """`said` is told large and, where switched on, by the voice; `tone` by a sound."""
    checking = step is TableStep.CHECKING and current.lines
    return render_template(
        template,
        return_=current,
        step=step if checking else TableStep.PACKING,
        asked=TableQuestion.next_of(current) if checking else None,
        answered_at=last_answered(current, actor()),
        code=qr(return_url(current.number), _("Till returen")),
        said=said,
        tone=tone,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )
