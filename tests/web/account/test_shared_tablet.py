"""A shared tablet: signed in with a password in the morning, then handed on by PIN, each deed under its own name."""

import datetime

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from accounts import RoleName, User
from accounts.open_tablet import OpenTablet
from accounts.people import add_user
from accounts.pin import MOST_WRONG_PINS, PIN_PACE, choose_pin, pin_fault
from accounts.sign_in import SEEN_EVERY, SignIn
from database import db, utcnow
from operations.demo import PASSWORD, first_unit
from registry.models import Unit
from tests.web.conftest import Clinic, stored
from tests.web.form_page import FormPage

PIN = "2580"
CLINIC = "klinik@returkoll.demo"


def user(email: str) -> User:
    db.session.rollback()
    return db.session.scalars(sa.select(User).where(User.email == email)).one()


def with_pin(email: str, role: RoleName = RoleName.CLINIC, unit: Unit | None = None) -> int:
    """An account with the PIN; its number."""
    db.session.rollback()
    added = add_user(email, email.split("@")[0].title(), role, PASSWORD, unit)
    db.session.flush()
    choose_pin(added, PIN, now=utcnow())
    db.session.commit()
    return added.id


@pytest.fixture
def bo(demo_app: APIFlask) -> int:
    """A colleague at the demo clinic's unit."""
    return with_pin("bo@region.example", unit=first_unit())


@pytest.fixture
def tablet(demo_app: APIFlask, bo: int) -> FlaskClient:
    """The clinic's tablet, signed in on with a password this morning."""
    client = demo_app.test_client()
    sign_in(client)
    return client


def sign_in(client: FlaskClient, email: str = CLINIC, shared: str = "y") -> None:
    form = {"email": email, "password": PASSWORD, "shared": shared}
    assert client.post("/logga-in", data=form).status_code == 302


def take_over(client: FlaskClient, user_id: int, pin: str = PIN) -> int:
    return client.post(f"/byt/{user_id}", data={"pin": pin}).status_code


def who(client: FlaskClient) -> str:
    ticket = client.get("/returer/ko")
    return db.session.get_one(User, ticket.json["user"]).email if ticket.status_code == 200 else ""


def test_a_colleague_takes_over_and_each_deed_is_under_its_own_name(tablet: FlaskClient, bo: int) -> None:
    first = Clinic(tablet).new_return()
    assert "Bo" in tablet.get("/byt").text
    assert "Bo" in tablet.get(f"/byt/{bo}").text
    assert take_over(tablet, bo) == 302
    second = Clinic(tablet).new_return()
    assert (stored(first).opened_by, stored(second).opened_by) == (CLINIC, "bo@region.example")
    assert who(tablet) == "bo@region.example"


def test_the_sign_in_before_ends_and_a_copy_of_its_cookie_is_worth_nothing(
    tablet: FlaskClient, bo: int
) -> None:
    before = tablet.get_cookie("session")
    assert before
    take_over(tablet, bo)
    copy = tablet.application.test_client()
    copy.set_cookie("session", before.value)
    assert copy.get("/returer/").status_code == 302


def test_a_page_that_was_left_open_sends_nothing_under_the_next_ones_name(
    tablet: FlaskClient, bo: int
) -> None:
    tablet.application.config["WTF_CSRF_ENABLED"] = True
    left_open = token_in(tablet.get("/returer/").text)
    assert tablet.post("/returer/", data={"csrf_token": left_open}).status_code == 302
    token = token_in(tablet.get(f"/byt/{bo}").text)
    assert tablet.post(f"/byt/{bo}", data={"csrf_token": token, "pin": PIN}).status_code == 302
    assert tablet.post("/returer/", data={"csrf_token": left_open}).status_code == 400


