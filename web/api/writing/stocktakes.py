"""Counting shelves: what stands there is told, and compared with what should."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Integer, String
from apiflask.validators import Length, Range
from flask import abort

from accounts.tokens import Scope
from common.sentence import Sentence, WrongFields
from database import utcnow
from warehouse import StockItem, Stocktake
from warehouse.shelves.stock import LONGEST_SHELF
from warehouse.shelves.stocktake import MOST_OF_AN_ARTICLE, finished_last, seen_on_shelf, under_way
from web.api.calls import reads, writes
from web.api.reading.register import said_text
from web.api.reading.stock import AT_WAREHOUSE
from web.api.shown.shelved import OneStockItem, shown_item
from web.api.shown.worked import StocktakeOutput, StocktakesOutput, shown_count, shown_stocktake
from web.api.subject import Subject
from web.http.access import actor
from web.http.judged_text import LARGEST_ID
from web.scan.scanning import MAX_TYPED
from web.warehouse.shelving.shelves import known_item
from web.warehouse.shelving.stocktaking import known_stocktake, own_product

stocktakes_api = APIBlueprint("stocktakes_api", __name__, url_prefix="/api/v1", tag="stocktakes")

COUNT = Subject(
    stocktakes_api,
    Scope.STOCK,
    StocktakeOutput,
    "stocktake_id",
    lambda number: known_stocktake(number, lock=True),
    shown_stocktake,
    AT_WAREHOUSE,
)
FOUND = Subject(stocktakes_api, Scope.STOCK, OneStockItem, "item_id", known_item, shown_item, AT_WAREHOUSE)
ONE = "/stocktakes/<int:stocktake_id>"


@reads(
    stocktakes_api,
    "/stocktakes",
    Scope.STOCK,
    StocktakesOutput,
    roles=AT_WAREHOUSE,
    summary="The shelves that are being counted, and those that were",
)
def list_stocktakes() -> Any:
    shown = {"under_way": under_way(), "finished": finished_last()}
    return {name: [shown_count(count) for count in counts] for name, counts in shown.items()}


@reads(
    stocktakes_api,
    ONE,
    Scope.STOCK,
    StocktakeOutput,
    roles=AT_WAREHOUSE,
    summary="One count: what was scanned, what it means, what is left",
)
def show_stocktake(stocktake_id: int) -> Any:
    return shown_stocktake(known_stocktake(stocktake_id))


class CountShelfInput(Schema):
    shelf = String(required=True, validate=Length(1, LONGEST_SHELF))


@writes(
    stocktakes_api,
    "/stocktakes",
    Scope.STOCK,
    StocktakeOutput,
    takes=CountShelfInput,
    roles=AT_WAREHOUSE,
    status=201,
    summary="Begin to count a shelf, or join in",
)
def begin_stocktake(said: dict[str, Any]) -> Any:
    count = Stocktake.start(said["shelf"], actor=actor(), now=utcnow())
    return shown_stocktake(count), 201, {"Location": f"/api/v1/stocktakes/{count.id}"}


class SeenInput(Schema):
    text = String(
        required=True,
        validate=Length(1, MAX_TYPED),
        metadata={"description": "what the codes of the product that stands there say"},
    )


@COUNT.verb(
    f"{ONE}/products",
    takes=SeenInput,
    summary="Note what stands there; the same product again changes nothing",
)
def count_product(count: Stocktake, said: dict[str, Any], **by: Any) -> None:
    found = seen_on_shelf(said_text(said["text"]).packages, count.shelf)
    if not found:
        raise WrongFields({"text": Sentence("Texten ska namnge en produkt.")})
    for seen in found:
        count.note(seen, **by)


@COUNT.verb(
    f"{ONE}/products/<int:product_id>", method="DELETE", summary="Take away what was scanned by mistake"
)
def uncount_product(count: Stocktake, product_id: int, **_by: Any) -> None:
    if product := own_product(count, product_id):
        count.take_away(product)


class QuantityInput(Schema):
    quantity = Integer(required=True, validate=Range(1, MOST_OF_AN_ARTICLE))


@COUNT.verb(
    f"{ONE}/products/<int:product_id>/quantity",
    takes=QuantityInput,
    method="PUT",
    summary="How many stand there, of an article without serials",
)
def say_quantity(count: Stocktake, product_id: int, said: dict[str, Any], **_by: Any) -> None:
    count.set_quantity(own_product(count, product_id) or abort(404), said["quantity"])


@COUNT.verb(f"{ONE}/finish", summary="End a count: what was not scanned is missing from now on")
def end_stocktake(count: Stocktake, **by: Any) -> None:
    count.finish(**by)


class BringInput(Schema):
    product_id = Integer(
        load_default=None,
        validate=Range(1, LARGEST_ID),
        metadata={"description": "all of them where none is named"},
    )


@COUNT.verb(
    f"{ONE}/bring-here",
    takes=BringInput,
    summary="Move what should stand elsewhere to this shelf in the register",
)
def bring_counted_here(count: Stocktake, said: dict[str, Any], **by: Any) -> None:
    count.bring_all_here(said["product_id"], **by)


@FOUND.verb("/stock/<int:item_id>/found", summary="Say that what was missing has been found on its shelf")
def note_item_found(item: StockItem, **by: Any) -> None:
    item.find(item.shelf, **by)
