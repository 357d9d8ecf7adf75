"""The administrator's pages of people and units."""

import datetime
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts import User
from accounts.sign_in import SignIn
from database import db, utcnow
from registry.models import Unit
from tests.web.form_page import FormPage

SignedIn = Callable[[str], FlaskClient]


@pytest.fixture
def admin(signed_in: SignedIn) -> FlaskClient:
    return signed_in("admin")


def user(email: str = "klinik@returkoll.demo") -> User:
    db.session.rollback()
    return db.session.scalars(sa.select(User).where(User.email == email)).one()


def clinics() -> list[Unit]:
    return list(db.session.scalars(sa.select(Unit).where(Unit.is_warehouse.is_(False)).order_by(Unit.id)))


def test_every_fault_is_told_beside_its_field_and_nobody_is_invited(admin: FlaskClient) -> None:
    before = db.session.scalar(sa.select(sa.func.count()).select_from(User))
    for wrong, fields in (
        ({}, {"name", "email", "roles"}),
        ({"name": "x" * 121, "email": "lager@returkoll.demo", "roles": "clinic"}, {"name", "email", "units"}),
        (
            {"name": "811228-9874", "email": "ingen adress", "roles": "chef", "units": "999999"},
            {"name", "email", "roles", "units"},
        ),
    ):
        answer = admin.post("/admin/personer/ny", data=wrong)
        assert answer.status_code == 422
        assert FormPage(answer.text).faults.keys() == fields
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == before


def test_a_person_is_changed_and_the_page_tells_by_whom(admin: FlaskClient) -> None:
    person, units = user(), clinics()[:2]
    form = {
        "name": "Klara Ny",
        "email": "klara@region.example",
        "roles": ["clinic", "warehouse"],
        "units": [str(unit.id) for unit in units],
        "proof": "returkoll-demo",
    }
    assert admin.post(f"/admin/personer/{person.id}", data=form).status_code == 302
    assert admin.post(f"/admin/personer/{person.id}", data=form).status_code == 302
    changed = user("klara@region.example")
    assert {unit.id for unit in changed.units} == {unit.id for unit in units}
    assert len(changed.history) == 1
    page = admin.get(f"/admin/personer/{person.id}").text
    assert "admin@returkoll.demo" in page
    assert f"{units[0].name} → {changed.units[0].name}, {changed.units[1].name}" in page
    assert all(f"{unit.name}" in page for unit in units)


@pytest.mark.parametrize("changed", ["email", "region_id", "both"])
@pytest.mark.parametrize("typed", ["", "not-the-password", "x" * 5000])
def test_what_somebody_signs_in_with_is_changed_with_ones_own_password(
    admin: FlaskClient, changed: str, typed: str
) -> None:
    """Whoever finds an administrator's tablet open takes over nobody's account."""
    person, unit = user(), clinics()[0]
    form = {"name": "Klara Ny", "email": person.email, "roles": "clinic", "units": str(unit.id)}
    assert admin.post(f"/admin/personer/{person.id}", data=form).status_code == 302, (
        "a name needs no password"
    )
    if changed != "region_id":
        form["email"] = "klara@region.example"
    if changed != "email":
        form["region_id"] = "SE2321000016-3F4X"
    answer = admin.post(f"/admin/personer/{person.id}", data={**form, "name": "Eva", "proof": typed})
    assert answer.status_code == 422
    assert FormPage(answer.text).faults.keys() == {"proof"}
    assert "not-the-password" not in answer.text
    assert (user().name, user().region_id) == ("Klara Ny", None), "all of it, or nothing"
    right = {**form, "proof": "returkoll-demo"}
    assert admin.post(f"/admin/personer/{person.id}", data=right).status_code == 302
    after = user(form["email"])
    assert after.region_id == form.get("region_id")
    assert all("returkoll-demo" not in str(row.__dict__) for row in after.history)


def test_an_administrator_without_a_password_has_to_have_signed_in_lately(admin: FlaskClient) -> None:
    """Who signs in with a passkey or at the region can be asked for none."""
    db.session.execute(sa.update(User).where(User.email == "admin@returkoll.demo").values(password=None))
    db.session.commit()
    person_id, unit = user().id, clinics()[0]
    form = {"name": "Klara", "roles": "clinic", "units": str(unit.id)}
    lately = admin.post(f"/admin/personer/{person_id}", data={**form, "email": "klara@region.example"})
    assert lately.status_code == 302
    db.session.rollback()
    db.session.execute(sa.update(SignIn).values(begun_at=utcnow() - datetime.timedelta(hours=1)))
    db.session.commit()
    later = admin.post(f"/admin/personer/{person_id}", data={**form, "email": "eva@region.example"})
    assert later.status_code == 422
    assert "Logga ut och in igen först" in later.text
    assert user("klara@region.example").id == person_id


