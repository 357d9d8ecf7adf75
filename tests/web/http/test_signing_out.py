"""Signing out ends the sign-in on the server, in that browser and in no other."""

import datetime
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from accounts import User
from accounts.sign_in import IDLE, IDLE_REMEMBERED, LONGEST, LONGEST_REMEMBERED, SignIn
from database import db, utcnow

ACCOUNT = {"email": "klinik@returkoll.demo", "password": "returkoll-demo"}
SESSION, REMEMBERED = "session", "remember_token"


def cookie(client: FlaskClient, name: str) -> str:
    kept = client.get_cookie(name)
    assert kept is not None, f"expected the cookie {name}"
    return kept.value


def with_cookie(app: APIFlask, name: str, value: str) -> FlaskClient:
    """A browser that has nothing but this copy."""
    client = app.test_client()
    client.set_cookie(name, value)
    return client


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/returer/").status_code == 200


@pytest.mark.parametrize("name", [SESSION, REMEMBERED])
def test_a_copied_cookie_ends_with_the_sign_in(demo_app: APIFlask, name: str) -> None:
    client = demo_app.test_client()
    client.post("/logga-in", data={**ACCOUNT, "remember": "y"})
    copied = cookie(client, name)
    assert is_signed_in(with_cookie(demo_app, name, copied))
    client.post("/logga-ut")
    assert not is_signed_in(with_cookie(demo_app, name, copied))


def test_signing_out_on_one_tablet_leaves_the_other_one_signed_in(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    one, other = signed_in("clinic"), signed_in("clinic")
    one.post("/logga-ut")
    assert not is_signed_in(one)
    assert is_signed_in(other)


@pytest.mark.parametrize(("remember", "idle"), [("", IDLE), ("y", IDLE_REMEMBERED)])
def test_a_sign_in_that_nobody_uses_ends_by_itself(
    demo_app: APIFlask, remember: str, idle: datetime.timedelta
) -> None:
    client = demo_app.test_client()
    client.post("/logga-in", data={**ACCOUNT, "remember": remember})
    rested(idle - datetime.timedelta(minutes=1))
    assert is_signed_in(client)
    rested(idle)
    assert not is_signed_in(client)


def rested(time: datetime.timedelta) -> None:
    db.session.execute(sa.update(SignIn).values(seen_at=utcnow() - time))
    db.session.commit()


@pytest.mark.parametrize(("remember", "longest"), [("", LONGEST), ("y", LONGEST_REMEMBERED)])
def test_a_sign_in_ends_however_busy_it_is(
    demo_app: APIFlask, remember: str, longest: datetime.timedelta
) -> None:
    client = demo_app.test_client()
    client.post("/logga-in", data={**ACCOUNT, "remember": remember})
    begun(longest - datetime.timedelta(minutes=1))
    assert is_signed_in(client)
    begun(longest)
    assert not is_signed_in(client)


def begun(time: datetime.timedelta) -> None:
    db.session.execute(sa.update(SignIn).values(begun_at=utcnow() - time))
    db.session.commit()


def test_flask_securitys_own_token_signs_nobody_in(sqlite_app: APIFlask) -> None:
    """It would have no end, stand in addresses, and outlive a sign-out and a new password."""
    asked = sqlite_app.test_client().post("/logga-in?include_auth_token", json=ACCOUNT)
    assert asked.status_code == 400
    token = db.session.scalars(sa.select(User).where(User.email == ACCOUNT["email"])).one().get_auth_token()
    for path in ("/returer/", "/ko", "/api/v1/returns"):
        by_header = sqlite_app.test_client().get(path, headers={"Authentication-Token": token})
        by_address = sqlite_app.test_client().get(path, query_string={"auth_token": token})
        assert {by_header.status_code, by_address.status_code} <= {302, 401}, path
