"""Sentences, what an article asks for, the personnummer check, and the demo register."""

import datetime
import json

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from stdnum import ean

from common.json_form import from_json, to_json
from common.privacy import PatientDataError, refuse_in_free_text
from common.sentence import Day, Sentence
from database import db
from identity import identify_typed, join
from registry.checklist import items_for
from registry.control_steps import steps_for
from registry.demo_catalogue import ARTICLES
from registry.demo_register import DEVICES, demo_examples, load_demo
from registry.lookup import facts, warehouse_unit
from registry.models import Article, Category, Device, Gtin, Unit
from registry.verdict import VerdictKind, decide
from tests.registry.conftest import TODAY


def test_a_sentence_is_said_kept_and_translated() -> None:
    sentence = Sentence("Skicka senast %(day)s.", {"day": Day(2026, 12, 4)})
    assert str(sentence) == "Skicka senast 4 december 2026."
    assert from_json(Sentence, json.loads(json.dumps(to_json(sentence)))) == sentence
    assert (
        sentence.translated({sentence.text: "Send by %(day)s."}.__getitem__, "en")
        == "Send by 4 December 2026."
    )
    assert str(Sentence("100 % klart")) == "100 % klart"


def article(**fields: object) -> Article:
    return Article(**{"category": Category.BTE_AID, "package_contents": [], "skipped_steps": [], **fields})


def test_the_control_follows_the_article() -> None:
    aid = article(uvc_suitable=True, rechargeable=True, charge_interval_days=90)
    every = ["visual", "complete", "wipe", "uvc", "charge", "function"]
    assert [step.code for step in steps_for(aid)] == every
    loop = article(category=Category.LOOP, uvc_suitable=True)
    assert [step.code for step in steps_for(loop)] == ["visual", "complete", "wipe", "function"]
    skipping = article(skipped_steps=["wipe", "complete"])
    assert [step.code for step in steps_for(skipping)] == ["visual", "function"]


def test_the_checklist_asks_for_what_lies_in_the_box() -> None:
    codes = [
        item.code
        for item in items_for(article(package_contents=["Laddare", "Bruksanvisning"], rechargeable=True))
    ]
    assert codes == [
        "packaging",
        "with_laddare",
        "with_bruksanvisning",
        "whole",
        "clean",
        "working",
        "charging",
    ]
    assert all(len(code) <= 40 for code in codes)


@pytest.mark.parametrize(
    "text",
    ["880320-0016", "19880320-0016", "8803200016", "ring 880320 0016 snart", "880380-0013", "880320–0016"],
)
def test_a_personnummer_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(PatientDataError) as refusal:
        refuse_in_free_text(text)
    assert "0016" not in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["", None, "Lådan är skadad", "order 4400001", "8803200017", "2026-11-23 09:00"]
)
def test_other_texts_are_let_through(text: str | None) -> None:
    refuse_in_free_text(text)


def test_the_demo_register_shows_every_verdict_and_loads_once(app: APIFlask) -> None:
    load_demo(db.session, TODAY)
    load_demo(db.session, TODAY)
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Device)) == DEVICES
    assert len(ARTICLES) == db.session.scalar(sa.select(sa.func.count()).select_from(Article))
    assert {a.category for a in ARTICLES} >= {category for category in Category if category.handled}
    assert all(ean.is_valid(gtin) for gtin in db.session.scalars(sa.select(Gtin.gtin)))
    assert warehouse_unit() is not None
    assert not any("demo" in name for name in db.session.scalars(sa.select(Unit.name)))
    assert all("(demo)" in str(unit.address_lines) for unit in db.session.scalars(sa.select(Unit)))
    first = db.session.get(Unit, 1)
    for kind, serial in demo_examples().items():
        verdict = decide(facts(join([identify_typed(serial)])[0], TODAY), first, TODAY)
        assert verdict.kind is kind
        assert kind is not VerdictKind.UNKNOWN or verdict.near


def test_the_demo_is_the_same_every_time_but_for_its_dates(app: APIFlask) -> None:
    load_demo(db.session, datetime.date(2030, 1, 1))
    assert db.session.scalar(sa.select(Device.serial_number).where(Device.id == 499)) is not None
    latest = db.session.scalar(sa.select(sa.func.max(Device.delivery_date)))
    assert latest == datetime.date(2029, 12, 31)


def test_what_a_sentence_lists_is_said_in_its_language_and_kept() -> None:
    told = Sentence("Kolumnerna %(names)s saknas.", {"names": (Sentence("Enhet"), Sentence("Pris"))})
    assert str(told) == "Kolumnerna Enhet, Pris saknas."
    english = {"Kolumnerna %(names)s saknas.": "No %(names)s.", "Enhet": "Unit", "Pris": "Price"}
    assert told.translated(english.__getitem__, "en") == "No Unit, Price."
    assert from_json(Sentence, json.loads(json.dumps(to_json(told)))) == told
