"""The shelves themselves: how much stands on each, and labels for them, also for those that are empty."""

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue

import labels
from database import utcnow
from returns import Refused
from warehouse.own_labels import label_of_place
from warehouse.shelves.stock import LONGEST_SHELF, shelves_in_use, tidy_shelf
from web.printing.chosen_printer import my_printer
from web.printing.pdf import answer, in_one_file, made, own_paper
from web.warehouse.blueprint import warehouse, warehouse_only

SHEET = "a4x8"
"""The paper for shelf labels when no printer is chosen: eight on a sheet."""
MOST_LABELS = 80
MOST_SHELVES = 300


@warehouse.get("/hyllor/lista")
@warehouse_only
def shelf_list() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:LONGEST_SHELF]
    found = shelves_in_use(words)
    return render_template(
        "warehouse/shelf_list.html",
        words=words,
        shelves=found[:MOST_SHELVES],
        all_shelves=len(found),
        products=sum(shelf.products for shelf in found),
        now=utcnow(),
        papers=[paper for paper in labels.FORMATS.values() if not paper.instructions],
        chosen_paper=own_paper() if my_printer() else SHEET,
        most_labels=MOST_LABELS,
    )


@warehouse.get("/hyllor/etiketter.pdf")
@warehouse_only
def shelf_labels_pdf() -> ResponseReturnValue:
    """Labels for the shelves that `?hyllor=` names, apart by spaces, commas or lines."""
    names = [tidy_shelf(name) for name in request.args.get("hyllor", "").replace(",", " ").split()]
    names = list(dict.fromkeys(names))
    if not names:
        raise Refused("Skriv hyllorna som ska få en etikett, till exempel A1 A2 A3.")
    if len(names) > MOST_LABELS:
        raise Refused(
            "Högst %(most)s etiketter görs på en gång, och det är %(count)s. Ta resten sedan.",
            most=MOST_LABELS,
            count=len(names),
        )
    return answer(in_one_file([made(partial(label_of_place, name), name) for name in names]), "hyllor")
