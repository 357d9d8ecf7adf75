"""Printing the warehouse's own labels: for products that go back to a unit, and for places on a shelf."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

import labels
from database import db
from printing import was_printed_before
from returns import Line
from warehouse import SendBack, StockItem
from warehouse.own_labels import label_of_shelf, label_to_unit
from web.http.idempotency import changing
from web.http.local_time import local_date
from web.printing.chosen_printer import my_printer
from web.printing.direct import print_directly
from web.printing.pdf import answer, made, paper, rendered, return_url
from web.warehouse.blueprint import known_line, warehouse, warehouse_only

SHELF_PAPER = "62"
"""The paper for a shelf's label when no printer is chosen."""


def send_back_label(line: Line) -> labels.Label:
    """The label of a product that goes back. Answers 404 where the product is not sent back."""
    sent_back = db.session.get(SendBack, line.id) or abort(404)
    url, day = return_url(line.return_.number), local_date(sent_back.at)
    again = was_printed_before(send_back_subject(line))
    return made(lambda: label_to_unit(sent_back, day, url, reprint=again), line.return_.number)


def shelf_label(line: Line) -> labels.ShelfLabel:
    """The label of the product's shelf. Answers 404 where it stands on none."""
    item = StockItem.of(line)
    if item is None or not item.shelf:
        abort(404)
    return made(lambda: label_of_shelf(item), item.shelf)


def send_back_subject(line: Line) -> str:
    return f"send back:{line.id}"


def shelf_subject(line: Line) -> str:
    return f"shelf:{line.id}"


@warehouse.get("/kontroll/<int:line_id>/etikett.pdf")
@warehouse_only
def send_back_pdf(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    return answer(rendered(send_back_label(line), paper()), f"tillbaka-{line.return_.number}")


@warehouse.post("/kontroll/<int:line_id>/etikett/skriv-ut")
@warehouse_only
@changing
def print_send_back(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    print_directly([send_back_label(line)], send_back_subject(line))
    return redirect(url_for("warehouse.control", line_id=line_id))


@warehouse.get("/kontroll/<int:line_id>/hylla.pdf")
@warehouse_only
def shelf_pdf(line_id: int) -> ResponseReturnValue:
    label = shelf_label(known_line(line_id))
    return answer(rendered(label, paper() if my_printer() else SHELF_PAPER), f"hylla-{line_id}")


@warehouse.post("/kontroll/<int:line_id>/hylla/skriv-ut")
@warehouse_only
@changing
def print_shelf(line_id: int) -> ResponseReturnValue:
    """Print the label of a shelf. It may be printed several times, as two labels on a shelf do no harm."""
    line = known_line(line_id)
    print_directly([shelf_label(line)], shelf_subject(line))
    return redirect(url_for("warehouse.control", line_id=line_id))
