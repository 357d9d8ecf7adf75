"""What is done to a product in stock: moved, picked, charged."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import String
from apiflask.validators import Length

from accounts.tokens import Scope
from database import utcnow
from web.api.calls import writes
from web.api.reading.stock import AT_WAREHOUSE
from web.api.shown.shelved import OneStockItem, shown_item
from web.http.access import actor
from web.warehouse.shelving.shelves import known_item

shelf_api = APIBlueprint("shelf_api", __name__, url_prefix="/api/v1", tag="stock")


class MoveInput(Schema):
    shelf = String(required=True, validate=Length(1, 40))


@writes(
    shelf_api,
    "/stock/<int:item_id>/move",
    Scope.STOCK,
    OneStockItem,
    takes=MoveInput,
    roles=AT_WAREHOUSE,
    summary="Move a product to another shelf",
)
def move_stock_item(item_id: int, said: dict[str, Any]) -> Any:
    item = known_item(item_id)
    item.move(said["shelf"], actor=actor(), now=utcnow())
    return shown_item(item)


class PickInput(Schema):
    order_number = String(required=True, validate=Length(1, 40), metadata={"description": "from WebSesam"})


@writes(
    shelf_api,
    "/stock/<int:item_id>/pick",
    Scope.STOCK,
    OneStockItem,
    takes=PickInput,
    roles=AT_WAREHOUSE,
    summary="Take a product from its shelf for an order",
)
def pick_stock_item(item_id: int, said: dict[str, Any]) -> Any:
    item = known_item(item_id)
    item.pick(said["order_number"], actor=actor(), now=utcnow())
    return shown_item(item)


@writes(
    shelf_api,
    "/stock/<int:item_id>/pick/undo",
    Scope.STOCK,
    OneStockItem,
    roles=AT_WAREHOUSE,
    summary="Say that it was picked by mistake",
)
def undo_item_pick(item_id: int) -> Any:
    item = known_item(item_id)
    item.undo_pick(actor=actor(), now=utcnow())
    return shown_item(item)


@writes(
    shelf_api,
    "/stock/<int:item_id>/charge",
    Scope.STOCK,
    OneStockItem,
    roles=AT_WAREHOUSE,
    summary="Note that a product in stock was charged",
)
def charge_item(item_id: int) -> Any:
    item = known_item(item_id)
    item.charge(actor=actor(), now=utcnow())
    return shown_item(item)
