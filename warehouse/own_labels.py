"""The contents of the warehouse's own labels: for products that go back to a unit, and for places on a shelf.

Both raise `labels.LabelError` where something cannot be printed, with the reason.
"""

import datetime

import labels
from returns import Line
from returns.label_contents import printed_address, the_warehouse
from warehouse.stock import StockItem


def label_to_unit(line: Line, day: datetime.date, url: str, *, reprint: bool) -> labels.Label:
    """The label that takes a product back to its unit (R8). `day` is when that was settled, `url` the return's
    address."""
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
    )


def label_of_shelf(item: StockItem) -> labels.ShelfLabel:
    """The label of the place where the product stands now."""
    return labels.ShelfLabel(
        shelf=(item.shelf or "").upper(),
        title=item.article.name,
        details=(item.article.number, item.article.supplier.name),
    )
