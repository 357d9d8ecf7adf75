"""Without signing in there is the sign-in page, static files and /healthz; a clinic sees only its own."""

import re
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from web.http.access import OPEN_ENDPOINTS

SignIn = Callable[[str], FlaskClient]


def test_every_page_but_the_open_ones_asks_for_a_sign_in(app: APIFlask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN_ENDPOINTS:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, 1) | {"number": "RK"}, append_unknown=False)[1]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = client.open(path, method=method)
            led_to_sign_in = answer.status_code == 302 and answer.location.startswith("/logga-in")
            assert led_to_sign_in or answer.status_code == 401, (method, path, answer.status_code)


def test_the_open_pages_answer_without_a_sign_in(app: APIFlask) -> None:
    client = app.test_client()
    for path in (
        "/logga-in",
        "/healthz",
        "/sw.js",
        "/manifest.webmanifest",
        "/offline",
        "/static/js/core/app.js",
    ):
        with client.get(path) as answer:
            assert answer.status_code == 200, path


def test_flask_security_shows_only_the_pages_that_are_used(app: APIFlask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}
    assert endpoints == {"security.login", "security.logout", "security.static"}
    assert app.test_client().get("/verify").status_code == 404


def test_metrics_are_for_the_administrator_and_the_bearer_of_the_token(signed_in: SignIn) -> None:
    assert signed_in("clinic").get("/metrics").status_code == 403
    admin = signed_in("admin")
    assert admin.get("/metrics").status_code == 200
    admin.application.config["METRICS_TOKEN"] = "a-token"
    stranger = admin.application.test_client()
    assert stranger.get("/metrics").status_code == 403
    assert stranger.get("/metrics", headers={"Authorization": "Bearer a-token"}).status_code == 200
    assert stranger.get("/metrics", headers={"Authorization": "Bearer åäö"}).status_code == 403


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("clinic", "/returer/", 200),
        ("clinic", "/lager/", 403),
        ("clinic", "/lager/saldo", 200),
        ("clinic", "/admin/", 403),
        ("warehouse", "/lager/", 200),
        ("warehouse", "/lager/saldo", 200),
        ("warehouse", "/returer/", 403),
        ("warehouse", "/admin/", 403),
        ("admin", "/admin/", 200),
        ("admin", "/admin/returratt", 200),
        ("admin", "/lager/", 200),
        ("admin", "/returer/", 403),
    ],
)
def test_each_role_reaches_its_own_pages(signed_in: SignIn, who: str, path: str, status: int) -> None:
    assert signed_in(who).get(path).status_code == status


def test_a_clinic_cannot_open_another_units_return(signed_in: SignIn, other_units_return: str) -> None:
    client = signed_in("clinic")
    for path in ("", "forsegla", "avbryt", "etikett.pdf"):
        assert client.get(f"/returer/{other_units_return}/{path}").status_code == 403
    for path in ("rader", "skanna", "forsegla", "avbryt", "overlamnad"):
        assert client.post(f"/returer/{other_units_return}/{path}").status_code == 403


@pytest.mark.parametrize("who", ["clinic", "warehouse", "admin"])
def test_every_page_has_a_way_to_sign_out(signed_in: SignIn, who: str) -> None:
    client, seen = signed_in(who), 0
    for rule in client.application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments or rule.endpoint in OPEN_ENDPOINTS:
            continue
        answer = client.get(rule.rule)
        if answer.status_code == 200 and answer.mimetype == "text/html" and "</html>" in answer.text:
            assert 'action="/logga-ut"' in answer.text, rule.rule
            seen += 1
    assert seen > 4


def test_a_number_that_no_return_has_is_not_found(signed_in: SignIn) -> None:
    assert signed_in("clinic").get("/returer/RK3333333/").status_code == 404
    assert signed_in("warehouse").get("/lager/mottag/nonsense").status_code == 404


def test_a_changing_request_without_the_csrf_token_is_refused(signed_in: SignIn) -> None:
    client = signed_in("clinic")
    client.application.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/returer/")
    assert answer.status_code == 400
    assert "Ladda om sidan" in answer.text


# Signed with the second in which it was made.
TOKEN = re.compile(r'(?<=csrf-token" content=")[^"]+|(?<=name="csrf_token" value=")[^"]+')


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(demo_app: APIFlask) -> None:
    client = demo_app.test_client()
    answers = [
        TOKEN.sub("", client.post("/logga-in", data={"email": email, "password": "wrong-password"}).text)
        for email in ("klinik@returkoll.demo", "nobody@returkoll.demo")
    ]
    assert answers[0].replace("klinik@", "nobody@") == answers[1]


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("returkoll.test", "/logga-in", 200),
        ("RETURKOLL.test:8443", "/logga-in", 200),
        ("10.1.2.3:8000", "/logga-in", 200),
        ("[::1]:8000", "/logga-in", 200),
        ("retur.region.example", "/logga-in", 200),
        ("evil.example", "/logga-in", 421),
        ("evil.example", "/returer/", 421),
        ("evil.example", "/static/js/core/app.js", 421),
        ("evil.example", "/api/v1/returns", 421),
        ("returkoll.test.evil.example", "/logga-in", 421),
        ("returkoll.test@evil.example", "/logga-in", 421),
        ("evil.example", "/healthz", 200),
    ],
)
def test_a_request_to_another_server_is_refused(
    sqlite_app: APIFlask, host: str, path: str, status: int
) -> None:
    sqlite_app.config["HOSTS"] = "retur.region.example"
    answer = sqlite_app.test_client().get(path, headers={"Host": host})
    assert answer.status_code == status
    assert "evil.example" not in answer.text


def test_without_an_address_of_its_own_a_server_answers_to_any_name(sqlite_app: APIFlask) -> None:
    sqlite_app.config["PUBLIC_URL"] = ""
    assert sqlite_app.test_client().get("/logga-in", headers={"Host": "tablet.local"}).status_code == 200
