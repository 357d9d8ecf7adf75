"""The packing page: what is in the return, adding to it, taking out of it."""

import dataclasses
from collections.abc import Sequence

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import db, utcnow
from labels import FORMATS
from registry.models import Device
from registry.suggested import Suggested
from returns import DESTINATIONS, Line, Refused, Return
from returns.lookup import draft_that_takes
from returns.packed import Packed
from web.access import actor
from web.clinic import clinic, clinic_only, own_return, own_unit
from web.clock import today
from web.fragments import wants_fragment
from web.idempotency import changing
from web.judging import Judged, judge
from web.scanning import package_from_token


@clinic.get("/<number>/")
@clinic_only
def show(number: str) -> ResponseReturnValue:
    shown = own_return(number)
    return (
        packing_page(shown)
        if shown.is_draft
        else render_template("clinic/summary.html", return_=shown, formats=FORMATS.values())
    )


def packing_page(
    current: Return, cards: Sequence[Judged] = (), message: str = "", printed: Sequence[Suggested] = ()
) -> str:
    """The whole packing page, with what a scan gave when it came by a form without JavaScript."""
    return render_template(
        "clinic/packing.html",
        return_=current,
        cards=cards,
        message=message,
        printed=printed,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


@clinic.post("/<number>/rader")
@clinic_only
@changing
def add(number: str) -> ResponseReturnValue:
    """Put the scanned product in. The verdict is made anew: what the card said may be old."""
    current = own_return(number)
    packed = _packed_from_form()
    target = _return_that_takes(current, packed)
    line = target.pack(packed, actor=actor(), now=utcnow())
    if target is not current:
        flash(
            _(
                "%(product)s ska till ett annat ställe och ligger nu i en egen retur, %(number)s.",
                product=line.name,
                number=target.shown_number,
            ),
            "attention",
        )
    return _packing_answer(current, line)


def _packed_from_form() -> Packed:
    read = package_from_token(request.form.get("token", ""))
    if chosen := request.form.get("device_id", type=int):
        device = db.session.get(Device, chosen) or abort(404)
        package = dataclasses.replace(read, serials=(device.serial_number,))  # in the box that was read
        return judge(package, own_unit(), today()).packed(suggested_for=read)
    return judge(read, own_unit(), today()).packed()


def _return_that_takes(current: Return, packed: Packed) -> Return:
    """This return, or the unit's draft to the product's own destination, or a new one."""
    verdict = packed.verdict
    if verdict.kind not in DESTINATIONS:
        raise Refused("Produkten kan inte läggas i returen. %(reason)s", reason=verdict.headline)
    if current.takes(verdict) or not current.is_draft:
        return current
    found = draft_that_takes(own_unit(), verdict)
    return found or Return.open(own_unit(), actor=actor(), now=utcnow())


def _packing_answer(current: Return, line: Line | None = None) -> ResponseReturnValue:
    if wants_fragment():
        return render_template("clinic/_packed.html", return_=current, line=line)
    return redirect(url_for("clinic.show", number=current.number))


@clinic.post("/<number>/rader/<int:line_id>/ta-bort")
@clinic_only
@changing
def remove(number: str, line_id: int) -> ResponseReturnValue:
    current = own_return(number)
    if line := next((line for line in current.lines if line.id == line_id), None):
        current.unpack(line, actor=actor(), now=utcnow())
    return _packing_answer(current)
