"""A token lets a program in: with its scopes, at its place, as long as it is good."""

import datetime
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from accounts import User
from accounts.tokens import ApiToken
from database import db, utcnow
from operations.answers import StoredAnswer
from operations.audit import AuditEntry
from tests.web.api.conftest import Program, change_token

MakeProgram = Callable[..., Program]
SCAN = {"text": "NV2400017"}


def test_a_token_signs_in_for_the_api_and_for_no_page(program: MakeProgram) -> None:
    reader = program("warehouse", "read:register")
    assert reader.ask("POST", "/scan", data=SCAN).status_code == 200
    page = reader.client.get("/lager/", headers={"Authorization": f"Bearer {reader.text}"})
    assert page.status_code == 302
    assert "/logga-in" in page.location


def test_a_token_needs_no_csrf_token_and_a_cookie_does(
    program: MakeProgram, signed_in: Callable[[str], FlaskClient]
) -> None:
    reader, clinic = program("warehouse", "read:register"), signed_in("clinic")
    clinic.application.config["WTF_CSRF_ENABLED"] = True
    assert reader.ask("POST", "/scan", data=SCAN).status_code == 200
    assert clinic.post("/api/v1/scan", data=SCAN).status_code == 400


def test_what_the_scope_does_not_say_is_refused(program: MakeProgram) -> None:
    reader = program("warehouse", "read:register")
    answer = reader.ask("GET", "/events")
    assert answer.status_code == 403
    assert answer.mimetype == "application/problem+json"
    assert answer.json["title"] == "Forbidden"
    assert answer.json["status"] == 403


@pytest.mark.parametrize(
    "values",
    [
        {"revoked_at": utcnow(), "revoked_by": "somebody"},
        {"ends_at": utcnow() - datetime.timedelta(seconds=1)},
        {"place": "admin"},
    ],
    ids=["revoked", "ended", "works no more there"],
)
def test_a_token_that_is_not_good_lets_nobody_in(program: MakeProgram, values: dict[str, object]) -> None:
    reader = program("warehouse", "read:register")
    change_token(reader.token_id, **values)
    answer = reader.ask("POST", "/scan", data=SCAN)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_closed_account_and_an_invented_token_let_nobody_in(program: MakeProgram) -> None:
    reader = program("warehouse", "read:register")
    assert Program(reader.client, "rk_invented", 0).ask("POST", "/scan", data=SCAN).status_code == 401
    db.session.execute(sa.update(User).where(User.is_integration).values(active=False))
    db.session.commit()
    assert reader.ask("POST", "/scan", data=SCAN).status_code == 401


def test_a_cookie_does_not_lend_a_token_its_rights(
    program: MakeProgram, signed_in: Callable[[str], FlaskClient]
) -> None:
    reader, admin = program("warehouse", "read:register"), signed_in("admin")
    assert admin.get("/api/v1/events").status_code == 200
    assert Program(admin, reader.text, reader.token_id).ask("GET", "/events").status_code == 403


def test_the_last_use_is_known(program: MakeProgram) -> None:
    reader = program("warehouse", "read:register")
    reader.ask("POST", "/scan", data=SCAN)
    db.session.rollback()
    used = db.session.get_one(ApiToken, reader.token_id).used_at
    assert used
    assert utcnow() - used < datetime.timedelta(minutes=1)


def test_too_many_calls_are_told_to_wait(program: MakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.sign_in_pace import Pace
    from web.api import bearer

    reader = program("warehouse", "events")
    reader.client.application.config["RATELIMIT_ENABLED"] = True
    monkeypatch.setattr(bearer, "OF_TOKEN", Pace(at_once=2, every_s=100))
    answers = [reader.ask("GET", "/events?limit=1") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].mimetype == "application/problem+json"
    assert 90 < int(answers[2].headers["Retry-After"]) <= 100


def test_every_error_of_the_api_is_a_problem(program: MakeProgram) -> None:
    reader = program("warehouse")
    for method, path, status in (
        ("GET", "/nothing", 404),
        ("DELETE", "/events", 405),
        ("GET", "/events?limit=0", 422),
        ("GET", "/events?return=RK3333333", 404),
        ("POST", "/scan", 400),
    ):
        answer = reader.ask(method, path)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), (method, path)
        assert answer.json["detail"]
    assert "GET" in reader.ask("DELETE", "/events").headers["Allow"]
    (fault,) = reader.ask("GET", "/events?limit=0").json["errors"]
    assert (fault["field"], fault["in"]) == ("limit", "query")


def test_the_page_makes_shows_once_and_revokes(
    signed_in: Callable[[str], FlaskClient], demo_app: APIFlask
) -> None:
    admin = signed_in("admin")
    form = {"name": "Ekonomi", "place": "warehouse", "scopes": ["stock", "events"], "days": "30"}
    answer = admin.post("/admin/api/ny", data=form, headers={"Idempotency-Key": "one"})
    assert answer.status_code == 302, answer.text
    shown = admin.get("/admin/api").text
    text = shown.split('id="token">')[1].split("<")[0]
    assert text.startswith("rk_")
    assert 'id="token"' not in admin.get("/admin/api").text
    stored = db.session.scalars(sa.select(StoredAnswer)).all()
    assert text not in str([(one.body, one.location) for one in stored])
    asked = demo_app.test_client().get("/api/v1/events", headers={"Authorization": f"Bearer {text}"})
    assert asked.status_code == 200
    (token,) = ApiToken.every()
    assert token.user.email == "integration:Ekonomi"
    assert admin.post(f"/admin/api/{token.id}/aterkalla").status_code == 302
    asked = demo_app.test_client().get("/api/v1/events", headers={"Authorization": f"Bearer {text}"})
    assert asked.status_code == 401
    db.session.rollback()
    subjects = [entry.subject for entry in db.session.scalars(sa.select(AuditEntry))]
    assert "POST /admin/api/ny" in subjects
    assert f"GET /api/v1/events (token {token.id})" in subjects


def test_a_persons_token_works_at_one_place_of_theirs(
    signed_in: Callable[[str], FlaskClient], demo_app: APIFlask
) -> None:
    admin = signed_in("admin")
    form = {"name": "X", "email": "lager@returkoll.demo", "scopes": ["events"], "days": "30"}
    for place, status in (("admin", 422), ("warehouse", 302), ("nowhere", 422)):
        assert admin.post("/admin/api/ny", data={**form, "place": place}).status_code == status, place
    assert (
        admin.post("/admin/api/ny", data={**form, "place": "warehouse", "email": "no@one.demo"}).status_code
        == 422
    )


@pytest.mark.parametrize(
    "wrong", [{"scopes": ["imports"]}, {"scopes": []}, {"days": "0"}, {"days": "731"}, {"name": ""}]
)
def test_what_a_token_cannot_be_is_told_beside_the_field(
    signed_in: Callable[[str], FlaskClient], wrong: dict[str, object]
) -> None:
    form = {"name": "Ekonomi", "place": "warehouse", "scopes": ["stock"], "days": "30", **wrong}
    answer = signed_in("admin").post("/admin/api/ny", data=form)
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.text
    assert not ApiToken.every()


def test_only_administrators_make_tokens(signed_in: Callable[[str], FlaskClient]) -> None:
    for who in ("clinic", "warehouse"):
        assert signed_in(who).get("/admin/api").status_code == 403
        assert signed_in(who).post("/admin/api/ny").status_code == 403