def test_the_same_address_in_capitals_is_no_change(admin: FlaskClient) -> None:
    person, unit = user(), clinics()[0]
    form = {"name": "Klara", "email": "klinik@RETURKOLL.demo", "roles": "clinic", "units": str(unit.id)}
    assert admin.post(f"/admin/personer/{person.id}", data=form).status_code == 302
    assert user().email == "klinik@returkoll.demo"


def test_a_closed_account_is_out_at_once_and_in_the_list_of_the_closed(
    admin: FlaskClient, signed_in: SignedIn
) -> None:
    clinic = signed_in("clinic")
    path = f"/admin/personer/{user().id}"
    for _twice in range(2):
        assert admin.post(f"{path}/stang").status_code == 302
    assert clinic.get("/returer/").status_code == 302
    assert "Klara Klinik" not in admin.get("/admin/personer").text
    assert "Klara Klinik" in admin.get("/admin/personer?visa=stangda").text
    form = {"email": "klinik@returkoll.demo", "password": "returkoll-demo"}
    assert clinic.post("/logga-in", data=form).status_code == 200
    admin.post(f"{path}/oppna")
    assert clinic.post("/logga-in", data=form).status_code == 302


def test_an_administrator_cannot_shut_everybody_out(admin: FlaskClient) -> None:
    path = f"/admin/personer/{user('admin@returkoll.demo').id}"
    assert "Stäng kontot" not in admin.get(path).text
    assert admin.post(f"{path}/stang").status_code in {302, 303, 409}
    form = {"name": "Ada", "email": "admin@returkoll.demo", "roles": "warehouse"}
    admin.post(path, data=form)
    assert user("admin@returkoll.demo").active
    assert user("admin@returkoll.demo").is_admin


def test_people_are_searched_by_words_role_and_unit(admin: FlaskClient) -> None:
    unit = user().unit
    assert unit
    for query, shown in (
        ("?q=klara", {"Klara"}),
        ("?q=LAGER+lars", {"Lars"}),
        ("?q=finns+inte", set()),
        ("?roll=warehouse", {"Lars"}),
        ("?roll=chef", {"Klara", "Lars", "Ada"}),
        (f"?enhet={unit.id}", {"Klara"}),
        ("?enhet=99999999999999", {"Klara", "Lars", "Ada"}),
    ):
        page = admin.get(f"/admin/personer{query}").text.split("<main", 1)[1]
        assert {name for name in ("Klara", "Lars", "Ada") if f"<strong>{name}" in page} == shown, query
    units = admin.get(f"/admin/enheter?q={unit.code}").text
    assert "1 person" in units
    assert unit.name in units


def test_only_an_administrator_sees_people(signed_in: SignedIn) -> None:
    person = user()
    for who in ("clinic", "warehouse"):
        client = signed_in(who)
        for path in ("personer", "personer/ny", f"personer/{person.id}", "enheter"):
            assert client.get(f"/admin/{path}").status_code == 403
        for path in (
            "personer/ny",
            *(f"personer/{person.id}{verb}" for verb in ("", "/lank", "/stang", "/oppna")),
        ):
            assert client.post(f"/admin/{path}").status_code == 403
    assert user().history == []


def test_the_list_says_when_somebody_was_last_seen(admin: FlaskClient, signed_in: SignedIn) -> None:
    assert admin.get("/admin/personer?q=klara").text.count("Har inte synts än") == 1
    signed_in("clinic")
    assert "Sågs senast" in admin.get("/admin/personer?q=klara").text


def test_a_field_that_a_form_does_not_have_changes_nothing(signed_in: SignedIn) -> None:
    """Nobody makes themselves an administrator by what they send along (mass assignment)."""
    clinic = signed_in("clinic")
    before = (user().role_names, [unit.id for unit in user().units], user().email, user().active)
    more = {
        "roles": ["admin"],
        "units": ["1", "2"],
        "email": "eva@region.example",
        "active": "0",
        "name": "Eva",
    }
    clinic.post("/konto/mejl", data={"wants_mail": "1", **more})
    clinic.post("/konto/pin", data={"proof": "returkoll-demo", "pin": "2580", **more})
    clinic.post("/returer/", data={"unit_id": "2", "state": "received", **more})
    clinic.post("/sprak", data={"language": "sv", **more})
    assert (user().role_names, [unit.id for unit in user().units], user().email, user().active) == before
    assert clinic.get("/admin/").status_code == 403
