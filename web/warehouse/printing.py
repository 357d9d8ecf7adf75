"""The warehouse's own labels: what goes back to a unit, and where something stands on the shelf."""

from flask import abort
from flask.typing import ResponseReturnValue

import labels
from database import db
from warehouse import SendBack, StockItem
from web.addresses import address, return_url, the_warehouse
from web.clock import local_date
from web.pdf import answer, made, paper, rendered
from web.warehouse import known_line, warehouse, warehouse_only


@warehouse.get("/kontroll/<int:line_id>/etikett.pdf")
@warehouse_only
def send_back_pdf(line_id: int) -> ResponseReturnValue:
    """The label that takes a product back to its unit (R8)."""
    line = known_line(line_id)
    sent_back = db.session.get(SendBack, line.id) or abort(404)
    number = line.return_.number
    label = made(
        lambda: labels.Label(
            kind=labels.Kind.TO_UNIT,
            number=number,
            url=return_url(number),
            sender=address(the_warehouse()),
            recipient=address(line.return_.unit),
            order_number="",
            items=1,
            date=local_date(sent_back.at),
        ),
        number,
    )
    return answer(rendered(label, paper()), f"tillbaka-{number}")


@warehouse.get("/kontroll/<int:line_id>/hylla.pdf")
@warehouse_only
def shelf_pdf(line_id: int) -> ResponseReturnValue:
    """The label of the place where the product stands now."""
    item = StockItem.of(known_line(line_id))
    if item is None or not item.shelf:
        abort(404)
    shelf = item.shelf.upper()
    label = made(
        lambda: labels.ShelfLabel(
            shelf=shelf,
            title=item.article.name,
            details=(item.article.number, item.article.supplier.name),
        ),
        shelf,
    )
    return answer(rendered(label, "62"), f"hylla-{item.id}")
