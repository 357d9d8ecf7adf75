"""Stock: what there is of each article, item by item, and what has left."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import String
from apiflask.validators import Length, OneOf
from flask_security import current_user

from accounts import RoleName
from accounts.tokens import Scope
from registry.models import Category
from warehouse.returning.send_back import SendBackTurn, threads_before
from warehouse.shelves.stock import balance, items_after
from web.api.calls import reads
from web.api.paging import PageQuery, one_page
from web.api.shown.shelved import (
    WAITS_FOR,
    BalanceOutput,
    SendBacksOutput,
    StockOutput,
    article_name,
    shown_item,
    shown_send_back,
)
from web.clinic.blueprint import own_unit

stock_api = APIBlueprint("stock_api", __name__, url_prefix="/api/v1", tag="stock")

AT_WAREHOUSE = (RoleName.WAREHOUSE, RoleName.ADMIN)
CATEGORIES = [category.value for category in Category]


class BalanceQuery(Schema):
    q = String(validate=Length(max=100), metadata={"description": "words in the article's number or name"})
    category = String(validate=OneOf(CATEGORIES))


@reads(
    stock_api,
    "/stock/balance",
    Scope.STOCK,
    BalanceOutput,
    query=BalanceQuery,
    summary="How many of each article the warehouse has",
)
def show_balance(asked: dict[str, Any]) -> Any:
    category = Category(asked["category"]) if asked.get("category") else None
    rows = balance(asked.get("q") or "", category)
    return {"articles": [{"article": article_name(article), "count": count} for article, count in rows]}


class StockQuery(PageQuery):
    state = String(
        load_default="in_stock",
        validate=OneOf(["in_stock", "left", "missing"]),
        metadata={
            "description": "on its shelf; picked or delivered; or not found when its shelf was counted"
        },
    )
    shelf = String(validate=Length(max=40))
    article = String(validate=Length(max=40), metadata={"description": "the article's number"})


@reads(
    stock_api,
    "/stock",
    Scope.STOCK,
    StockOutput,
    query=StockQuery,
    roles=AT_WAREHOUSE,
    summary="The products in stock, and what has left it",
)
def list_stock(asked: dict[str, Any]) -> Any:
    found = items_after(
        asked["cursor"] or 0,
        asked["limit"] + 1,
        state=asked["state"],
        shelf=asked.get("shelf") or "",
        article=asked.get("article") or "",
    )
    shown, following = one_page(found, asked)
    return {"items": [shown_item(one) for one in shown], "next": following}


class SendBacksQuery(PageQuery):
    waits_for = String(validate=OneOf(WAITS_FOR))


@reads(
    stock_api,
    "/send-backs",
    Scope.READ_RETURNS,
    SendBacksOutput,
    query=SendBacksQuery,
    summary="What was sent back, the newest first",
)
def list_send_backs(asked: dict[str, Any]) -> Any:
    """For a clinic what came back to it."""
    unit = own_unit() if current_user.is_clinic else None
    turn = SendBackTurn(asked["waits_for"]) if asked.get("waits_for") else None
    found = threads_before(asked["cursor"], asked["limit"] + 1, unit=unit, turn=turn)
    shown, following = one_page(found, asked, "line_id")
    return {"send_backs": [shown_send_back(one) for one in shown], "next": following}
