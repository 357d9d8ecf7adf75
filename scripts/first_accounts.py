"""The first start fills an empty database: with the demo, or with the administrator who lets others in."""

import os
import sys

import click
import sqlalchemy as sa

from accounts import RoleName, User
from accounts.people import add_user, refuse_guessed
from database import db, utcnow
from operations import demo
from operations.audit import Audited, AuditKind, record

OFF = {"0", "no", "nej", "false", "off"}


BY_FIRST_START = "first start"


class NoAdministratorError(Exception):
    """Nobody could sign in; the text says what to do."""


def provide() -> None:
    """Do nothing to a database that has accounts."""
    if has_accounts():
        return
    if wants_demo():
        demo.load_whole_demo()
        demo.load_demo_history(utcnow())
    else:
        add_first_administrator()


def wants_demo() -> bool:
    return os.environ.get("RETURKOLL_DEMO", "1").strip().lower() not in OFF


def has_accounts() -> bool:
    return db.session.scalar(sa.select(User.id).limit(1)) is not None


def add_first_administrator() -> None:
    email, name, password = given_administrator() or ask_for_administrator()
    try:
        refuse_guessed(password, email, name)
        add_user(email, name, RoleName.ADMIN, password)
    except ValueError as error:
        raise NoAdministratorError(f"The first administrator was not added: {error}") from error
    audited = Audited(AuditKind.ACCOUNTS, actor=BY_FIRST_START, subject=f"{BY_FIRST_START}: {email}")
    record(db.session, audited, utcnow())
    db.session.commit()
    print(f"Added the administrator {email}.")


def given_administrator() -> tuple[str, str, str] | None:
    """E-mail, name and password from the environment, for those who start without a terminal."""
    email, password = os.environ.get("RETURKOLL_ADMIN_EMAIL"), os.environ.get("RETURKOLL_ADMIN_PASSWORD")
    if not (email and password):
        return None
    return email, os.environ.get("RETURKOLL_ADMIN_NAME") or email.split("@")[0], password


def ask_for_administrator() -> tuple[str, str, str]:
    if not sys.stdin.isatty():
        raise NoAdministratorError(
            "Expected a first administrator, and there is no terminal to ask in: set RETURKOLL_ADMIN_EMAIL "
            "and RETURKOLL_ADMIN_PASSWORD, and start again."
        )
    print("The database is empty. Who is its first administrator?")
    return (
        click.prompt("E-mail"),
        click.prompt("Name"),
        click.prompt("Password", hide_input=True, confirmation_prompt=True),
    )
