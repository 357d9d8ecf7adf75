"""A one-time code beside the password: set up by the person, asked for at sign-in, reset by an administrator."""

import datetime
import math
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from accounts import User
from accounts.password_link import LinkKind, PasswordLink
from accounts.second_factor import RecoveryCode, code_app
from accounts.second_factor.recovery_code import CHARACTERS, LENGTH
from accounts.second_factor.sealed_secret import WrongSeal, unsealed
from accounts.sign_in import SignIn
from database import db, utcnow, write_apart
from operations.answers import StoredAnswer
from operations.audit import AuditEntry, AuditKind
from tests.web.account.telephone import Telephone

KLARA = "klinik@returkoll.demo"
PASSWORD = "returkoll-demo"
SignedIn = Callable[[str], FlaskClient]


def set_up(client: FlaskClient, password: str = PASSWORD) -> tuple[Telephone, list[str]]:
    assert client.post("/konto/engangskod", data={"proof": password}).status_code == 302
    page = client.get("/konto/engangskod").text
    assert "<svg" in page
    telephone = Telephone(page)
    answer = client.post("/konto/engangskod/bekrafta", data={"code": telephone.code(-1)})
    assert answer.location == "/konto/reservkoder", answer.text
    codes = re.findall(r"<li>(\w{4}(?:-\w{4}){5})</li>", client.get("/konto/reservkoder").text)
    return telephone, codes


def sign_in(client: FlaskClient, email: str = KLARA, **more: str) -> TestResponse:
    return client.post("/logga-in", data={"email": email, "password": PASSWORD, **more})


def enter(client: FlaskClient, code: str) -> TestResponse:
    return client.post("/logga-in/kod", data={"code": code})


def entries() -> list[tuple[AuditKind, str]]:
    db.session.rollback()
    return [
        (entry.kind, entry.subject.split()[1])
        for entry in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number))
    ]


def test_the_password_alone_is_not_enough_any_more(demo_app: APIFlask, signed_in: SignedIn) -> None:
    telephone, codes = set_up(signed_in("clinic"))
    assert len(set(codes)) == 10
    client, before = demo_app.test_client(), len(entries())
    assert sign_in(client).status_code == 302
    assert client.get("/returer/").location == "/logga-in/kod?next=/returer/"
    assert client.post("/returer/").status_code == 401
    assert client.get("/returer/", headers={"Accept": "application/json"}).status_code == 401
    assert "Klara" in client.get("/logga-in/kod").text
    assert enter(client, "000000" if telephone.code() != "000000" else "000001").status_code == 422
    assert client.get("/returer/").status_code == 302
    answer = client.post("/logga-in/kod?next=/returer/etiketter", data={"code": telephone.code()})
    assert answer.location == "/returer/etiketter"
    assert client.get("/returer/").status_code == 200
    assert entries()[before:] == [
        (AuditKind.SIGN_IN_FAILED, "/logga-in/kod"),
        (AuditKind.SIGNED_IN, "/logga-in/kod"),
    ]


def test_a_code_is_good_once_for_half_a_minute(demo_app: APIFlask, signed_in: SignedIn) -> None:
    telephone, _ = set_up(signed_in("clinic"))
    clients = [demo_app.test_client() for _ in range(4)]
    for client in clients:
        sign_in(client)
    code = telephone.code()
    assert enter(clients[0], f"{code[:3]} {code[3:]}").status_code == 302
    assert enter(clients[1], code).status_code == 422  # somebody who looked over the shoulder
    assert enter(clients[2], telephone.code(3)).status_code == 422
    for nonsense in ("", "12", "١٢٣٤٥٦", "x" * 5000):
        assert enter(clients[3], nonsense).status_code == 422


def test_a_recovery_code_is_good_once(demo_app: APIFlask, signed_in: SignedIn) -> None:
    _, codes = set_up(signed_in("clinic"))
    for code, status in ((codes[0].upper().replace("-", " "), 302), (codes[0], 422), (codes[1], 302)):
        client = demo_app.test_client()
        sign_in(client)
        assert enter(client, code).status_code == status
    assert "<dd>8</dd>" in client.get("/konto/engangskod").text
    assert client.post("/konto/engangskod/reservkoder", data={"proof": "wrong"}).status_code == 422
    client.post("/konto/engangskod/reservkoder", data={"proof": PASSWORD})
    new = client.get("/konto/reservkoder").text
    assert codes[2] not in new
    assert client.get("/konto/reservkoder").status_code == 302  # shown once
    other = demo_app.test_client()
    sign_in(other)
    assert enter(other, codes[2]).status_code == 422


