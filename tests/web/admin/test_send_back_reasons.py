"""The list of reasons for sending back: the region edits it, and what a unit was told stays as it was."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from database import db
from tests.web.conftest import Clinic, stored
from tests.web.form_page import FormPage
from tests.web.warehouse.steps import take
from warehouse import SendBack
from warehouse.returning.send_back_reason import SEEDED, SendBackReason, packing_fault_codes

POST_DAMAGE = {"text": "Skadad  i posten", "what_to_do": "Anmäl skadan till posten: 100 % ersätts."}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def admin(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("admin")


@pytest.fixture
def receiver(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("warehouse")


def by_text(text: str) -> SendBackReason:
    db.session.rollback()
    return next(reason for reason in SendBackReason.all() if reason.text == text)


def on_the_bench(clinic: Clinic, receiver: FlaskClient, serial: str) -> int:
    number = clinic.sealed_return(serial)
    take(receiver, number, serial)
    receiver.post(f"/lager/mottag/{number}/inlagd")
    return stored(number).lines[0].id


def test_the_list_begins_with_the_reasons_that_returkoll_comes_with(admin: FlaskClient) -> None:
    assert [reason.code for reason in SendBackReason.all()] == list(SEEDED)
    assert packing_fault_codes() == set(SEEDED) - {"other", "damaged_in_transport", "supplier_fault"}
    page = admin.get("/admin/skal").text
    assert all(str(reason.text) in page and str(reason.what_to_do) in page for reason in SEEDED.values())


def test_every_fault_is_told_beside_its_field_and_nothing_is_saved(admin: FlaskClient) -> None:
    for path in ("nytt", "dirty"):
        for wrong, said in (
            ({}, "måste fyllas i"),
            ({"text": "x" * 121, "what_to_do": "y" * 401}, "Korta den"),
            ({"text": "För 811228-9874", "what_to_do": "Ring 811228-9874"}, "personnummer"),
        ):
            answer = admin.post(f"/admin/skal/{path}", data=wrong)
            faults = FormPage(answer.text).faults
            assert answer.status_code == 422
            assert faults.keys() == {"text", "what_to_do"}
            assert all(said in fault for fault in faults.values())
        taken = {"text": "produkten är SKADAD", "what_to_do": "Laga den."}
        assert FormPage(admin.post(f"/admin/skal/{path}", data=taken).text).faults.keys() == {"text"}
    assert [reason.code for reason in SendBackReason.all()] == list(SEEDED)
    assert by_text("Produkten är inte rengjord").history == []


def test_a_reason_of_the_regions_own_is_shown_as_it_is_written(
    admin: FlaskClient, receiver: FlaskClient, clinic: Clinic, examples: dict[str, str]
) -> None:
    assert admin.post("/admin/skal/nytt", data=POST_DAMAGE).status_code == 302
    own = by_text("Skadad i posten")
    assert own.code not in packing_fault_codes()
    line = on_the_bench(clinic, receiver, examples["to_warehouse"])
    receiver.post(f"/lager/kontroll/{line}/tillbaka", data={"reasons": [own.code, "dirty"]})
    for headers, seeded in (({}, "Rengör produkten"), (ENGLISH, "Clean the product")):
        page = clinic.client.get("/returer/kom-tillbaka", headers=headers).text
        assert "Skadad i posten" in page
        assert "100 % ersätts" in page
        assert seeded in page


def test_what_the_unit_was_told_stays_whatever_becomes_of_the_list(
    admin: FlaskClient, receiver: FlaskClient, clinic: Clinic, examples: dict[str, str]
) -> None:
    line = on_the_bench(clinic, receiver, examples["to_warehouse"])
    receiver.post(f"/lager/kontroll/{line}/tillbaka", data={"reasons": ["dirty"]})
    changed = {"text": "Smutsig", "what_to_do": "Tvätta.", "packing_fault": ""}
    assert admin.post("/admin/skal/dirty", data=changed).status_code == 302
    assert admin.post("/admin/skal/dirty/ta-ur-bruk").status_code == 302
    page = clinic.client.get("/returer/kom-tillbaka").text
    assert "Produkten är inte rengjord" in page
    assert "Smutsig" not in page
    assert "Smutsig" in admin.get("/admin/skal").text
    reason = by_text("Smutsig")
    assert "dirty" not in packing_fault_codes()
    assert [(change.before, change.after) for change in reason.history] == [
        (
            {
                "text": "Produkten är inte rengjord",
                "what_to_do": SEEDED["dirty"].what_to_do.text,
                "packing_fault": True,
            },
            {"text": "Smutsig", "what_to_do": "Tvätta.", "packing_fault": False},
        ),
        ({"active": True}, {"active": False}),
    ]


def test_a_retired_reason_is_not_offered_until_it_is_used_again(
    admin: FlaskClient, receiver: FlaskClient, clinic: Clinic, examples: dict[str, str]
) -> None:
    line = on_the_bench(clinic, receiver, examples["to_warehouse"])
    for _again in range(2):
        admin.post("/admin/skal/damaged/ta-ur-bruk")
    assert len(by_text("Produkten är skadad").history) == 1
    assert 'value="damaged"' not in receiver.get(f"/lager/kontroll/{line}").text
    admin.post("/admin/skal/damaged/anvand-igen")
    assert 'value="damaged"' in receiver.get(f"/lager/kontroll/{line}").text


def test_the_last_reason_stays(admin: FlaskClient) -> None:
    for code in SEEDED:
        admin.post(f"/admin/skal/{code}/ta-ur-bruk")
    db.session.rollback()
    assert [reason.code for reason in SendBackReason.active()] == [list(SEEDED)[-1]]


def test_a_reason_that_asks_for_a_comment_needs_one(
    admin: FlaskClient, receiver: FlaskClient, clinic: Clinic, examples: dict[str, str]
) -> None:
    line = on_the_bench(clinic, receiver, examples["to_warehouse"])
    admin.post("/admin/skal/nytt", data={**POST_DAMAGE, "needs_note": "1"})
    code = by_text("Skadad i posten").code
    for wrong in (
        {},
        {"reasons": ["no-such"]},
        {"reasons": [code, "no-such"], "note": "x"},
        {"reasons": [code]},
    ):
        receiver.post(f"/lager/kontroll/{line}/tillbaka", data=wrong)
        db.session.rollback()
        assert db.session.get(SendBack, line) is None
    receiver.post(f"/lager/kontroll/{line}/tillbaka", data={"reasons": [code], "note": "Kuvertet var blött"})
    db.session.rollback()
    assert db.session.get_one(SendBack, line).reasons == [code]


def test_only_an_administrator_edits_the_list(receiver: FlaskClient, clinic: Clinic) -> None:
    for client in (receiver, clinic.client):
        assert client.get("/admin/skal").status_code == 403
        assert client.post("/admin/skal/nytt", data=POST_DAMAGE).status_code == 403
        assert client.post("/admin/skal/dirty/ta-ur-bruk").status_code == 403
    assert [reason.code for reason in SendBackReason.active()] == list(SEEDED)
