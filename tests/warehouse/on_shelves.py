"""Products that stand on a shelf, for tests of what becomes of them there."""

import dataclasses
import datetime
import itertools

import sqlalchemy as sa

from database import db
from registry.facts import Facts
from registry.lookup import article_facts
from registry.models import Article, Category, Device, Unit
from registry.verdict import VerdictKind, decide
from returns import Return
from returns.packed_product import Packed
from warehouse import StockItem

_numbers = itertools.count(1)


def new_article(name: str = "Provapparat", **options: object) -> Article:
    supplier_id = db.session.scalars(sa.select(Article.supplier_id)).first()
    article = Article(
        number=f"P-{next(_numbers)}", name=name, supplier_id=supplier_id, category=Category.BTE_AID, **options
    )
    db.session.add(article)
    db.session.flush()
    return article


def new_device(article: Article, serial: str = "") -> Device:
    device = Device(
        article=article,
        serial_number=serial or f"PX{next(_numbers):06d}",
        delivery_date=datetime.date(2020, 1, 1),
    )
    db.session.add(device)
    db.session.flush()
    return device


def put_on_shelf(
    article: Article,
    shelf: str,
    now: datetime.datetime,
    device: Device | None = None,
    *,
    charged_at: datetime.datetime | None = None,
) -> StockItem:
    """A product that has come in a return and stands on the shelf, with the events of its way there."""
    unit = db.session.scalars(sa.select(Unit).where(~Unit.is_warehouse).limit(1)).one()
    told = decide(Facts(articles=(article_facts(article),)), None, now.date())
    verdict = dataclasses.replace(told, kind=VerdictKind.TO_WAREHOUSE)
    return_ = Return.open(unit, actor="Ada", now=now)
    serial = device.serial_number if device else None
    packed = Packed(verdict, (), device.id if device else None, article.id, serial)
    line = return_.pack(packed, actor="Ada", now=now)
    line.take_in(actor="Bo", now=now)
    line.begin_control(actor="Bo", now=now)
    line.stock(shelf=shelf, actor="Bo", now=now)
    item = StockItem(
        line_id=line.id,
        article_id=article.id,
        device_id=device.id if device else None,
        shelf=shelf,
        available_by="Bo",
        available_at=now,
        sealed_at=return_.sealing.at if return_.sealing else None,
        charged_at=charged_at or now,
    )
    db.session.add(item)
    db.session.flush()
    return item
