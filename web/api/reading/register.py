"""Look-ups in the register, and the verdict on a product."""

from typing import Any

import sqlalchemy as sa
from apiflask import APIBlueprint, Schema
from apiflask.fields import List, Nested, String
from apiflask.validators import Length
from flask import abort
from flask_security import current_user
from sqlalchemy.orm import joinedload, selectinload

from accounts.tokens import Scope
from common.sentence import Sentence, WrongFields
from database import db
from registry.lookup import devices_with_serial, unit_with_code
from registry.models import Article, Gtin, Unit
from registry.search import SHORTEST, search
from returns.judging import judge_all
from warehouse.product_history import lines_of
from warehouse.whereabouts import whereabouts_of
from web.api.calls import asks, reads
from web.api.paging import PageOutput, PageQuery, one_page
from web.api.shown.product import (
    ArticleOutput,
    CardOutput,
    DeviceOutput,
    DeviceWithPlace,
    UnitOutput,
    shown_article,
    shown_card,
    shown_device,
    shown_unit,
    shown_whereabouts,
)
from web.clinic.blueprint import own_unit
from web.http.local_time import today
from web.products.blueprint import known_device, looking_unit, may_see
from web.scan.scanning import MAX_TYPED, NothingToRead, Seen, seen_in_text

register_api = APIBlueprint("register_api", __name__, url_prefix="/api/v1", tag="register")

WORDS = {"description": "words that all have to be there"}


class DevicesQuery(Schema):
    serial = String(
        validate=Length(1, 80),
        metadata={"description": "its serial number, a former one or its individnummer"},
    )
    q = String(
        validate=Length(SHORTEST, 80),
        metadata={"description": "how its serial number or individnummer begins"},
    )
    gtin = String(
        validate=Length(8, 14), metadata={"description": "only devices of the article with this GTIN"}
    )


class DevicesOutput(Schema):
    devices = List(Nested(DeviceOutput))


@reads(
    register_api,
    "/devices",
    Scope.READ_REGISTER,
    DevicesOutput,
    query=DevicesQuery,
    summary="Registered products by serial number",
)
def list_devices(asked: dict[str, Any]) -> Any:
    """Those of a unit that may be seen: for a clinic its own, and what it has had in a return. At most 20 for `q`."""
    unit = looking_unit()
    if serial := asked.get("serial"):
        found = [device for device in devices_with_serial(serial) if may_see(device, unit)]
    elif words := asked.get("q"):
        found = search(db.session, words, unit)
    else:
        raise WrongFields({"serial": Sentence("Skriv serial eller q.")})
    if gtin := asked.get("gtin"):
        wanted = gtin.zfill(14)
        found = [device for device in found if wanted in {one.gtin for one in device.article.gtins}]
    return {"devices": [shown_device(device) for device in found]}


@reads(
    register_api,
    "/devices/<int:device_id>",
    Scope.READ_REGISTER,
    DeviceWithPlace,
    summary="One registered product, and where it is now",
)
def show_device(device_id: int) -> Any:
    device = known_device(device_id)
    now_at = whereabouts_of(device, lines_of(device, looking_unit()))
    return {**shown_device(device), "now_at": shown_whereabouts(now_at)}


class VerdictInput(Schema):
    text = String(
        required=True,
        validate=Length(1, MAX_TYPED),
        metadata={"description": "what a code says or a person types: a GS1 string, a GTIN, a serial number"},
    )
    unit = String(validate=Length(1, 40), metadata={"description": "the unit's code; a clinic's is its own"})


class VerdictsOutput(Schema):
    cards = List(Nested(CardOutput))


@asks(
    register_api,
    "/verdicts",
    Scope.READ_REGISTER,
    VerdictsOutput,
    VerdictInput,
    summary="The verdict on each product that a text names",
)
def give_verdicts(said: dict[str, Any]) -> Any:
    """As the packing page would say to the unit. For the warehouse without a unit no product is another unit's."""
    cards = judge_all(said_text(said["text"]).packages, unit_meant(said.get("unit")), today())
    return {"cards": [shown_card(card) for card in cards]}


def said_text(text: str) -> Seen:
    """Raises WrongFields for what cannot be a product's."""
    try:
        return seen_in_text(text)
    except NothingToRead as nothing:
        raise WrongFields({"text": nothing.sentence}) from nothing


def unit_meant(code: str | None) -> Unit | None:
    """A clinic's is its own, whatever it says. None for the warehouse and administrators who name none."""
    if current_user.is_clinic:
        return own_unit()
    return unit_named(code) if code else None


def unit_named(code: str) -> Unit:
    unit = unit_with_code(code)
    if unit is None:
        raise WrongFields({"unit": Sentence("Ingen enhet har den koden.")})
    return unit


class ArticlesQuery(PageQuery):
    q = String(validate=Length(max=100), metadata=WORDS)
    number = String(validate=Length(max=40))
    gtin = String(validate=Length(8, 14))


class ArticlesOutput(PageOutput):
    articles = List(Nested(ArticleOutput))


@reads(
    register_api, "/articles", Scope.READ_REGISTER, ArticlesOutput, query=ArticlesQuery, summary="Articles"
)
def list_articles(asked: dict[str, Any]) -> Any:
    query = (
        sa.select(Article)
        .order_by(Article.id)
        .options(joinedload(Article.supplier), selectinload(Article.gtins))
    )
    for word in (asked.get("q") or "").split():
        columns = (Article.number, Article.name)
        query = query.where(sa.or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if number := asked.get("number"):
        query = query.where(Article.number == number)
    if gtin := asked.get("gtin"):
        query = query.where(Article.id.in_(sa.select(Gtin.article_id).where(Gtin.gtin == gtin.zfill(14))))
    if asked["cursor"] is not None:
        query = query.where(Article.id > asked["cursor"])
    shown, following = one_page(list(db.session.scalars(query.limit(asked["limit"] + 1))), asked)
    return {"articles": [shown_article(one) for one in shown], "next": following}


class OneArticle(ArticleOutput):
    """The same, by a name of its own in the document."""


@reads(register_api, "/articles/<int:article_id>", Scope.READ_REGISTER, OneArticle, summary="One article")
def show_article(article_id: int) -> Any:
    return shown_article(db.session.get(Article, article_id) or abort(404))


class UnitsQuery(PageQuery):
    q = String(validate=Length(max=100), metadata=WORDS)


class UnitsOutput(PageOutput):
    units = List(Nested(UnitOutput))


@reads(register_api, "/units", Scope.READ_REGISTER, UnitsOutput, query=UnitsQuery, summary="Units")
def list_units(asked: dict[str, Any]) -> Any:
    """A clinic sees its own."""
    query = sa.select(Unit).order_by(Unit.id)
    if current_user.is_clinic:
        query = query.where(Unit.id == own_unit().id)
    for word in (asked.get("q") or "").split():
        query = query.where(sa.or_(*(one.icontains(word, autoescape=True) for one in (Unit.code, Unit.name))))
    if asked["cursor"] is not None:
        query = query.where(Unit.id > asked["cursor"])
    shown, following = one_page(list(db.session.scalars(query.limit(asked["limit"] + 1))), asked)
    return {"units": [shown_unit(one) for one in shown], "next": following}
