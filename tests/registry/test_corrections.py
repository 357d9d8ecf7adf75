"""Wrong serials in Sesam: reported, flagged, and done when an import shows them right."""

import datetime
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from apiflask import APIFlask

from common.privacy import PatientDataError
from database import db
from identity import identify_typed, join
from registry.corrections import open_corrections, report, support_message, withdraw
from registry.imports import Report
from registry.lookup import facts
from registry.models import Device, Unit
from registry.verdict import VerdictKind, decide
from tests.registry.conftest import NOW, TODAY

AddDevice = Callable[..., Device]


def kind_of(text: str) -> VerdictKind:
    unit = db.session.query(Unit).filter_by(code="1010").one()
    return decide(facts(join([identify_typed(text)])[0], TODAY), unit, TODAY).kind


def test_the_message_says_all_that_support_needs(add_device: AddDevice) -> None:
    device = add_device("OLD1", individ_number="I7", order_number="4400001")
    message = support_message("NEW1", device, device.unit, "Klara Klinik", "stod@region.example")
    for words in ("NEW1", "OLD1", "I7", "A1 Fjord", "4400001", "1010 Nord", "Klara Klinik"):
        assert words in message.body
    link = urlsplit(message.mailto)
    assert (link.scheme, link.path) == ("mailto", "stod@region.example")
    assert parse_qs(link.query)["body"] == [message.body.replace("\n", "\r\n")]


def test_a_reported_device_waits_until_an_import_shows_the_correction(
    add_device: AddDevice, bring_in: Callable[..., Report], file: Callable[..., Path]
) -> None:
    device = add_device("OLD1", individ_number="I7")
    report(db.session, "NEW1", device, device.unit, actor="Klara", now=NOW)
    report(db.session, "NEW1", device, device.unit, actor="Klara", now=NOW)
    db.session.commit()
    assert len(open_corrections(db.session)) == 1
    assert kind_of("NEW1") is kind_of("OLD1") is VerdictKind.CORRECT_SESAM
    bring_in(file("Serienummer;Artikel;Individnr\nOLD1;A1;I7\n"))
    assert kind_of("NEW1") is VerdictKind.CORRECT_SESAM
    bring_in(file("Serienummer;Artikel;Individnr\nNEW1;A1;I7\n"))
    assert kind_of("NEW1") is VerdictKind.TO_WAREHOUSE
    assert open_corrections(db.session) == []
    assert [alias.serial_number for alias in db.session.get(Device, device.id).aliases] == ["OLD1"]


def test_an_unknown_serial_is_reported_and_done_when_it_is_registered(
    register: APIFlask, bring_in: Callable[..., Report], file: Callable[..., Path]
) -> None:
    report(db.session, "NEW1", None, None, actor="Klara", now=NOW)
    db.session.commit()
    bring_in(file("Serienummer;Artikel\nNEW1;A1\n"))
    assert open_corrections(db.session) == []


def test_a_report_can_be_withdrawn(add_device: AddDevice) -> None:
    device = add_device("OLD1")
    correction = report(db.session, "NEW1", device, device.unit, actor="Klara", now=NOW)
    withdraw(db.session, correction, now=NOW + datetime.timedelta(days=1))
    db.session.commit()
    assert not device.flagged
    assert kind_of("OLD1") is VerdictKind.TO_WAREHOUSE
    assert kind_of("NEW1") is VerdictKind.UNKNOWN


def test_a_personnummer_is_not_reported_as_a_serial(register: APIFlask) -> None:
    with pytest.raises(PatientDataError):
        report(db.session, "880320-0016", None, None, actor="Klara", now=NOW)
