"""`flask user`: accounts from the command line, the first administrator among them. It does what the page does, and
writes what it did into the audit log."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app, url_for
from flask.cli import AppGroup

from accounts.account_event import AccountEventKind
from accounts.models import User
from accounts.people import (
    add_user,
    change_person,
    disable,
    enable,
    find_people,
    give_link,
    invite,
    known_by_email,
    refuse_guessed,
    sign_out_everywhere,
)
from accounts.roles import RoleName
from accounts.second_factor.code_app import has_code_app, remove_code_app
from accounts.second_factor.passkey import remove_passkeys
from common.sentence import SentenceError, WrongFields
from database import db, forget_and_write, utcnow
from operations.audit import Audited, AuditKind, record
from registry.models import Unit

user_cli = AppGroup("user", help="Accounts: who may sign in, and as what.")

EVERYBODY = "everybody"
BY_COMMAND = "flask user"
"""Who did it, as the account's history tells it."""


@contextmanager
def deed(what: str, email: str) -> Iterator[None]:
    """One changing transaction with its entry in the audit log: both land, or neither. What does not fit is told."""
    try:
        with forget_and_write():
            yield
            subject = f"{BY_COMMAND} {what} {email}"
            record(db.session, Audited(AuditKind.ACCOUNTS, actor=BY_COMMAND, subject=subject), utcnow())
    except WrongFields as error:
        raise click.ClickException(" ".join(str(sentence) for sentence in error.faults.values())) from error
    except SentenceError as error:
        raise click.ClickException(str(error)) from error


# --- what a command names


def known_units(codes: Iterable[str]) -> list[Unit]:
    found = []
    for code in codes:
        unit = db.session.scalar(sa.select(Unit).where(Unit.code == code))
        if unit is None:
            raise click.ClickException(f"No unit has the code {code}. Import the units first.")
        found.append(unit)
    return found


def known_user(email: str) -> User:
    user = known_by_email(email)
    if user is None:
        raise click.ClickException(f"No account has the address {email}. `flask user list` shows all.")
    return user


def link_address(user: User) -> str:
    """A new link for the person's password, as it is handed over."""
    link = give_link(user, actor=BY_COMMAND, now=utcnow())
    with current_app.test_request_context():
        path = url_for("account.choose_password", token=link.token(current_app.config["SECRET_KEY"]))
    base = current_app.config["PUBLIC_URL"].rstrip("/")
    if not base:
        click.echo("RETURKOLL_PUBLIC_URL is not set: put the server's address before the link.", err=True)
    return f"{base}{path}"


ROLE = click.Choice([role.value for role in RoleName])


@user_cli.command("add")
@click.argument("email")
@click.option("--name", prompt=True, help="The person's name, as others see it.")
@click.option("--role", type=ROLE, prompt=True)
@click.option("--unit", "unit_code", help="The unit's code; clinic accounts must have one.")
@click.password_option()
def add_command(email: str, name: str, role: str, unit_code: str | None, password: str) -> None:
    """Add an account with a password. `invite` lets the person choose it."""
    with deed("add", email):
        units = known_units([unit_code] if unit_code else [])
        try:
            refuse_guessed(password, email, name)
            user = add_user(email, name, RoleName(role), password, next(iter(units), None))
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        db.session.flush()
        user.note(AccountEventKind.INVITED, actor=BY_COMMAND, now=utcnow())
    click.echo(f"Added {email} ({role}).")


@user_cli.command("invite")
@click.argument("email")
@click.option("--name", prompt=True, help="The person's name, as others see it.")
@click.option("--role", "roles", type=ROLE, multiple=True, required=True, help="May be given several times.")
@click.option("--unit", "units", multiple=True, help="A unit's code; may be given several times.")
@click.option("--region-id", help="What the region's sign-in service knows them by, as their HSA-id.")
def invite_command(
    email: str, name: str, roles: Sequence[str], units: Sequence[str], region_id: str | None
) -> None:
    """Add an account without a password, and print the link with which the person chooses one."""
    with deed("invite", email):
        user = invite(
            name=name,
            email=email,
            roles={RoleName(role) for role in roles},
            units=known_units(units),
            region_id=region_id,
            actor=BY_COMMAND,
            now=utcnow(),
        )
        address = link_address(user)
    click.echo(address)


@user_cli.command("link")
@click.argument("email")
def link_command(email: str) -> None:
    """Print a new link with which the person chooses a password. Links from before are not good any more."""
    with deed("link", email):
        address = link_address(known_user(email))
    click.echo(address)


