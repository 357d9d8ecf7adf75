"""The padded envelope's label and its packing list: made from the frozen return, proved before they are handed out."""

import datetime

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

import labels
from labels.layouts.cells import Content
from printing import was_printed_before
from returns import Return
from returns.label_contents import label_as_sealed, label_at_sealing, labels_of_envelopes, packing_list_of
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.http.idempotency import changing
from web.http.local_time import local_date
from web.printing.direct import print_directly
from web.printing.pdf import answer, in_one_file, made, rendered, return_url


def label_for(return_: Return, order_number: str, now: datetime.datetime) -> labels.Label:
    """Refused with the reason when an address is not whole."""
    url = return_url(return_.number)
    return made(lambda: label_at_sealing(return_, order_number, local_date(now), url), return_.number)


def sealed_label(current: Return) -> labels.Label:
    """404 where there is none. After the handover, or once it has been printed from here, it says that it is a
    reprint."""
    again = current.handover is not None or was_printed_before(label_subject(current))
    return label_as_sealed(current, reprint=again) or abort(404)


def envelope_labels(current: Return) -> list[Content]:
    label = sealed_label(current)
    return list(labels_of_envelopes(label, current.sealing.envelopes if current.sealing else 0))


def packing_list(current: Return) -> labels.PackingList:
    label = sealed_label(current)
    again = current.handover is not None or was_printed_before(packing_subject(current))
    return made(lambda: packing_list_of(current, label, reprint=again), current.number)


def label_subject(current: Return) -> str:
    return f"label:{current.number}"


def packing_subject(current: Return) -> str:
    return f"packing list:{current.number}"


@clinic.get("/<number>/etikett.pdf")
@clinic_only
def label_pdf(number: str) -> ResponseReturnValue:
    """One for each envelope."""
    current = own_return(number)
    return answer(in_one_file(envelope_labels(current)), f"etikett-{current.number}")


@clinic.post("/<number>/etikett/skriv-ut")
@clinic_only
@changing
def print_label(number: str) -> ResponseReturnValue:
    current = own_return(number)
    print_directly(envelope_labels(current), label_subject(current))
    return redirect(url_for("clinic.show", number=current.number))


@clinic.get("/<number>/foljesedel.pdf")
@clinic_only
def packing_list_pdf(number: str) -> ResponseReturnValue:
    current = own_return(number)
    return answer(rendered(packing_list(current), "a4"), f"foljesedel-{current.number}")


@clinic.post("/<number>/foljesedel/skriv-ut")
@clinic_only
@changing
def print_packing_list(number: str) -> ResponseReturnValue:
    current = own_return(number)
    print_directly([packing_list(current)], packing_subject(current))
    return redirect(url_for("clinic.show", number=current.number))
