"""What the register knows about a scanned package."""

import datetime
from collections.abc import Callable

from apiflask import APIFlask

from database import db
from identity import identify, identify_typed, join
from registry.lookup import facts, split, warehouse_unit
from registry.models import Alias, Device, Unit
from registry.search import search
from registry.verdict import VerdictKind, decide
from tests.registry.conftest import TODAY

AddDevice = Callable[..., Device]


def scanned(*texts: str):
    return join([identify_typed(text) for text in texts])[0]


def unit(code: str = "1010") -> Unit:
    return db.session.query(Unit).filter_by(code=code).one()


def test_a_serial_is_found_however_it_is_written(add_device: AddDevice) -> None:
    device = add_device("NV-001 b")
    for text in ("NV-001 b", "nv001B", " NV 001/B "):
        (found,) = facts(scanned(text), TODAY).devices
        assert found.id == device.id
    assert not facts(scanned("NV01B"), TODAY).devices


def test_a_serial_that_a_device_had_before_leads_to_it(add_device: AddDevice) -> None:
    device = add_device("NEW1")
    device.aliases = [Alias(serial_number="OLD-1")]
    db.session.commit()
    (found,) = facts(scanned("old1"), TODAY).devices
    assert (found.id, found.scanned_serial) == (device.id, "old1")
    assert decide(facts(scanned("old1"), TODAY), unit(), TODAY).kind is VerdictKind.CORRECT_SESAM


def test_an_old_box_with_the_right_product_in_it_is_right(add_device: AddDevice) -> None:
    add_device("NEW1").aliases = [Alias(serial_number="OLD1")]
    db.session.commit()
    known = facts(scanned("OLD1", "NEW1"), TODAY)
    assert [device.scanned_serial for device in known.devices] == [None]
    assert decide(known, unit(), TODAY).kind is VerdictKind.TO_WAREHOUSE
    assert not known.unregistered


def test_an_unregistered_serial_beside_a_registered_one_is_told_where_its_code_names_it(
    add_device: AddDevice,
) -> None:
    add_device("NV-10001")
    (package,) = join(
        [
            identify_typed("NV-10001"),
            identify_typed("LOT-77"),
            identify(b"010952000000100121Y2", "DataMatrix", "]d2"),
        ]
    )
    known = facts(package, TODAY)
    assert (set(known.unregistered), known.beside) == ({"LOT-77", "Y2"}, ("Y2",))
    verdict = decide(known, unit(), TODAY)
    assert verdict.kind is VerdictKind.TO_WAREHOUSE
    assert "Här står också serienummer Y2" in " ".join(map(str, verdict.sentences))


def test_an_individnummer_leads_to_its_device(add_device: AddDevice) -> None:
    device = add_device("NX1", individ_number="I700001")
    known = facts(scanned("I700001"), TODAY)
    assert [found.id for found in known.devices] == [device.id]
    assert not known.unregistered
    sentences = " ".join(str(sentence) for sentence in decide(known, unit(), TODAY).sentences)
    assert "Kontrollera att det står NX1 på produkten" in sentences


def test_gtin_and_article_number_lead_to_the_article(register: APIFlask) -> None:
    for package in (
        scanned("9520000001001"),
        scanned("A1"),
        join([identify(b"0109520000001001", "DataMatrix")])[0],
    ):
        (article,) = facts(package, TODAY).articles
        assert article.number == "A1"


def test_an_article_number_is_no_unregistered_serial(register: APIFlask) -> None:
    known = facts(scanned("A2"), TODAY)
    assert known.unregistered == ()
    assert decide(known, unit(), TODAY).row == "delivery-unknown"
    assert decide(known, None, TODAY).row == "no-serial"


def test_what_returns_know_is_asked(add_device: AddDevice) -> None:
    add_device("NX1")
    known = facts(scanned("NX1"), TODAY, lambda device: f"R-{device.serial_number}")
    assert decide(known, unit(), TODAY).kind is VerdictKind.ALREADY_RETURNED


def test_a_package_with_left_and_right_is_split(add_device: AddDevice) -> None:
    add_device("LEFT1")
    add_device("RIGHT1")
    parts = split(scanned("LEFT1", "RIGHT1", "CHARGER"))
    assert sorted(part.serials for part in parts) == [("LEFT1",), ("RIGHT1",)]
    assert split(scanned("LEFT1", "CHARGER")) == (scanned("LEFT1", "CHARGER"),)


def test_a_box_of_another_article_is_found_by_its_code(add_device: AddDevice) -> None:
    add_device("NX1", article="A3")
    verdict = decide(facts(scanned("NX1", "9520000001001"), TODAY), unit(), TODAY)
    assert verdict.row == "category"
    add_device("NX2", article="A1")
    assert decide(facts(scanned("NX2", "9520000001001"), TODAY), unit(), TODAY).row == "warehouse"
    assert decide(facts(scanned("NX2", "A2"), TODAY), unit(), TODAY).row == "box"


def test_a_split_package_keeps_its_box_for_the_one_it_is_the_box_of(add_device: AddDevice) -> None:
    add_device("AID1", article="A1")
    add_device("CHARGER1", article="A2")
    rows = {
        part.serials: decide(facts(part, TODAY), unit(), TODAY).row
        for part in split(scanned("AID1", "CHARGER1", "9520000001001"))
    }
    assert rows == {("AID1",): "warehouse", ("CHARGER1",): "warehouse"}


def test_the_warehouse_is_the_unit_marked_as_such(register: APIFlask) -> None:
    found = warehouse_unit()
    assert found is not None
    assert found.code == "9000"


def test_the_last_day_rests_on_the_registers_terms(add_device: AddDevice) -> None:
    add_device("NX1", delivery_date=TODAY - datetime.timedelta(days=9))
    verdict = decide(facts(scanned("NX1"), TODAY), unit(), TODAY)
    assert verdict.last_day == TODAY + datetime.timedelta(days=21)
    assert verdict.supplier is not None
    assert verdict.supplier.address_lines == ("Returvägen 1",)


def test_a_search_finds_what_begins_so(add_device: AddDevice) -> None:
    for serial in ("NV-100", "NV1001", "NV2000"):
        add_device(serial, individ_number=f"I{serial}")
    add_device("NV1002", unit="1020", individ_number="NV1099")
    assert [device.serial_number for device in search(db.session, "nv10")] == ["NV-100", "NV1001", "NV1002"]
    assert [device.serial_number for device in search(db.session, "nv10", unit("1020"))] == ["NV1002"]
    assert [device.serial_number for device in search(db.session, "INV2")] == ["NV2000"]
    assert len(search(db.session, "NV1", limit=2)) == 2
    assert search(db.session, "NV") == []