def test_neither_secret_nor_recovery_codes_can_be_read_in_the_database(signed_in: SignedIn) -> None:
    telephone, codes = set_up(signed_in("clinic"))
    db.session.rollback()
    rows = str(db.session.execute(sa.select(User.__table__)).all())
    rows += str(db.session.execute(sa.select(RecoveryCode.__table__)).all())
    rows += str(db.session.scalars(sa.select(StoredAnswer.body)).all())
    assert telephone.app.base32_key not in rows
    assert not any(code in rows or code.replace("-", "") in rows for code in codes)


def test_it_counts_only_when_the_app_has_shown_a_right_code(demo_app: APIFlask, signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    assert client.post("/konto/engangskod", data={"proof": "wrong"}).status_code == 422
    assert client.post("/konto/engangskod/bekrafta", data={"code": "123456"}).status_code == 404
    client.post("/konto/engangskod", data={"proof": PASSWORD})
    assert client.post("/konto/engangskod/bekrafta", data={"code": "12"}).status_code == 422
    assert sign_in(other := demo_app.test_client()).status_code == 302
    assert other.get("/returer/").status_code == 200


def test_tries_are_paced_and_end_at_last(
    demo_app: APIFlask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    telephone, codes = set_up(signed_in("clinic"))
    demo_app.config["RATELIMIT_ENABLED"] = True
    clients = [demo_app.test_client() for _ in range(2)]
    for client in clients:
        sign_in(client)
    for number in range(5):
        assert enter(clients[number % 2], "12").status_code == 422
    answer = enter(clients[0], telephone.code())
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 30
    demo_app.config["RATELIMIT_ENABLED"] = False
    monkeypatch.setattr(code_app, "MOST_WRONG_CODES", 5)
    assert enter(clients[0], telephone.code()).status_code == 422
    assert "spärrade" in clients[0].get("/logga-in/kod").text
    assert enter(clients[0], codes[0]).status_code == 302


def test_a_sign_in_does_not_wait_for_ever(demo_app: APIFlask, signed_in: SignedIn) -> None:
    telephone, _ = set_up(signed_in("clinic"))
    client = demo_app.test_client()
    sign_in(client)
    long_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=11)
    with write_apart() as session:
        session.execute(sa.update(SignIn).where(SignIn.waits_for_code).values(seen_at=long_ago))
    assert enter(client, telephone.code()).status_code == 401
    assert client.get("/logga-in/kod").location == "/logga-in"
    assert enter(demo_app.test_client(), telephone.code()).status_code == 401


def test_a_shared_tablet_opens_with_the_code_and_a_pin_needs_none(
    demo_app: APIFlask, signed_in: SignedIn
) -> None:
    first = signed_in("clinic")
    first.post("/konto/pin", data={"proof": PASSWORD, "pin": "4938"})
    telephone, _ = set_up(first)
    tablet = demo_app.test_client()
    sign_in(tablet, shared="y")
    assert tablet.get("/byt").location.startswith("/logga-in")  # not open yet
    enter(tablet, telephone.code())
    me = db.session.scalars(sa.select(User.id).where(User.email == KLARA)).one()
    db.session.rollback()
    tablet.post("/las")
    assert tablet.post(f"/byt/{me}", data={"pin": "4938"}).status_code == 302
    assert tablet.get("/returer/").status_code == 200


def test_the_person_takes_it_away_and_so_does_an_administrator(
    demo_app: APIFlask, signed_in: SignedIn
) -> None:
    client = signed_in("clinic")
    set_up(client)
    assert client.post("/konto/engangskod/ta-bort", data={"proof": "wrong"}).status_code == 422
    assert client.post("/konto/engangskod/ta-bort", data={"proof": PASSWORD}).location == "/konto/"
    set_up(client)
    admin = signed_in("admin")
    me = db.session.scalars(sa.select(User.id).where(User.email == KLARA)).one()
    db.session.rollback()
    assert client.post(f"/admin/personer/{me}/ta-bort-engangskod").status_code == 403
    for _twice in range(2):
        assert admin.post(f"/admin/personer/{me}/ta-bort-engangskod").status_code == 302
    assert admin.get(f"/admin/personer/{me}").text.count("Engångskoden borttagen") == 2
    assert sign_in(other := demo_app.test_client()).status_code == 302
    assert other.get("/returer/").status_code == 200
    assert db.session.scalar(sa.select(sa.func.count(RecoveryCode.id))) == 0


def test_flask_user_takes_it_away(demo_app: APIFlask, signed_in: SignedIn) -> None:
    set_up(signed_in("clinic"))
    for told in ("without", "has no"):
        answer = demo_app.test_cli_runner().invoke(args=["user", "reset-code", KLARA])
        assert (answer.exit_code, told in answer.output) == (0, True), answer.output


def test_an_administrator_may_be_made_to_have_one(demo_app: APIFlask, signed_in: SignedIn) -> None:
    admin, clinic = signed_in("admin"), signed_in("clinic")
    demo_app.config["ADMINS_NEED_CODE"] = True
    assert clinic.get("/returer/").status_code == 200
    for path in ("/", "/admin/", "/konto/", "/lager/"):
        assert admin.get(path).location == "/konto/engangskod"
    assert admin.post("/admin/personer/ny", data={"name": "Eva"}).status_code == 403
    assert admin.get("/api/v1/events").status_code == 403
    assert admin.get("/konto/passkeys").status_code == 200
    assert "Administratörer behöver" in admin.get("/konto/engangskod").text
    telephone, _ = set_up(admin)
    assert admin.get("/admin/").status_code == 200
    assert admin.post("/konto/engangskod/ta-bort", data={"proof": PASSWORD}).status_code == 303
    again = demo_app.test_client()
    sign_in(again, "admin@returkoll.demo")
    enter(again, telephone.code())
    assert again.get("/admin/").status_code == 200


def test_everybody_may_be_made_to_have_one(demo_app: APIFlask, signed_in: SignedIn) -> None:
    clinic = signed_in("clinic")
    clinic.post("/konto/pin", data={"proof": PASSWORD, "pin": "2580"})
    demo_app.config["EVERYBODY_NEEDS_CODE"] = True
    assert clinic.get("/returer/").location == "/konto/engangskod"
    assert clinic.post("/returer/").status_code == 403
    assert "räcker inte ett lösenord" in clinic.get("/konto/engangskod").text
    shared = demo_app.test_client()
    sign_in(shared, "klinik@returkoll.demo", shared="y")
    klara = db.session.query(User.id).filter(User.email == KLARA).scalar()
    assert shared.get(f"/byt/{klara}").status_code == 404  # the password alone has opened it for nobody's PIN
    telephone, _ = set_up(clinic)
    assert clinic.get("/returer/").status_code == 200
    assert clinic.post("/konto/engangskod/ta-bort", data={"proof": PASSWORD}).status_code == 303
    again = demo_app.test_client()
    sign_in(again, "klinik@returkoll.demo", shared="y")
    enter(again, telephone.code(1))
    assert again.get("/returer/").status_code == 200
    assert again.get(f"/byt/{klara}").status_code == 200


def test_a_recovery_code_is_too_long_to_be_guessed_from_the_database() -> None:
    assert LENGTH * math.log2(len(set(CHARACTERS))) >= 112  # OWASP ASVS 5.0, 6.5.2


def test_a_stored_secret_that_was_changed_opens_nothing(demo_app: APIFlask, signed_in: SignedIn) -> None:
    telephone, _ = set_up(signed_in("clinic"))
    db.session.rollback()
    user = db.session.scalars(sa.select(User).where(User.code_secret.is_not(None))).one()
    for at in (5, 30, len(user.code_secret or "") - 3):
        sealed = user.code_secret or ""
        changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
        with pytest.raises(WrongSeal):
            unsealed(changed, demo_app.config["SECRET_KEY"])
    assert unsealed(user.code_secret or "", demo_app.config["SECRET_KEY"]) == telephone.app.base32_key


def test_a_secret_that_an_earlier_version_stored_is_sealed_when_it_is_used(
    demo_app: APIFlask, signed_in: SignedIn
) -> None:
    telephone, _ = set_up(signed_in("clinic"))
    db.session.rollback()
    user = db.session.scalars(sa.select(User).where(User.code_secret.is_not(None))).one()
    before = TOTP.using(secrets={"1": demo_app.config["SECRET_KEY"]})(
        key=telephone.app.base32_key, format="base32"
    )
    user.code_secret, user.code_counter = before.to_json(encrypt=True), None
    db.session.commit()
    client = demo_app.test_client()
    sign_in(client)
    assert enter(client, telephone.code(1)).status_code == 302
    db.session.expire_all()
    assert (user.code_secret or "").startswith("gcm.")


def test_a_new_password_by_a_link_does_not_pass_by_the_code(demo_app: APIFlask, signed_in: SignedIn) -> None:
    telephone, _ = set_up(signed_in("clinic"))
    db.session.rollback()
    klara = db.session.scalars(sa.select(User).where(User.email == KLARA)).one()
    link = PasswordLink.make(klara, LinkKind.NEW_PASSWORD, actor="admin", now=utcnow())
    path = f"/valj-losenord/{link.token(demo_app.config['SECRET_KEY'])}"
    db.session.commit()
    new, client = "tre gröna hästar", demo_app.test_client()
    assert client.post(path, data={"password": new, "again": new}).location == "/logga-in"
    client.post("/logga-in", data={"email": KLARA, "password": new})
    assert client.get("/returer/").location.startswith("/logga-in/kod")
    enter(client, telephone.code(1))
    assert client.get("/returer/").status_code == 200
