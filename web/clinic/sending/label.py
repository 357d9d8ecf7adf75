"""The padded envelope's label and its packing list: made from the frozen return, proved before they are handed out."""

import dataclasses
import datetime
from typing import cast

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

import labels
from labels import contents_json, sscc
from labels.layouts.cells import Content
from printing import was_printed_before
from returns import Line, Return
from returns.parcels import first_sscc
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.http.idempotency import changing
from web.http.local_time import local_date
from web.printing.direct import print_directly
from web.printing.label_addresses import address, return_url, the_warehouse
from web.printing.pdf import answer, in_one_file, made, rendered


def label_for(return_: Return, order_number: str, now: datetime.datetime) -> labels.Label:
    """What is printed, taken from the register as it is now. Refused with the reason when an address is not whole."""
    return made(
        lambda: labels.Label(
            kind=labels.LabelKind.TO_SUPPLIER if return_.to_supplier else labels.LabelKind.TO_WAREHOUSE,
            number=return_.number,
            url=return_url(return_.number),
            sender=address(return_.unit),
            recipient=address(return_.recipient or the_warehouse()),
            order_number=order_number,
            items=len(return_.lines),
            date=local_date(now),
            sscc=first_sscc(return_),
        ),
        return_.number,
    )


def sealed_label(current: Return) -> labels.Label:
    """The label as it was made at sealing; 404 where there is none. After the handover, or once it has been printed
    from here, it says that it is a reprint."""
    if current.sealing is None or current.cancellation is not None:
        abort(404)
    label = cast(labels.Label, contents_json.from_dict(current.sealing.label))
    again = current.handover is not None or was_printed_before(label_subject(current))
    return dataclasses.replace(label, reprint=again)


def envelope_labels(current: Return) -> list[Content]:
    """One for each envelope: each says which of them it is, and has an SSCC of its own."""
    label = sealed_label(current)
    envelopes = current.sealing.envelopes if current.sealing else 0
    return [
        dataclasses.replace(
            label,
            sscc=label.sscc and sscc.later(label.sscc, envelope),
            envelope=envelope + 1,
            envelopes=envelopes,
        )
        for envelope in range(envelopes)
    ]


def packing_list(current: Return) -> labels.PackingList:
    """The page in the envelope: what lies in it, the serials as codes."""
    label = sealed_label(current)
    again = current.handover is not None or was_printed_before(packing_subject(current))
    return made(
        lambda: labels.PackingList(
            kind=label.kind,
            number=label.number,
            url=label.url,
            sender=label.sender,
            recipient=label.recipient,
            order_number=label.order_number,
            date=label.date,
            lines=tuple(packed_line(line) for line in current.lines),
            reprint=again,
        ),
        current.number,
    )


def packed_line(line: Line) -> labels.PackedLine:
    return labels.PackedLine(
        article=line.name,
        article_number=line.article.number if line.article else "",
        serials=(line.serial_number,) if line.serial_number else (),
    )


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
