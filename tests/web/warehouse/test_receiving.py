"""The warehouse: envelope, announced and extra and missing products, control, available."""

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Clinic, stored
from tests.web.label_codes import codes_on
from tests.web.warehouse.steps import finish_control, scan, take


@pytest.mark.parametrize(
    "form", ["{number}", "https://returkoll.test/r/{number}", "http://10.0.0.7:8000/r/{number}"]
)
def test_the_envelopes_label_leads_to_its_return(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str], form: str
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    answer = scan(receiver, "skanna", form.format(number=number))
    assert answer["tone"] == "good"
    assert answer["location"] == f"/lager/mottag/{number}"
    assert examples["to_warehouse"] in receiver.get(answer["location"]).text


def test_looking_at_an_envelope_changes_nothing(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    events = len(stored(number).events)
    receiver.get(f"/lager/mottag/{number}")
    scan(receiver, f"mottag/{number}/skanna", examples["to_warehouse"])
    assert len(stored(number).events) == events


def test_announced_extra_and_missing_products_are_told_apart(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    take(receiver, number, examples["to_warehouse"])
    take(receiver, number, examples["another_unit"])
    answer = receiver.post(f"/lager/mottag/{number}/inlagd", follow_redirects=True)
    assert answer.status_code == 200
    received = stored(number)
    assert received.state == "received"
    assert [(line.serial_number, line.announced, line.state) for line in received.lines] == [
        (examples["to_warehouse"], True, "received"),
        (examples["to_warehouse_2"], True, "missing"),
        (examples["another_unit"], False, "received"),
    ]
    assert "Saknas" in answer.text
    assert "Extra" in answer.text


def test_scanning_the_same_product_twice_takes_it_once(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    token = scan(receiver, f"mottag/{number}/skanna", examples["to_warehouse"])["html"]
    token = token.split('name="token" value="')[1].split('"')[0]
    for _time in range(2):
        receiver.post(f"/lager/mottag/{number}/produkter", data={"token": token})
    assert [event.what for event in stored(number).events].count("product received") == 1
    assert "redan mottagen" in scan(receiver, f"mottag/{number}/skanna", examples["to_warehouse"])["message"]


def test_an_envelope_cannot_be_taken_in_unopened(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    assert receiver.post(f"/lager/mottag/{number}/inlagd").status_code == 303
    assert stored(number).state == "sealed"


def test_a_receipt_can_be_undone_until_the_envelope_is_taken_in(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    line = stored(number).lines[0]
    receiver.post(f"/lager/mottag/{number}/produkter/{line.id}/angra")
    assert stored(number).lines[0].state == "packed"
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    receiver.post(f"/lager/mottag/{number}/produkter/{line.id}/angra")
    assert stored(number).lines[0].state == "received"


@pytest.mark.parametrize("state", ["draft", "cancelled", "to_supplier"])
def test_what_should_not_arrive_is_told_so(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str], state: str
) -> None:
    if state == "draft":
        number, expected = clinic.new_return(), "inte förseglad"
    elif state == "to_supplier":
        number, expected = clinic.sealed_return(examples["to_supplier"]), "leverantören"
    else:
        number, expected = clinic.sealed_return(examples["to_warehouse"]), "avbruten"
        clinic.client.post(f"/returer/{number}/avbryt", data={"reason": "Fel kuvert"})
    assert expected in receiver.get(f"/lager/mottag/{number}").text


def test_nothing_is_available_before_every_step_is_done(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    line = stored(number).lines[0]
    assert receiver.post(f"/lager/kontroll/{line.id}/tillganglig").status_code == 303
    assert "Inget finns på lager" in receiver.get("/lager/saldo").text
    assert finish_control(receiver, line.id).status_code == 302
    assert stored(number).lines[0].state == "stocked"
    assert stored(number).state == "closed"
    name = stored(number).lines[0].article.name
    assert name in receiver.get(f"/lager/saldo?q={name.split()[0].lower()}").text
    assert name in clinic.client.get("/lager/saldo").text


def test_a_step_that_does_not_apply_needs_a_reason(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    from registry.control_steps import steps_for

    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    line = stored(number).lines[0]
    step = steps_for(line.article)[0].code
    path = f"/lager/kontroll/{line.id}/steg/{step}"
    assert receiver.post(path, data={"outcome": "not_applicable", "reason": ""}).status_code == 303
    answer = receiver.post(path, data={"outcome": "not_applicable", "reason": "Ny i kartong"})
    assert answer.status_code == 302
    assert "Ny i kartong" in receiver.get(f"/lager/kontroll/{line.id}").text


def test_what_breaks_the_rules_goes_back_with_reasons(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    line = stored(number).lines[0]
    path = f"/lager/kontroll/{line.id}/tillbaka"
    assert receiver.post(path, data={}).status_code == 303
    assert receiver.post(path, data={"reasons": ["incomplete"], "note": "Laddaren saknas"}).status_code == 302
    assert stored(number).lines[0].state == "sent_back"
    assert stored(number).state == "closed"
    again = clinic.new_return()
    clinic.pack(again, examples["to_warehouse"])
    assert len(stored(again).lines) == 1


def test_what_goes_back_gets_a_label_to_its_unit(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    line = stored(number).lines[0]
    assert receiver.get(f"/lager/kontroll/{line.id}/etikett.pdf").status_code == 404
    receiver.post(f"/lager/kontroll/{line.id}/tillbaka", data={"reasons": ["dirty"]})
    answer = receiver.get(f"/lager/kontroll/{line.id}/etikett.pdf")
    assert number in codes_on(answer.data)
    assert "Produkten är inte rengjord" in receiver.get(f"/lager/kontroll/{line.id}").text


def test_a_shelf_gets_its_label(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    line = stored(number).lines[0]
    finish_control(receiver, line.id)
    assert "A3" in codes_on(receiver.get(f"/lager/kontroll/{line.id}/hylla.pdf").data)


def test_an_unknown_product_that_is_scanned_twice_counts_once(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    for text in ("OKAND-1", "OKAND-2"):
        take(receiver, number, text)
    assert "är redan mottagen" in scan(receiver, f"mottag/{number}/skanna", "okand 1")["message"]
    extra = [line.serial_number for line in stored(number).lines if not line.announced]
    assert extra == ["OKAND-1", "OKAND-2"]
