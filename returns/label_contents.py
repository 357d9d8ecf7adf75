"""What a return's labels and packing list are made of: the frozen return, and the register's addresses.

Every function raises `labels.LabelError` where something cannot be printed, with the reason.
"""

import dataclasses
import datetime
from typing import cast

import labels
from labels.contents import contents_json, sscc
from registry.facts import SupplierFacts
from registry.lookup import warehouse_unit
from registry.models import Unit
from returns.line import Line
from returns.parcels import first_sscc
from returns.refused import Refused
from returns.return_model import Return


def printed_address(place: Unit | SupplierFacts) -> labels.Address:
    """The address that something goes to or comes from, as it is printed."""
    return labels.Address(
        name=place.name, lines=tuple(place.address_lines), postcode=place.postcode, town=place.town
    )


def the_warehouse() -> Unit:
    """The warehouse's unit, which has its address. Raises Refused while there is none."""
    warehouse = warehouse_unit()
    if warehouse is None:
        raise Refused("Huvudlagrets adress är inte inlagd. Be administratören lägga in den.")
    return warehouse


def label_at_sealing(return_: Return, order_number: str, day: datetime.date, url: str) -> labels.Label:
    """The contents of the label, from the register as it is now. `url` is the return's web address, for the 2D code."""
    return labels.Label(
        kind=labels.LabelKind.TO_SUPPLIER if return_.to_supplier else labels.LabelKind.TO_WAREHOUSE,
        number=return_.number,
        url=url,
        sender=printed_address(return_.unit),
        recipient=printed_address(return_.recipient or the_warehouse()),
        order_number=order_number,
        items=len(return_.lines),
        date=day,
        sscc=first_sscc(return_),
    )


def label_as_sealed(return_: Return, *, reprint: bool) -> labels.Label | None:
    """The label as it was made at sealing; None before, and once the return is cancelled."""
    if return_.sealing is None or return_.cancellation is not None:
        return None
    label = cast(labels.Label, contents_json.from_dict(return_.sealing.label))
    return dataclasses.replace(label, reprint=reprint)


def labels_of_envelopes(label: labels.Label, envelopes: int) -> list[labels.Label]:
    """The labels of all envelopes. Each says which of them it is for, and has an SSCC of its own."""
    return [
        dataclasses.replace(
            label,
            sscc=label.sscc and sscc.later(label.sscc, envelope),
            envelope=envelope + 1,
            envelopes=envelopes,
        )
        for envelope in range(envelopes)
    ]


def packing_list_of(return_: Return, label: labels.Label, *, reprint: bool) -> labels.PackingList:
    """The contents of the page that lies in the envelope: what is in it, with the serials as codes."""
    return labels.PackingList(
        kind=label.kind,
        number=label.number,
        url=label.url,
        sender=label.sender,
        recipient=label.recipient,
        order_number=label.order_number,
        date=label.date,
        lines=tuple(_packed_line(line) for line in return_.lines),
        reprint=reprint,
    )


def _packed_line(line: Line) -> labels.PackedLine:
    return labels.PackedLine(
        article=line.name,
        article_number=line.article.number if line.article else "",
        serials=(line.serial_number,) if line.serial_number else (),
    )
