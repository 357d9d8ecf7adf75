"""The contents of the warehouse's own labels: for products that go back to a unit, and for places on a shelf.

Both raise `labels.LabelError` where something cannot be printed, with the reason.
"""

import datetime

import labels
from common.sentence import Sentence
from labels.contents.label import LONGEST_LABEL_REASON, LONGEST_LABEL_SERIAL
from returns.label_contents import printed_address, the_warehouse
from warehouse.returning.send_back import SendBack
from warehouse.shelves.stock import StockItem


def label_to_unit(sent_back: SendBack, day: datetime.date, url: str, *, reprint: bool) -> labels.Label:
    """The label that takes a product back to its unit (R8), with its serial and why. `day` is when that was settled,
    `url` the return's address."""
    line = sent_back.line
    serial = line.serial_number or ""
    return labels.Label(
        kind=labels.LabelKind.TO_UNIT,
        number=line.return_.number,
        url=url,
        sender=printed_address(the_warehouse()),
        recipient=printed_address(line.return_.unit),
        order_number="",
        items=1,
        date=day,
        reprint=reprint,
        serial=serial if len(serial) <= LONGEST_LABEL_SERIAL else "",  # longer than any real one
        reason=printed_reason(sent_back.sentences),
    )


def printed_reason(reasons: list[Sentence]) -> str:
    """The reasons as they stand on a label, in Swedish: as many as have room, and then how many more there are. All
    of them stand on the unit's page."""
    texts = [str(reason) for reason in reasons]
    for count in range(len(texts), 0, -1):
        more = Sentence("%(count)s skäl till", {"count": len(texts) - count})
        printed = "; ".join([*texts[:count], *([str(more)] if count < len(texts) else [])])
        if len(printed) <= LONGEST_LABEL_REASON:
            return printed
    return ""


def label_of_shelf(item: StockItem) -> labels.ShelfLabel:
    """The label of the place where the product stands now."""
    return labels.ShelfLabel(
        shelf=(item.shelf or "").upper(),
        title=item.article.name,
        details=(item.article.number, item.article.supplier.name),
    )


def label_of_place(shelf: str) -> labels.ShelfLabel:
    """The label of a shelf by itself, whatever stands on it. Its bars are what a scan takes for the shelf."""
    return labels.ShelfLabel(shelf=shelf, title="Huvudlagret")
