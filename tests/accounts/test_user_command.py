"""`flask user` does what the page does."""

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from click.testing import Result

from accounts import User
from database import db
from operations.demo import PASSWORD
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
