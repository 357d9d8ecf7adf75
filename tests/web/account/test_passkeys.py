"""Passkeys: added with a name, used to sign in, removed; and what a wrong one is told."""

import copy
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts import User
from accounts.second_factor import Passkey
from accounts.sign_in import CameBy, SignIn
from database import db, write_apart
from operations.audit import AuditEntry, AuditKind
from tests.web.account.authenticator import PRESENT, Authenticator
from tests.web.form_page import FormPage
from web.account import passkeys as passkeys_module

KLARA = "klinik@returkoll.demo"
PASSWORD = "returkoll-demo"
SignedIn = Callable[[str], FlaskClient]


def asked_to_make_one(client: FlaskClient, **form: str) -> TestResponse:
    return client.post("/konto/passkeys/fraga", data={"name": "Min telefon", "proof": PASSWORD, **form})


def add(client: FlaskClient, device: Authenticator, name: str = "Min telefon") -> TestResponse:
    asked = asked_to_make_one(client, name=name)
    assert asked.status_code == 200, asked.text
    said = device.create((asked.json or {})["options"])
    return client.post("/konto/passkeys", data={"name": name, "credential": said})


def ask(client: FlaskClient) -> dict[str, Any]:
    options: dict[str, Any] = (client.post("/logga-in/passkey/fraga").json or {})["options"]
    return options


def come(client: FlaskClient, device: Authenticator, **form: str) -> TestResponse:
    return client.post("/logga-in/passkey", data={"credential": device.get(ask(client)), **form})


@pytest.fixture
def device(signed_in: SignedIn) -> Authenticator:
    """Klara's, which she has added."""
    added = Authenticator()
    assert add(signed_in("clinic"), added).status_code == 302
    return added


def last_entry() -> tuple[AuditKind, str, str]:
    db.session.rollback()
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry
    return entry.kind, entry.actor, entry.subject


def test_a_passkey_signs_in_and_is_listed_and_removed(
    device: Authenticator, demo_app: APIFlask, signed_in: SignedIn
) -> None:
    client = demo_app.test_client()
    assert "allowCredentials" not in ask(client) or not ask(client)["allowCredentials"]
    assert come(client, device, next="/returer/etiketter").location == "/returer/etiketter"
    assert client.get("/returer/").status_code == 200
    assert last_entry() == (AuditKind.SIGNED_IN, KLARA, "POST /logga-in/passkey")
    db.session.rollback()
    signed = db.session.scalars(sa.select(SignIn).where(SignIn.came_by == CameBy.PASSKEY)).one()
    assert signed.proved_twice
    page = client.get("/konto/passkeys").text
    assert "Min telefon" in page
    assert "Använd senast" in page
    number = db.session.scalars(sa.select(Passkey.id)).one()
    db.session.rollback()
    remove = f"/konto/passkeys/{number}/ta-bort"
    others = signed_in("warehouse")
    assert others.get(remove).status_code == 404
    assert others.post(remove, data={"proof": PASSWORD}).status_code == 404
    assert "Min telefon" in client.get(remove).text
    wrong = client.post(remove, data={"proof": "fel"})
    assert (wrong.status_code, FormPage(wrong.text).faults.keys()) == (422, {"proof"})
    assert client.post(remove, data={"proof": PASSWORD}).status_code == 302
    assert client.post(remove, data={"proof": PASSWORD}).status_code == 404
    assert come(demo_app.test_client(), device).status_code == 403


WRONG: dict[str, Callable[[Authenticator], Any]] = {
    "on another site": lambda device: setattr(device, "origin", "https://returkoll.evil.example"),
    "for another site": lambda device: setattr(device, "host", "evil.example"),
    "nobody was asked for finger or code": lambda device: setattr(device, "flags", PRESENT),
    "with another key": lambda device: setattr(device, "key", Authenticator().key),
    "a key that nobody here has": lambda device: setattr(device, "credential_id", b"unknown"),
    "of somebody else": lambda device: setattr(device, "user_handle", "c29tZWJvZHk"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_one_that_is_not_as_it_should_be_opens_nothing(
    device: Authenticator, demo_app: APIFlask, wrong: str
) -> None:
    WRONG[wrong](device)
    client = demo_app.test_client()
    answer = come(client, device)
    assert (answer.status_code, "gäller inte här" in answer.text) == (403, True)
    assert client.get("/returer/").status_code == 302
    kind, actor, subject = last_entry()
    assert (kind, subject) == (AuditKind.SIGN_IN_FAILED, "POST /logga-in/passkey (passkey)")
    assert actor == ("–" if "nobody here" in wrong else KLARA)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"id": 1}',
        '{"id": "\\u0000"}',
        '{"id": "\\ud800"}',
        "[" * 50_000,
        '{"id": "AAAA", "response": 3}',
        "x" * 9999,
    ],
)
def test_nonsense_is_refused(device: Authenticator, demo_app: APIFlask, said: str) -> None:
    client = demo_app.test_client()
    ask(client)
    assert client.post("/logga-in/passkey", data={"credential": said}).status_code == 403


