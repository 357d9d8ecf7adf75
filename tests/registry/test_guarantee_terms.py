"""Guarantee terms as data with a history, and what runs out soon."""

import csv
import datetime
from collections.abc import Callable

import pytest
from apiflask import APIFlask

from database import db
from registry.ending_rights import as_csv, expiring
from registry.models import Device, Supplier, Unit
from registry.terms import add_term, all_terms, change_term, end_term
from tests.registry.conftest import NOW, TODAY

AddDevice = Callable[..., Device]


def supplier() -> Supplier:
    return db.session.query(Supplier).one()


def test_every_change_says_who_when_and_what(register: APIFlask) -> None:
    first_day = datetime.date(2026, 1, 1)
    term = add_term(db.session, supplier(), actor="Ada", now=NOW, days=60, valid_from=first_day)
    assert change_term(db.session, term, actor="Bo", now=NOW, days=45, packaging="Obruten")
    assert not change_term(db.session, term, actor="Bo", now=NOW, days=45)
    assert end_term(db.session, term, TODAY, actor="Ada", now=NOW)
    db.session.commit()
    assert [(change.actor, change.before) for change in term.history] == [
        ("Ada", None),
        ("Bo", {"days": 60, "packaging": None}),
        ("Ada", {"valid_to": None}),
    ]
    assert term in all_terms(db.session, supplier())


@pytest.mark.parametrize(
    "fields",
    [{"days": 0}, {"days": 30, "valid_to": datetime.date(2020, 1, 1)}, {"days": 30, "colour": "red"}],
)
def test_a_term_that_cannot_hold_is_refused(fields: dict, register: APIFlask) -> None:
    with pytest.raises((ValueError, TypeError)):
        add_term(db.session, supplier(), actor="Ada", now=NOW, valid_from=datetime.date(2026, 1, 1), **fields)


def test_what_runs_out_within_the_days_is_listed_most_urgent_first(add_device: AddDevice) -> None:
    for serial, age in (("LATER", 20), ("TODAY", 30), ("OVER", 31), ("FAR", 2)):
        add_device(serial, delivery_date=TODAY - datetime.timedelta(days=age))
    add_device("ORDERED", delivery_date=None, order_date=TODAY - datetime.timedelta(days=25))
    add_device("SOUTH", unit="1020", delivery_date=TODAY - datetime.timedelta(days=29))
    rows = expiring(db.session, TODAY, 14)
    assert [row.device.serial_number for row in rows] == ["TODAY", "SOUTH", "ORDERED", "LATER"]
    assert rows[0].days_left == 0
    south = db.session.query(Unit).filter_by(code="1020").one()
    assert [row.device.serial_number for row in expiring(db.session, TODAY, 14, south)] == ["SOUTH"]


def test_the_list_is_a_csv_that_excel_leaves_alone(add_device: AddDevice) -> None:
    add_device("000123", delivery_date=TODAY - datetime.timedelta(days=29), individ_number="=1+1")
    text = as_csv(expiring(db.session, TODAY, 14))
    assert text.startswith("\ufeffSista dag;")
    row = next(csv.DictReader(text[1:].splitlines(), delimiter=";"))
    assert (row["Sista dag"], row["Serienummer"], row["Individnummer"]) == (
        "2026-11-24",
        '="000123"',
        "'=1+1",
    )
    assert row["Returadress"] == "Returvägen 1, 170 01 Solby"