def token_in(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_a_pin_is_good_on_no_other_device(demo_app: APIFlask, bo: int, tablet: FlaskClient) -> None:
    stranger = demo_app.test_client()
    own = demo_app.test_client()
    sign_in(own, shared="")
    for client in (stranger, own):
        assert client.get(f"/byt/{bo}").status_code == 404
        assert take_over(client, bo) == 404
    assert stranger.get("/byt").location.startswith("/logga-in")


def test_only_colleagues_of_the_tablets_unit_take_it_over(
    demo_app: APIFlask, tablet: FlaskClient, bo: int
) -> None:
    db.session.rollback()
    elsewhere = db.session.scalars(
        sa.select(Unit).where(Unit.is_warehouse.is_(False), Unit.id != first_unit().id).limit(1)
    ).one()
    strangers = (
        with_pin("cia@region.example", unit=elsewhere),
        with_pin("dan@region.example", RoleName.WAREHOUSE),
        with_pin("eli@region.example", RoleName.ADMIN),
    )
    page = tablet.get("/byt").text
    for stranger in strangers:
        assert f"/byt/{stranger}" not in page
        assert take_over(tablet, stranger) == 404
    assert take_over(tablet, bo) == 302


def test_a_pin_gives_no_administrators_powers(demo_app: APIFlask, tablet: FlaskClient) -> None:
    eva = with_pin("eva@region.example", unit=first_unit())
    administrators = user("admin@returkoll.demo").roles[0]
    both = db.session.get_one(User, eva)
    both.roles.append(administrators)
    db.session.commit()
    take_over(tablet, eva)
    assert who(tablet) == "eva@region.example"
    assert tablet.post("/arbetsplats", data={"workplace": "admin"}).status_code == 403
    assert tablet.get("/admin/personer").status_code == 403
    tablet.post("/logga-ut")
    sign_in(tablet, "eva@region.example", shared="")
    assert tablet.post("/arbetsplats", data={"workplace": "admin"}).status_code == 302
    assert tablet.get("/admin/personer").status_code == 200


def test_wrong_pins_are_counted_until_only_the_password_helps(tablet: FlaskClient, bo: int) -> None:
    for wrong in ("0000", "", "x" * 500, "å"):
        assert take_over(tablet, bo, wrong) == 422
    assert who(tablet) == CLINIC
    for _more in range(MOST_WRONG_PINS - 4):
        take_over(tablet, bo, "1111")
    assert take_over(tablet, bo) == 422
    assert "spärrad" in tablet.get(f"/byt/{bo}").text
    sign_in(tablet.application.test_client(), "bo@region.example")
    assert take_over(tablet, bo) == 302


def test_pins_are_tried_slowly_on_all_tablets_together(
    demo_app: APIFlask, tablet: FlaskClient, bo: int
) -> None:
    other = demo_app.test_client()
    sign_in(other)
    demo_app.config["RATELIMIT_ENABLED"] = True
    statuses = [take_over(client, bo, "1111") for _try in range(4) for client in (tablet, other)]
    assert statuses == [422] * PIN_PACE.at_once + [429] * (8 - PIN_PACE.at_once)


def test_a_tablet_that_rests_is_locked_until_the_pin_and_goes_on_where_it_was(
    tablet: FlaskClient, bo: int
) -> None:
    take_over(tablet, bo)
    number = Clinic(tablet).new_return()
    db.session.rollback()
    resting = datetime.timedelta(minutes=10) + SEEN_EVERY
    db.session.execute(sa.update(SignIn).values(seen_at=utcnow() - resting))
    db.session.commit()
    locked = tablet.get(f"/returer/{number}/")
    assert locked.location == f"/byt?next=/returer/{number}/"
    assert tablet.post(f"/returer/{number}/rader", data={"text": "x"}).status_code == 401
    assert "Fortsätt som Bo" in tablet.get(locked.location).text
    answer = tablet.post(f"/byt/{bo}?next=/returer/{number}/", data={"pin": PIN})
    assert answer.location == f"/returer/{number}/"
    assert tablet.get(f"/returer/{number}/").status_code == 200


def test_a_locked_tablet_goes_to_a_colleague_too(tablet: FlaskClient, bo: int) -> None:
    for _twice in range(2):
        assert tablet.post("/las").status_code in {302, 401}
    assert tablet.get("/returer/").location.startswith("/byt")
    answer = tablet.post(f"/byt/{bo}?next=/returer/RK1/", data={"pin": PIN})
    assert answer.location == "/"  # not where somebody else was
    assert who(tablet) == "bo@region.example"


def test_a_computer_of_ones_own_is_not_locked(demo_app: APIFlask) -> None:
    own = demo_app.test_client()
    sign_in(own, shared="")
    own.post("/las")
    db.session.rollback()
    db.session.execute(sa.update(SignIn).values(seen_at=utcnow() - datetime.timedelta(hours=3)))
    db.session.commit()
    assert own.get("/returer/").status_code == 200


def test_the_day_ends_for_all_of_them(tablet: FlaskClient, bo: int) -> None:
    take_over(tablet, bo)
    yesterday = utcnow() - datetime.timedelta(seconds=1)
    db.session.rollback()
    db.session.execute(sa.update(OpenTablet).values(ends_at=yesterday))
    db.session.execute(sa.update(SignIn).values(ends_at=yesterday))
    db.session.commit()
    assert tablet.get("/returer/").location.startswith("/logga-in")
    assert take_over(tablet, bo) == 404


def test_closing_the_tablet_ends_the_day_at_once(tablet: FlaskClient, bo: int) -> None:
    take_over(tablet, bo)
    tablet.post("/byt/stang")
    assert tablet.get("/returer/").location.startswith("/logga-in")
    assert take_over(tablet, bo) == 404


def test_the_pin_is_chosen_with_the_password(tablet: FlaskClient) -> None:
    wrong = tablet.post("/konto/pin", data={"proof": "fel", "pin": "1234"})
    assert (wrong.status_code, FormPage(wrong.text).faults.keys()) == (422, {"proof", "pin"})
    assert user(CLINIC).pin is None
    assert tablet.post("/konto/pin", data={"proof": PASSWORD, "pin": "2581"}).status_code == 302
    assert user(CLINIC).pin is not None
    assert (
        tablet.post("/konto/pin/ta-bort", data={"proof": "fel"}).status_code,
        user(CLINIC).pin is None,
    ) == (422, False)
    assert tablet.post("/konto/pin/ta-bort", data={"proof": PASSWORD}).status_code == 302
    assert user(CLINIC).pin is None
    assert [event.what.value for event in user(CLINIC).history] == ["pin chosen", "pin removed"]


@pytest.mark.parametrize("pin", ["", "123", "123456789", "1111", "1234", "4321", "7890", "12a4", "１２３５"])
def test_a_pin_that_everybody_tries_first_is_none(pin: str) -> None:
    assert pin_fault(pin)


def test_the_box_is_ticked_the_next_morning(tablet: FlaskClient) -> None:
    tablet.post("/byt/stang")
    assert 'name="shared" value="y" checked' in tablet.get("/logga-in").text
