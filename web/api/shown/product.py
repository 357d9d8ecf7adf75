"""Articles, devices and verdicts."""

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Date, Integer, List, Nested, String

from registry.models import Article, Device, Unit
from registry.verdict import Verdict, VerdictKind
from returns.judging import Judged
from warehouse.whereabouts import Place, Whereabouts
from web.http.translated import say
from web.scan.card_token import card_token


class UnitOutput(Schema):
    code = String()
    name = String()
    is_warehouse = Boolean()
    address_lines = List(String())
    postcode = String()
    town = String()


class UnitName(Schema):
    code = String()
    name = String()


class ArticleOutput(Schema):
    id = Integer()
    number = String()
    name = String()
    supplier = String()
    category = String()
    gtins = List(String())
    hibc = String(allow_none=True)
    has_serial = Boolean()
    rechargeable = Boolean()
    contains_lithium = Boolean()


class DeviceOutput(Schema):
    id = Integer()
    serial_number = String()
    individ_number = String(allow_none=True)
    former_serials = List(String())
    state = String(metadata={"enum": ["registered", "scrapped", "gone"]})
    article = Nested(ArticleOutput)
    unit = Nested(UnitName, allow_none=True)
    order_number = String(allow_none=True)
    order_date = Date(allow_none=True)
    delivery_date = Date(allow_none=True)


class WhereaboutsOutput(Schema):
    place = String(metadata={"enum": [place.value for place in Place]})
    words = String()
    return_number = String(allow_none=True)


class DeviceWithPlace(DeviceOutput):
    now_at = Nested(WhereaboutsOutput)


class AddressOutput(Schema):
    name = String()
    address_lines = List(String())
    postcode = String()
    town = String()


class AnswerOption(Schema):
    value = String(metadata={"description": "what to send as `told`"})
    text = String()


class SimilarOutput(Schema):
    device_id = Integer()
    serial_number = String()
    article = String()
    unit = String()


class VerdictOutput(Schema):
    kind = String(metadata={"enum": [kind.value for kind in VerdictKind]})
    rule = String(metadata={"description": "the rule of the routine, such as R3"})
    headline = String()
    todo = String()
    reasons = List(String())
    cautions = List(String())
    last_day = Date(allow_none=True)
    supplier = Nested(AddressOutput, allow_none=True)


class CardOutput(Schema):
    what = String(metadata={"description": "the product as a person names it"})
    serials = List(String())
    gtins = List(String())
    device_id = Integer(allow_none=True)
    article_id = Integer(allow_none=True)
    verdict = Nested(VerdictOutput)
    options = List(Nested(AnswerOption), metadata={"description": "the answers to the verdict's question"})
    similar = List(Nested(SimilarOutput), metadata={"description": "suggestions, never an answer"})
    lies_in = String(allow_none=True, metadata={"description": "the unit's draft in which it lies already"})
    card = String(metadata={"description": "names exactly this product when it is packed or received"})


def shown_unit(unit: Unit) -> dict[str, Any]:
    names = ("code", "name", "is_warehouse", "address_lines", "postcode", "town")
    return {name: getattr(unit, name) for name in names}


def shown_article(article: Article) -> dict[str, Any]:
    names = ("id", "number", "name", "hibc", "has_serial", "rechargeable", "contains_lithium")
    return {
        **{name: getattr(article, name) for name in names},
        "supplier": article.supplier.name,
        "category": article.category.value,
        "gtins": [gtin.gtin for gtin in article.gtins],
    }


def shown_device(device: Device) -> dict[str, Any]:
    names = ("id", "serial_number", "individ_number", "unit", "order_number", "order_date", "delivery_date")
    return {
        **{name: getattr(device, name) for name in names},
        "former_serials": [alias.serial_number for alias in device.aliases],
        "state": device.state.value,
        "article": shown_article(device.article),
    }


def shown_whereabouts(found: Whereabouts) -> dict[str, Any]:
    number = found.line.return_.number if found.line else None
    return {"place": found.place.value, "words": say(found.words), "return_number": number}


def shown_verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "kind": verdict.kind.value,
        "rule": verdict.rule,
        "headline": say(verdict.headline),
        "todo": say(verdict.todo),
        "reasons": [say(one) for one in verdict.sentences],
        "cautions": [say(one) for one in verdict.cautions],
        "last_day": verdict.last_day,
        "supplier": verdict.supplier,
    }


def shown_card(card: Judged) -> dict[str, Any]:
    verdict = card.verdict
    options = verdict.question.options if verdict.question else ()
    return {
        "what": card.what,
        "serials": list(card.shown_serials),
        "gtins": list(card.package.gtins),
        "device_id": verdict.device.id if verdict.device else None,
        "article_id": verdict.article.id if verdict.article else None,
        "verdict": shown_verdict(verdict),
        "options": [{"value": one.value, "text": say(one.text)} for one in options],
        "similar": [
            {
                "device_id": one.id,
                "serial_number": one.serial_number,
                "article": one.article_name,
                "unit": one.unit_name,
            }
            for one in verdict.near
        ],
        "lies_in": card.lies_in.return_.number if card.lies_in else None,
        "card": card_token(card),
    }
