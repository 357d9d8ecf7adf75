"""What is done to a product in stock: moved, picked, charged."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import String
from apiflask.validators import Length

from accounts.tokens import Scope
from warehouse import StockItem
from web.api.reading.stock import AT_WAREHOUSE
from web.api.shown.shelved import OneStockItem, shown_item
from web.api.subject import Subject
from web.warehouse.shelving.shelves import known_item

shelf_api = APIBlueprint("shelf_api", __name__, url_prefix="/api/v1", tag="stock")


ITEM = Subject(shelf_api, Scope.STOCK, OneStockItem, "item_id", known_item, shown_item, AT_WAREHOUSE)


class MoveInput(Schema):
    shelf = String(required=True, validate=Length(1, 40))


@ITEM.verb("/stock/<int:item_id>/move", takes=MoveInput, summary="Move a product to another shelf")
def move_stock_item(item: StockItem, said: dict[str, Any], **by: Any) -> None:
    item.move(said["shelf"], **by)


class PickInput(Schema):
    order_number = String(required=True, validate=Length(1, 40), metadata={"description": "from WebSesam"})


@ITEM.verb("/stock/<int:item_id>/pick", takes=PickInput, summary="Take a product from its shelf for an order")
def pick_stock_item(item: StockItem, said: dict[str, Any], **by: Any) -> None:
    item.pick(said["order_number"], **by)


@ITEM.verb("/stock/<int:item_id>/pick/undo", summary="Say that it was picked by mistake")
def undo_item_pick(item: StockItem, **by: Any) -> None:
    item.undo_pick(**by)


@ITEM.verb("/stock/<int:item_id>/charge", summary="Note that a product in stock was charged")
def charge_item(item: StockItem, **by: Any) -> None:
    item.charge(**by)