def test_an_answer_is_good_once_in_the_browser_that_was_asked_and_not_for_long(
    device: Authenticator, demo_app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, other = demo_app.test_client(), demo_app.test_client()
    said = device.get(ask(client))
    ask(other)
    assert other.post("/logga-in/passkey", data={"credential": said}).status_code == 403
    before = copy.deepcopy(client._cookies)  # type: ignore[attr-defined]
    assert client.post("/logga-in/passkey", data={"credential": said}).status_code == 302
    thief = demo_app.test_client()
    thief._cookies = before  # type: ignore[attr-defined]
    with write_apart() as session:
        session.execute(sa.update(Passkey).values(sign_count=0))
    assert thief.post("/logga-in/passkey", data={"credential": said}).status_code == 403
    late = demo_app.test_client()
    said = device.get(ask(late))
    moment = time.time() + 301
    monkeypatch.setattr(passkeys_module.time, "time", lambda: moment)
    assert late.post("/logga-in/passkey", data={"credential": said}).status_code == 403


def test_a_copy_of_a_key_is_found_out_by_its_count(device: Authenticator, demo_app: APIFlask) -> None:
    twin = copy.copy(device)
    for _ in range(3):
        assert come(demo_app.test_client(), device).status_code == 302
    assert come(demo_app.test_client(), twin).status_code == 403


def test_a_closed_account_stays_out(device: Authenticator, demo_app: APIFlask) -> None:
    with write_apart() as session:
        session.execute(sa.update(User).where(User.email == KLARA).values(active=False))
    assert come(demo_app.test_client(), device).status_code == 403


def test_adding_one_asks_for_the_password_and_a_name(signed_in: SignedIn, demo_app: APIFlask) -> None:
    client, device = signed_in("clinic"), Authenticator()
    for form, told in (
        ({"proof": "wrong"}, "inte ditt lösenord"),
        ({"name": ""}, "namn"),
        ({"name": "x" * 61}, "längre än"),
        ({"name": "811228-9874"}, "personnummer"),
    ):
        answer = asked_to_make_one(client, **form)
        assert (answer.status_code, told in (answer.json or {})["message"]) == (422, True)
    # An answer to a question that was never put, and to the one for signing in.
    said = device.create({"challenge": "AAAA", "user": {"id": "AAAA"}})
    assert client.post("/konto/passkeys", data={"name": "x", "credential": said}).status_code == 422
    said = device.create({**ask(client), "user": {"id": "AAAA"}})
    assert client.post("/konto/passkeys", data={"name": "x", "credential": said}).status_code == 422
    weak = Authenticator(flags=PRESENT)
    assert add(client, weak).status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(Passkey.id))) == 0


def test_one_key_belongs_to_one_person(device: Authenticator, signed_in: SignedIn) -> None:
    assert add(signed_in("warehouse"), device).status_code == 303  # the other one stays
    assert db.session.scalar(sa.select(sa.func.count(Passkey.id))) == 1


def test_it_is_enough_where_administrators_need_more_than_a_password(
    signed_in: SignedIn, demo_app: APIFlask
) -> None:
    device = Authenticator()
    add(signed_in("admin"), device)
    demo_app.config["ADMINS_NEED_CODE"] = True
    client = demo_app.test_client()
    come(client, device)
    assert client.get("/admin/").status_code == 200
    late = signed_in("admin")
    assert late.get("/admin/").location == "/konto/engangskod"
    add(late, Authenticator())
    assert late.get("/admin/").status_code == 200


def test_an_administrator_removes_them_and_so_does_flask_user(
    device: Authenticator, signed_in: SignedIn, demo_app: APIFlask
) -> None:
    admin = signed_in("admin")
    me = db.session.scalars(sa.select(User.id).where(User.email == KLARA)).one()
    db.session.rollback()
    add(signed_in("clinic"), Authenticator(), "Surfplattan hemma")
    assert "Ta bort alla passkeys" in admin.get(f"/admin/personer/{me}").text
    assert admin.post(f"/admin/personer/{me}/ta-bort-passkeys").status_code == 302
    assert come(demo_app.test_client(), device).status_code == 403
    assert "Ta bort alla passkeys" not in admin.get(f"/admin/personer/{me}").text
    add(signed_in("clinic"), device)
    answer = demo_app.test_cli_runner().invoke(args=["user", "reset-passkeys", KLARA])
    assert ": 1." in answer.output
