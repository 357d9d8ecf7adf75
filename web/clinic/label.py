"""The padded envelope's label: made from the frozen return, proved by `labels` before it is handed out."""

import dataclasses
import datetime
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

import labels
from returns import Line, Refused, Return, ReturnState
from returns.lookup import of_unit
from web.addresses import address, return_url, the_warehouse
from web.clinic import clinic, clinic_only, own_return, own_unit
from web.clock import local_date
from web.pdf import answer, made, paper, position, rendered


def label_for(return_: Return, order_number: str, now: datetime.datetime) -> labels.Label:
    """What is printed, taken from the register as it is now. Refused with the reason when an address is not whole."""
    return made(
        lambda: labels.Label(
            kind=labels.Kind.TO_SUPPLIER if return_.to_supplier else labels.Kind.TO_WAREHOUSE,
            number=return_.number,
            url=return_url(return_.number),
            sender=address(return_.unit),
            recipient=address(return_.recipient or the_warehouse()),
            order_number=order_number,
            items=len(return_.lines),
            date=local_date(now),
        ),
        return_.number,
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


def sealed_label(current: Return) -> labels.Label:
    """The label as it was made at sealing. 404 where there is none. After the handover it says that it is a reprint."""
    if current.sealing is None or current.cancellation is not None:
        abort(404)
    label = label_from_dict(current.sealing.label)
    return dataclasses.replace(label, reprint=current.handover is not None)


@clinic.get("/<number>/etikett.pdf")
@clinic_only
def label_pdf(number: str) -> ResponseReturnValue:
    """One for each envelope."""
    current = own_return(number)
    label = sealed_label(current)
    copies = envelopes_of(current)
    pdf = rendered(label, paper()) if copies == 1 else in_one_file([label] * copies)
    return answer(pdf, f"etikett-{current.number}")


@clinic.get("/<number>/foljesedel.pdf")
@clinic_only
def packing_list_pdf(number: str) -> ResponseReturnValue:
    """The page in the envelope: what lies in it, the serials as codes."""
    current = own_return(number)
    label = sealed_label(current)
    packed = made(
        lambda: labels.PackingList(
            kind=label.kind,
            number=label.number,
            url=label.url,
            sender=label.sender,
            recipient=label.recipient,
            order_number=label.order_number,
            date=label.date,
            lines=tuple(packed_line(line) for line in current.lines),
            reprint=label.reprint,
        ),
        current.number,
    )
    return answer(rendered(packed, "a4"), f"foljesedel-{current.number}")


def packed_line(line: Line) -> labels.PackedLine:
    return labels.PackedLine(
        article=line.name,
        article_number=line.article.number if line.article else "",
        serials=(line.serial_number,) if line.serial_number else (),
    )


@clinic.get("/etiketter.pdf")
@clinic_only
def batch_pdf() -> ResponseReturnValue:
    """Every sealed return that waits to be handed over, in order, as one file: a label for each envelope."""
    waiting = list(reversed(of_unit(own_unit(), (ReturnState.SEALED,))))
    wanted = [label for current in waiting for label in [sealed_label(current)] * envelopes_of(current)]
    if not wanted:
        raise Refused("Ingen förseglad retur väntar på att lämnas.")
    return answer(in_one_file(wanted), "etiketter")


def envelopes_of(current: Return) -> int:
    return current.sealing.envelopes if current.sealing else 0


def in_one_file(wanted: list[labels.Label]) -> bytes:
    batch = labels.render_batch(wanted, paper(), position=position())
    if batch.refused:
        numbers = ", ".join(one.content.number for one in batch.refused)
        raise Refused("Etiketten kan inte göras. %(reason)s", reason=numbers)
    return batch.pdf
