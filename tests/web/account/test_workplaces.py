"""Somebody with several units works for one of them at a time, and for which is theirs to choose."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from accounts import RoleName, User
from accounts.people import change_person
from database import db, utcnow
from registry.models import Unit
from tests.web.conftest import Clinic, stored

SignedIn = Callable[[str], FlaskClient]


@pytest.fixture
def units(demo_app: APIFlask) -> list[Unit]:
    """The demo clinic's own unit, and another one at which its user works, too; then one at which they do not."""
    clinic = db.session.scalars(sa.select(User).where(User.email == "klinik@returkoll.demo")).one()
    others = db.session.scalars(
        sa.select(Unit).where(Unit.is_warehouse.is_(False), Unit.id != clinic.unit_id).order_by(Unit.id)
    ).all()
    change_person(
        clinic,
        name=clinic.name,
        email=clinic.email,
        roles={RoleName.CLINIC, RoleName.WAREHOUSE},
        units=[clinic.units[0], others[0]],
        region_id=None,
        actor="test",
        now=utcnow(),
    )
    own = clinic.last_unit
    db.session.commit()
    assert own
    return [own, others[0], others[1]]


def choose(client: FlaskClient, code: str) -> int:
    return client.post("/arbetsplats", data={"workplace": code}).status_code


def test_the_choice_is_asked_first_and_the_page_says_it(units: list[Unit], signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    assert client.get("/").location == "/arbetsplats"
    page = client.get("/arbetsplats").text
    assert all(unit.name in page for unit in units[:2])
    assert units[2].name not in page
    assert choose(client, f"clinic-{units[1].id}") == 302
    assert client.get("/").location == "/returer/"
    assert f'<span class="place">{units[1].name}</span>' in client.get("/returer/").text


def test_a_return_belongs_to_the_unit_that_was_chosen(units: list[Unit], signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    for unit in units[:2]:
        choose(client, f"clinic-{unit.id}")
        assert stored(Clinic(client).new_return()).unit_id == unit.id


def test_nobody_works_where_they_do_not_belong(units: list[Unit], signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    for code in (f"clinic-{units[2].id}", "admin", "", "clinic", "x" * 500):
        assert choose(client, code) == 403
    assert choose(client, "warehouse") == 302
    assert (client.get("/lager/").status_code, client.get("/returer/").status_code) == (200, 403)


def test_on_two_tablets_one_may_work_for_two_units(units: list[Unit], signed_in: SignedIn) -> None:
    one, other = signed_in("clinic"), signed_in("clinic")
    choose(one, f"clinic-{units[0].id}")
    choose(other, f"clinic-{units[1].id}")
    assert stored(Clinic(one).new_return()).unit_id == units[0].id
    assert stored(Clinic(other).new_return()).unit_id == units[1].id


def test_what_a_tablet_sends_late_reaches_the_unit_it_was_done_for(
    units: list[Unit], signed_in: SignedIn, examples: dict[str, str]
) -> None:
    client = signed_in("clinic")
    choose(client, f"clinic-{units[0].id}")
    number = Clinic(client).new_return()
    choose(client, f"clinic-{units[1].id}")
    answer = client.post(
        f"/returer/{number}/rader",
        data={"text": examples["to_warehouse"]},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 200
    assert [line.device.serial_number for line in stored(number).lines if line.device] == [
        examples["to_warehouse"]
    ]
    begun = client.post("/returer/", data={"unit": str(units[0].id)}).location.strip("/").split("/")[-1]
    assert stored(begun).unit_id == units[0].id
    assert stored(Clinic(client).new_return()).unit_id == units[1].id  # the choice stays
    for stranger in (str(units[2].id), "0", "x", "9" * 30):
        assert client.post("/returer/", data={"unit": stranger}).status_code == 403


def test_a_workplace_that_was_taken_away_is_gone_with_the_next_request(
    units: list[Unit], signed_in: SignedIn
) -> None:
    client = signed_in("clinic")
    choose(client, f"clinic-{units[1].id}")
    number = Clinic(client).new_return()
    db.session.rollback()
    clinic = db.session.scalars(sa.select(User).where(User.email == "klinik@returkoll.demo")).one()
    change_person(
        clinic,
        name=clinic.name,
        email=clinic.email,
        roles={RoleName.CLINIC},
        units=[units[0]],
        region_id=None,
        actor="t",
        now=utcnow(),
    )
    db.session.commit()
    assert client.get(f"/returer/{number}/").status_code == 403
    assert stored(Clinic(client).new_return()).unit_id == units[0].id
    assert client.get("/lager/").status_code == 403
