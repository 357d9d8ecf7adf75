"""What a stranger sends cannot write lines of the log, nor choose where they seem to come from."""

import json

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from operations.audit import AuditEntry
from tests.conftest import build_app, in_context

FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Real-IP": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=203.0.113.9;host=evil.example",
}
WRONG = {"email": "admin@returkoll.demo", "password": "wrong"}


def test_a_line_break_makes_no_second_line(sqlite_app: APIFlask, capsys: pytest.CaptureFixture[str]) -> None:
    sqlite_app.config["WTF_CSRF_ENABLED"] = True
    forged = '{"event": "signed_in", "level": "info"}'
    answer = sqlite_app.test_client().post(f"/returer/%0a{forged}%0d%0a/rader")
    assert answer.status_code in (400, 401)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line]
    assert "csrf_refused" in {entry["event"] for entry in told}
    assert "signed_in" not in {entry["event"] for entry in told}


def test_each_line_says_when_in_utc(sqlite_app: APIFlask, capsys: pytest.CaptureFixture[str]) -> None:
    sqlite_app.config["WTF_CSRF_ENABLED"] = True
    sqlite_app.test_client().post("/returer/")
    for line in capsys.readouterr().out.splitlines():
        entry = json.loads(line)
        assert entry["timestamp"].endswith("Z")
        assert {"event", "level"} <= entry.keys()


def test_what_somebody_tries_is_told(sqlite_app: APIFlask, capsys: pytest.CaptureFixture[str]) -> None:
    """A text that nothing can store, another server's name, too many guesses: each with what it was, and no more."""
    sqlite_app.config["RATELIMIT_ENABLED"] = True
    client = sqlite_app.test_client()
    client.post("/sprak", data={"language": "sv\0"})
    client.get("/logga-in", headers={"Host": "evil.example"})
    for _guess in range(12):
        client.post("/logga-in", data=WRONG)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line]
    refused = [(one["status"], one["path"]) for one in told if one["event"] == "refused_request"]
    assert {(400, "/sprak"), (421, "/logga-in"), (429, "/logga-in")} <= set(refused)
    assert "wrong" not in str(told)


def test_without_a_proxy_nobody_says_where_they_come_from(sqlite_app: APIFlask) -> None:
    sqlite_app.test_client().post("/logga-in", data=WRONG, headers=FORGED)
    assert addresses() == {"127.0.0.1"}


def test_behind_one_proxy_only_what_it_adds_is_believed(sqlite_demo_url: str) -> None:
    with in_context(build_app(sqlite_demo_url, PROXIES=1)) as app:
        of_proxy = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Host": "returkoll.test"}
        sent = {**FORGED, **of_proxy}
        app.test_client().post("/logga-in", data=WRONG, headers=sent)
        assert addresses() == {"198.51.100.7"}


def test_a_host_of_ones_own_making_stands_in_no_redirect(sqlite_app: APIFlask) -> None:
    sqlite_app.config["PUBLIC_URL"] = ""  # where it is set, such a request is refused (test_access.py)
    for headers in (FORGED, {"Host": "evil.example"}):
        answer = sqlite_app.test_client().get("/returer/", headers=headers)
        assert answer.status_code == 302
        assert answer.location.startswith("/logga-in")


def addresses() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(sa.select(AuditEntry.address)))
