"""The page of what the warehouse has, for everybody, because that is used before anything is bought (R4)."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.models import Category
from warehouse.shelves.stock import balance
from web.warehouse.blueprint import warehouse


@warehouse.get("/saldo")
def stock() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:100]
    category = asked_category()
    return render_template(
        "warehouse/stock.html",
        words=words,
        category=category,
        found=balance(words, category),
        categories=list(Category),
    )


def asked_category() -> Category | None:
    chosen = request.args.get("kategori", "")
    return Category(chosen) if chosen in {c.value for c in Category} else None
