"""The follow-up's pages: who sees which unit, the same figures everywhere, the contact log, the files."""

import datetime
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument

from database import db
from operations.demo import first_unit
from registry.models import Unit
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import take
from warehouse import UnitContact
from web.http.local_time import today

SignIn = Callable[[str], FlaskClient]
PAGE = "/uppfoljning/1"


@pytest.fixture
def receiver(signed_in: SignIn) -> FlaskClient:
    return signed_in("warehouse")


@pytest.fixture
def packed_wrong(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> int:
    """The first unit's id, after two of its products came and one went back dirty."""
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    for serial in (examples["to_warehouse"], examples["to_warehouse_2"]):
        take(receiver, number, serial)
    receiver.post(f"/lager/mottag/{number}/inlagd")
    line = stored(number).lines[0].id
    data = {"reasons": ["dirty"], "note": ""}
    assert receiver.post(f"/lager/kontroll/{line}/tillbaka", data=data).status_code == 302
    return first_unit().id


def contacts() -> list[UnitContact]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(UnitContact).order_by(UnitContact.id)))


def test_the_unit_sees_the_same_figures_and_no_other_units_name(
    clinic: Clinic, receiver: FlaskClient, packed_wrong: int
) -> None:
    path = f"/uppfoljning/{packed_wrong}"
    theirs, ours = clinic.client.get(path).text, receiver.get(path).text
    for words in (
        "felpackade: 1 av 2",
        "Produkten är inte rengjord",
        "alla enheter",
        "Andelen visas från 20",
    ):
        assert words in theirs
        assert words in ours
    others = db.session.scalars(sa.select(Unit.name).where(Unit.id != packed_wrong, ~Unit.is_warehouse)).all()
    assert others
    assert not [name for name in others if name in theirs]
    assert "Kontakter med enheten" not in theirs
    assert "Kontakter med enheten" in ours


def test_a_clinic_is_led_to_its_own_unit_and_sees_no_other(clinic: Clinic) -> None:
    own = first_unit().id
    assert clinic.client.get("/uppfoljning/").location == f"/uppfoljning/{own}"
    other = db.session.scalars(sa.select(Unit.id).where(Unit.id != own)).first()
    for ending in ("", ".csv", ".pdf"):
        assert clinic.client.get(f"/uppfoljning/{other}{ending}").status_code == 403
    assert clinic.client.post(f"/uppfoljning/{own}/kontakt", data={"said": "Hej"}).status_code == 403
    assert contacts() == []


def test_the_list_shows_every_unit_that_returned_something(receiver: FlaskClient, packed_wrong: int) -> None:
    page = receiver.get("/uppfoljning/").text
    assert f"/uppfoljning/{packed_wrong}?" in page
    assert "1 av 2 felpackade" in page
    assert "Inget togs emot de dagarna" in receiver.get("/uppfoljning/?fran=2001-01-01&till=2001-02-01").text


@pytest.mark.parametrize(
    "query",
    ["fran=x&till=y", "fran=0001-01-01", "till=9999-12-31", "fran=2030-01-01&till=2020-01-01"],
)
def test_a_period_that_is_none_is_answered_all_the_same(receiver: FlaskClient, query: str) -> None:
    assert receiver.get(f"/uppfoljning/?{query}").status_code == 200
    assert receiver.get(f"{PAGE}?{query}").status_code == 200


def test_an_unknown_unit_is_not_found(receiver: FlaskClient) -> None:
    assert receiver.get("/uppfoljning/99999").status_code == 404
    assert receiver.post("/uppfoljning/99999/kontakt", data={"said": "Hej"}).status_code == 404
    assert receiver.post("/uppfoljning/kontakt/99999/klar").status_code == 404


def test_the_file_has_the_figures_and_no_formula(receiver: FlaskClient, packed_wrong: int) -> None:
    answer = receiver.get(f"/uppfoljning/{packed_wrong}.csv")
    assert answer.mimetype == "text/csv"
    lines = answer.text.splitlines()
    assert f"{today().isoformat()[:7]};2;1;;2;1;" in lines
    assert "Hela perioden;2;1;;2;1;" in lines
    assert "Skäl: Produkten är inte rengjord;;1" in lines
    assert not re.search(r"(^|;)[=+@-]", answer.text, re.MULTILINE)


def test_the_pdf_has_the_same_figures(receiver: FlaskClient, packed_wrong: int) -> None:
    answer = receiver.get(f"/uppfoljning/{packed_wrong}.pdf")
    assert answer.mimetype == "application/pdf"
    text = PdfDocument(answer.data)[0].get_textpage().get_text_range()
    assert "felpackade: 1 av 2" in text
    assert "Produkten är inte rengjord" in text


# --- the contact log


def test_a_contact_stands_in_the_log_until_it_is_followed_up(receiver: FlaskClient) -> None:
    day = today().isoformat()
    data = {"said": "De går igenom rutinen.", "spoke_with": "Karin", "follow_up_on": day}
    assert receiver.post(f"{PAGE}/kontakt", data=data).status_code == 302
    (contact,) = contacts()
    assert (contact.said, contact.spoke_with, contact.follow_up_on) == (
        "De går igenom rutinen.",
        "Karin",
        today(),
    )
    assert contact.actor == "lager@returkoll.demo"
    for page in (PAGE, "/uppfoljning/"):
        assert "De går igenom rutinen." in receiver.get(page).text
    for _again in range(2):
        assert receiver.post(f"/uppfoljning/kontakt/{contact.id}/klar").status_code == 302
    (contact,) = contacts()
    assert (contact.done_by, contact.is_open) == ("lager@returkoll.demo", False)
    assert "De går igenom rutinen." not in receiver.get("/uppfoljning/").text
    assert "De går igenom rutinen." in receiver.get(PAGE).text


def test_a_follow_up_of_a_later_day_is_not_due_yet(receiver: FlaskClient) -> None:
    later = (today() + datetime.timedelta(days=1)).isoformat()
    receiver.post(f"{PAGE}/kontakt", data={"said": "Vi hörs.", "follow_up_on": later})
    assert "Vi hörs." not in receiver.get("/uppfoljning/").text


def test_everything_that_is_wrong_is_told_at_once(receiver: FlaskClient) -> None:
    data = {"said": "Gäller 19811228-9874", "spoke_with": "x" * 121, "follow_up_on": "2020-01-01"}
    answer = receiver.post(f"{PAGE}/kontakt", data=data)
    assert answer.status_code == 422
    for words in ("personnummer", "längre än 120", "Dagen har redan varit"):
        assert words in answer.text
    assert "19811228-9874" not in answer.text
    assert receiver.post(f"{PAGE}/kontakt", data={}).status_code == 422
    assert contacts() == []
