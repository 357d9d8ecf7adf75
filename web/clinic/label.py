"""The padded envelope's label: made from the frozen return, proved by `labels` before it is handed out."""

import dataclasses
import datetime
from typing import Any

import structlog
from flask import Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

import labels
from registry.facts import SupplierFacts
from registry.lookup import warehouse_unit
from registry.models import Unit
from returns import Refused, Return
from web.clinic import clinic, clinic_only, own_return
from web.clock import local_date

log = structlog.get_logger()


def label_for(return_: Return, order_number: str, now: datetime.datetime) -> labels.Label:
    """What is printed, taken from the register as it is now. Refused with the reason when an address is not whole."""
    try:
        return labels.Label(
            kind=labels.Kind.TO_SUPPLIER if return_.to_supplier else labels.Kind.TO_WAREHOUSE,
            number=return_.number,
            url=return_url(return_.number),
            sender=address(return_.unit),
            recipient=address(_recipient(return_)),
            order_number=order_number,
            items=len(return_.lines),
            date=local_date(now),
        )
    except labels.LabelError as error:
        log.warning("label_not_built", number=return_.number, reason=str(error))
        raise Refused("Etiketten kan inte göras. %(reason)s", reason=str(error)) from error


def _recipient(return_: Return) -> Unit | SupplierFacts:
    if return_.recipient:
        return return_.recipient
    warehouse = warehouse_unit()
    if warehouse is None:
        raise Refused("Huvudlagrets adress är inte inlagd. Be administratören lägga in den.")
    return warehouse


def return_url(number: str) -> str:
    """The address in the label's 2D code: the public one when it is set, else the one this request came by."""
    base = current_app.config["PUBLIC_URL"] or request.url_root
    return base.rstrip("/") + url_for("home.label_code", number=number)


def address(place: Unit | SupplierFacts) -> labels.Address:
    return labels.Address(
        name=place.name, lines=tuple(place.address_lines), postcode=place.postcode, town=place.town
    )


def label_to_dict(label: labels.Label) -> dict[str, Any]:
    return {**dataclasses.asdict(label), "kind": label.kind.value, "date": label.date.isoformat()}


def label_from_dict(data: dict[str, Any]) -> labels.Label:
    def place(value: dict[str, Any]) -> labels.Address:
        return labels.Address(**{**value, "lines": tuple(value["lines"])})

    return labels.Label(
        **{
            **data,
            "kind": labels.Kind(data["kind"]),
            "sender": place(data["sender"]),
            "recipient": place(data["recipient"]),
            "date": datetime.date.fromisoformat(data["date"]),
        }
    )


def proved_pdf(label: labels.Label) -> bytes:
    """The label's PDF. One that does not read back is not handed out."""
    try:
        return labels.render(label)
    except labels.LabelError as error:
        log.error("label_refused", number=label.number, reason=str(error))
        raise Refused("Etiketten gick inte att göra läsbar. Försök igen, eller ring supporten.") from error


@clinic.get("/<number>/etikett.pdf")
@clinic_only
def label_pdf(number: str) -> ResponseReturnValue:
    current = own_return(number)
    if current.sealing is None or current.cancellation is not None:
        abort(404)
    pdf = proved_pdf(label_from_dict(current.sealing.label))
    name = f"etikett-{current.number}.pdf"
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
