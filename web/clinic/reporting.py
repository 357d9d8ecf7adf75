"""Telling Stöd och Support that Sesam has the wrong serial (R9): a message that is ready to be sent, and the note that
it was sent."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from database import db, utcnow
from operations.region_settings import setting
from registry.corrections import report, support_message
from registry.models import Device
from returns.judging import judge_again
from web.clinic.blueprint import clinic, clinic_only, own_return, own_unit
from web.http.access import actor
from web.http.idempotency import changing
from web.http.local_time import today
from web.scan.card_token import shown_in


@dataclass(frozen=True)
class Finding:
    """What was read on the product, and the registered device it leads to, if any."""

    scanned: str
    device: Device | None


def finding(token: str) -> Finding:
    shown = shown_in(token)
    card = judge_again(shown, own_unit(), today())
    known = card.verdict.device
    read = (known.scanned_serial or known.serial_number) if known else ""
    scanned = read or next(iter(card.package.serials), "")
    return Finding(scanned, db.session.get(Device, known.id) if known else None)


@clinic.get("/<number>/anmal")
@clinic_only
def reporting(number: str) -> ResponseReturnValue:
    current = own_return(number)
    found = finding(request.args.get("token", ""))
    message = support_message(
        found.scanned, found.device, own_unit(), current_user.name, setting("SUPPORT_EMAIL")
    )
    return render_template(
        "clinic/report.html",
        return_=current,
        message=message,
        found=found,
        token=request.args["token"],
    )


@clinic.post("/<number>/anmal")
@clinic_only
@changing
def reported(number: str) -> ResponseReturnValue:
    """Note that the message was sent. The product then waits until an import shows the correction."""
    current, found = own_return(number), finding(request.form.get("token", ""))
    report(db.session, found.scanned, found.device, own_unit(), actor=actor(), now=utcnow())
    flash(
        _("Anmält: %(serial)s. Lägg produkten åt sidan tills Sesam är rättat.", serial=found.scanned), "good"
    )
    return redirect(url_for("clinic.show", number=current.number))
