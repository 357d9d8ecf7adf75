"""The packing page: what is in the return, and taking it out. web/clinic/adding.py puts products in."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from identity import Package, identify_typed
from registry.printed_serials import Suggested
from returns import Line, Return
from returns.judging import Judged, Shown
from returns.label_look import LabelLook
from returns.lookup import WITH_LINES
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.http.access import actor
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.printing.pdf import own_paper, papers
from web.scan.card_token import card_token


@clinic.get("/<number>/")
@clinic_only
def show(number: str) -> ResponseReturnValue:
    shown = own_return(number, WITH_LINES)
    return packing_page(shown) if shown.is_draft else summary_page(shown)


def summary_page(shown: Return, look: LabelLook | None = None, message: str = "") -> str:
    """The page of a return that is sealed or further. Without JavaScript it also shows a look at a label."""
    return render_template(
        "clinic/summary.html",
        return_=shown,
        formats=papers(),
        own_paper=own_paper(),
        look=look,
        message=message,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


def packing_page(
    current: Return, cards: Sequence[Judged] = (), message: str = "", printed: Sequence[Suggested] = ()
) -> str:
    """The whole packing page. Without JavaScript it also shows the result of a scan."""
    return render_template(
        "clinic/packing.html",
        return_=current,
        cards=cards,
        message=message,
        printed=printed,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


@dataclass(frozen=True)
class TakenOut:
    """What was just taken out, so that it can be put back."""

    name: str
    text: str = ""
    """The text that is looked up to put one product back: its serial, else its code."""
    tokens: tuple[str, ...] = ()
    """Of several products that one press took out: each as a card's form sends it."""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "TakenOut":
        if len(lines) > 1:
            name = ", ".join(line.serial_number or line.name for line in reversed(lines))
            return cls(name, tokens=tuple(card_token(_as_shown(line)) for line in reversed(lines)))
        (line,) = lines
        return cls(line.serial_number or line.name, line.serial_number or next(iter(line.codes), ""))


def _as_shown(line: Line) -> Shown:
    if line.device_id and line.serial_number:
        return Shown(Package.of((), (line.serial_number,)), line.device_id)
    return Shown(Package.of(identify_typed(code) for code in line.codes), article_id=line.article_id)


def packing_answer(
    current: Return, line: Line | None = None, taken_out: TakenOut | None = None
) -> ResponseReturnValue:
    if wants_fragment():
        return render_template("clinic/_packed.html", return_=current, line=line, taken_out=taken_out)
    if taken_out:
        flash(_("%(product)s är uttagen.", product=taken_out.name), "info")
    return redirect(url_for("clinic.show", number=current.number))


@clinic.post("/<number>/rader/<int:line_id>/ta-bort")
@clinic_only
@changing
def remove(number: str, line_id: int) -> ResponseReturnValue:
    current = own_return(number, WITH_LINES)
    also = set(request.form.getlist("also", type=int))  # what one press put in with it
    for line in [line for line in current.lines if line.id == line_id or line.id in also]:
        current.unpack(line, actor=actor(), now=utcnow())
    if "whole" in request.form:  # asked for on another page, which it leaves
        return redirect(url_for("clinic.show", number=number))
    return packing_answer(current)
