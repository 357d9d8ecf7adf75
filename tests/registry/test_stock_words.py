"""What the warehouse has is found by article, category and words, however they are written (R4)."""

import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from registry.facts import Facts
from registry.lookup import article_facts
from registry.models import Article, Category, Unit
from registry.verdict import decide
from returns import Return
from returns.packed_product import Packed
from tests.registry.conftest import NOW, TODAY
from warehouse.shelves.stock import StockItem, balance


def on_the_shelf(name: str, category: Category, count: int) -> None:
    supplier_id = db.session.scalars(sa.select(Article.supplier_id)).first()
    article = Article(
        number=f"S-{name[:3]}", name=name, supplier_id=supplier_id, category=category, has_serial=False
    )
    db.session.add(article)
    db.session.flush()
    verdict = decide(Facts(articles=(article_facts(article),)), None, TODAY)
    return_ = Return.open(db.session.scalars(sa.select(Unit)).first(), actor="Ada", now=NOW)
    for _number in range(count):
        line = return_.pack(Packed(verdict, (), None, article.id, None), actor="Ada", now=NOW)
        db.session.add(StockItem(line=line, article=article, available_by="Bo", available_at=NOW))
    db.session.commit()


def names(words: str = "", category: Category | None = None) -> list[tuple[str, int]]:
    return [(article.name, count) for article, count in balance(words, category)]


def test_the_stock_is_found_by_words_category_and_number(register: APIFlask) -> None:
    on_the_shelf("Örsnäcka Åska 3", Category.BTE_AID, 2)
    on_the_shelf("Slinga för hals", Category.LOOP, 1)
    assert sorted(names()) == [("Slinga för hals", 1), ("Örsnäcka Åska 3", 2)]
    for words in ("örsnäcka", "ÅSKA örs", "s-ör", " åska  3 "):
        assert names(words) == [("Örsnäcka Åska 3", 2)], words
    assert names("", Category.LOOP) == [("Slinga för hals", 1)]
    assert names("örsnäcka", Category.LOOP) == []
    assert names("100%_") == []