@user_cli.command("change")
@click.argument("email")
@click.option("--name", help="Another name.")
@click.option("--email", "new_email", help="Another e-mail address.")
@click.option("--role", "roles", type=ROLE, multiple=True, help="Exactly these roles.")
@click.option("--unit", "units", multiple=True, help="Exactly the units with these codes.")
@click.option("--region-id", help='What the region\'s sign-in service knows them by; "" for nothing.')
def change_command(
    email: str, name: str | None, new_email: str | None, roles: Any, units: Any, region_id: str | None
) -> None:
    """Change an account. What is not given stays."""
    with deed("change", email):
        user = known_user(email)
        changed = change_person(
            user,
            name=name or user.name,
            email=new_email or user.email,
            roles={RoleName(role) for role in roles} or user.role_names,
            units=known_units(units) or user.units,
            region_id=user.region_id if region_id is None else region_id.strip(),
            actor=BY_COMMAND,
            now=utcnow(),
        )
    click.echo(f"Changed {new_email or email}." if changed else "Nothing was changed.")


@user_cli.command("disable")
@click.argument("email")
def disable_command(email: str) -> None:
    """Close an account: the person is signed out everywhere at once."""
    with deed("disable", email):
        disable(known_user(email), actor=BY_COMMAND, now=utcnow())
    click.echo(f"{email} cannot sign in any more.")


@user_cli.command("enable")
@click.argument("email")
def enable_command(email: str) -> None:
    """Open a closed account again."""
    with deed("enable", email):
        enable(known_user(email), actor=BY_COMMAND, now=utcnow())
    click.echo(f"{email} can sign in again.")


@user_cli.command("decide")
@click.argument("email")
@click.option("--may/--may-not", default=True, help="Give the right, or withdraw it.")
def decide_command(email: str, may: bool) -> None:
    """Let somebody at the warehouse keep products against their verdict, or no longer."""
    with deed("decide" if may else "decide --may-not", email):
        user = known_user(email)
        if RoleName.WAREHOUSE not in user.role_names:
            raise click.ClickException(
                f"{email} does not work at the warehouse. Only who does can decide there."
            )
        if may:
            user.let_decide(actor=BY_COMMAND, now=utcnow())
        else:
            user.withdraw_deciding(actor=BY_COMMAND, now=utcnow())
    click.echo(f"{email} may decide." if may else f"{email} may not decide.")


@user_cli.command("sign-out")
@click.argument("email")
def sign_out_command(email: str) -> None:
    """Sign somebody out in every browser; "everybody" for all people. They can sign in again at once."""
    with deed("sign-out", email):
        people = db.session.scalars(sa.select(User)).all() if email == EVERYBODY else [known_user(email)]
        for user in people:
            sign_out_everywhere(user, actor=BY_COMMAND, now=utcnow())
    click.echo(f"{email} is signed out everywhere.")


@user_cli.command("reset-code")
@click.argument("email")
def reset_code_command(email: str) -> None:
    """Take the one-time code away, for somebody who has lost the telephone and the recovery codes."""
    with deed("reset-code", email):
        user = known_user(email)
        had_one = has_code_app(user)
        remove_code_app(user, actor=BY_COMMAND, now=utcnow())
    click.echo(f"{email} signs in without a one-time code." if had_one else f"{email} has no one-time code.")


@user_cli.command("reset-passkeys")
@click.argument("email")
def reset_passkeys_command(email: str) -> None:
    """Remove all passkeys, for somebody who has lost a device."""
    with deed("reset-passkeys", email):
        gone = remove_passkeys(known_user(email), actor=BY_COMMAND, now=utcnow())
    click.echo(f"Removed passkeys of {email}: {gone}.")


@user_cli.command("list")
@click.argument("words", nargs=-1)
@click.option("--closed", is_flag=True, help="The closed accounts instead.")
def list_command(words: Sequence[str], closed: bool) -> None:
    """List the accounts: address, name, roles, units, when they were last seen. WORDS search for some of them."""
    for user in db.session.scalars(find_people(" ".join(words), closed=closed)):
        seen = f"{user.last_seen_at:%Y-%m-%d %H:%M} UTC" if user.last_seen_at else "never seen"
        roles = ",".join(role.value for role in RoleName if role in user.role_names)
        units = ",".join(unit.code for unit in user.units)
        click.echo("\t".join((user.email, user.name, roles, units or "-", seen)), file=sys.stdout)
