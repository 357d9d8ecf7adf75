"""`flask user` does what the page does, and the audit log tells of it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from click.testing import Result
from flask.testing import FlaskClient

from accounts import User
from database import db
from operations.audit import AuditEntry, AuditKind, verify
from operations.demo import PASSWORD
from operations.user_command import user_cli
from registry.models import Unit


def run(app: APIFlask, *arguments: str) -> Result:
    db.session.rollback()
    answer = app.test_cli_runner().invoke(args=["user", *arguments])
    db.session.rollback()
    return answer


def eva() -> User:
    return db.session.scalars(sa.select(User).where(User.email == "eva@region.example")).one()


def codes() -> list[str]:
    return list(
        db.session.scalars(sa.select(Unit.code).where(Unit.is_warehouse.is_(False)).order_by(Unit.name))
    )


INVITE = ("invite", "eva@region.example", "--name", "Eva Ek", "--role", "clinic", "--role", "warehouse")


def test_an_invitation_prints_the_link_that_the_page_would_show(demo_app: APIFlask) -> None:
    first, second = codes()[:2]
    answer = run(demo_app, *INVITE, "--unit", first, "--unit", second)
    assert answer.exit_code == 0, answer.output
    assert [unit.code for unit in eva().units] == [first, second]
    link = answer.output.strip()
    assert link.startswith("https://returkoll.test/valj-losenord/")
    client = demo_app.test_client()
    path = link.removeprefix("https://returkoll.test")
    form = {"password": "tre gröna hästar", "again": "tre gröna hästar"}
    assert client.post(path, data=form).location == "/logga-in"
    assert (
        client.post("/logga-in", data={"email": "eva@region.example", "password": form["password"]}).location
        == "/"
    )
    assert "never seen" not in run(demo_app, "list", "eva").output


def test_an_account_is_changed_closed_and_opened(demo_app: APIFlask) -> None:
    first, second = codes()[:2]
    run(demo_app, *INVITE, "--unit", first)
    assert run(demo_app, "change", "eva@region.example", "--role", "clinic", "--unit", second).exit_code == 0
    assert [unit.code for unit in eva().units] == [second]
    assert "Nothing" in run(demo_app, "change", "eva@region.example").output
    for command, active in (("disable", False), ("enable", True)):
        assert run(demo_app, command, "eva@region.example").exit_code == 0
        assert eva().active is active
    assert run(demo_app, "link", "eva@region.example").output.startswith("https://")
    assert {event.actor for event in eva().history} == {"flask user"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("disable", "nobody@region.example"), "No account has the address"),
        (("disable", "admin@returkoll.demo"), "ingen annan administratör"),
        (("change", "klinik@returkoll.demo", "--unit", "no-such"), "No unit has the code"),
        (("change", "klinik@returkoll.demo", "--email", "lager@returkoll.demo"), "finns redan ett konto"),
        (("invite", "no address", "--name", "Eva", "--role", "admin"), "e-postadress"),
        (("invite", "eva@region.example", "--name", "Eva", "--role", "clinic"), "minst en enhet"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_changed(
    demo_app: APIFlask, arguments: tuple[str, ...], told: str
) -> None:
    before = run(demo_app, "list").output
    answer = run(demo_app, *arguments)
    assert answer.exit_code == 1
    assert told in answer.output
    assert run(demo_app, "list").output == before
    assert PASSWORD not in before


COMMANDS: dict[str, tuple[str, ...]] = {
    "add": ("bo@region.example", "--name", "Bo", "--role", "admin", "--password", "tre gröna hästar"),
    "invite": ("bo@region.example", "--name", "Bo", "--role", "admin", "--region-id", "SE2321000016-B0"),
    "link": ("lager@returkoll.demo",),
    "change": ("lager@returkoll.demo", "--name", "Lars", "--region-id", "SE2321000016-L1"),
    "disable": ("lager@returkoll.demo",),
    "enable": ("lager@returkoll.demo",),
    "decide": ("lager@returkoll.demo",),
    "sign-out": ("lager@returkoll.demo",),
    "reset-code": ("lager@returkoll.demo",),
    "reset-passkeys": ("lager@returkoll.demo",),
}


def entries() -> list[tuple[AuditKind, str, str]]:
    db.session.rollback()
    query = sa.select(AuditEntry).order_by(AuditEntry.number)
    return [(entry.kind, entry.actor, entry.subject) for entry in db.session.scalars(query)]


def test_no_command_that_changes_something_is_forgotten_below() -> None:
    assert set(COMMANDS) == set(user_cli.commands) - {"list"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_audit_log_and_a_refused_one_does_not(
    demo_app: APIFlask, command: str
) -> None:
    who = COMMANDS[command][0]
    answer = run(demo_app, command, *COMMANDS[command])
    assert answer.exit_code == 0, answer.output
    assert entries() == [(AuditKind.ACCOUNTS, "flask user", f"flask user {command} {who}")]
    wrong = (
        ("lager@returkoll.demo" if who.startswith("bo") else "nobody@region.example"),
        *COMMANDS[command][1:],
    )
    assert run(demo_app, command, *wrong).exit_code == 1
    assert len(entries()) == 1
    assert verify(db.session()) is None


def test_the_right_to_decide_is_given_and_withdrawn(demo_app: APIFlask) -> None:
    for option, may in (("--may", True), ("--may-not", False)):
        run(demo_app, "decide", "lager@returkoll.demo", option)
        lars = db.session.scalars(sa.select(User).where(User.email == "lager@returkoll.demo")).one()
        assert (lars.deciding_right is not None) is may
    assert "warehouse" in run(demo_app, "decide", "klinik@returkoll.demo").output


def test_somebody_is_signed_out_everywhere_and_so_is_everybody(
    demo_app: APIFlask, signed_in: Callable[[str], FlaskClient]
) -> None:
    clinic, warehouse = signed_in("clinic"), signed_in("warehouse")
    assert run(demo_app, "sign-out", "klinik@returkoll.demo").exit_code == 0
    assert clinic.get("/returer/").status_code == 302
    assert warehouse.get("/lager/").status_code == 200
    assert run(demo_app, "sign-out", "everybody").exit_code == 0
    assert warehouse.get("/lager/").status_code == 302


@pytest.mark.parametrize("password", ["password1", "12345678", "bo-region", "kort"])
def test_no_account_is_added_with_a_password_that_everybody_would_guess(
    demo_app: APIFlask, password: str
) -> None:
    bo = ("add", "bo@region.example", "--name", "Bo", "--role", "admin", "--password", password)
    answer = run(demo_app, *bo)
    assert answer.exit_code == 1
    assert "expected a password" in answer.output
    assert "bo@region.example" not in run(demo_app, "list").output
