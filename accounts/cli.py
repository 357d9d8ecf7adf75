"""`flask user`: accounts from the command line, the first administrator among them."""

from typing import cast

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from flask_security import hash_password
from flask_security.utils import lookup_identity

from accounts.models import RoleName, User, datastore
from database import db
from registry.models import Unit

user_cli = AppGroup("user", help="Accounts: who may sign in, and as what.")

MIN_PASSWORD_LENGTH = 8


def add_user(email: str, name: str, role: RoleName, password: str, unit: Unit | None = None) -> User:
    """A new account. The caller commits. Raises ValueError with what to do for what does not fit."""
    if lookup_identity(email) is not None:
        raise ValueError(f"expected an e-mail address without an account, got {email}: choose another")
    if role is RoleName.CLINIC and unit is None:
        raise ValueError("expected a unit for a clinic account, got none: give --unit with the unit's code")
    if len(password) < MIN_PASSWORD_LENGTH:
        raise ValueError(
            f"expected a password of at least {MIN_PASSWORD_LENGTH} characters, got {len(password)}"
        )
    user = datastore.create_user(
        email=email,
        name=name,
        password=hash_password(password),
        unit=unit,
        roles=[datastore.find_or_create_role(role.value)],
    )
    return cast(User, user)


@user_cli.command("add")
@click.argument("email")
@click.option("--name", prompt=True, help="The person's name, as others see it.")
@click.option("--role", type=click.Choice([r.value for r in RoleName]), prompt=True)
@click.option("--unit", "unit_code", help="The unit's code; clinic accounts must have one.")
@click.password_option()
def add_command(email: str, name: str, role: str, unit_code: str | None, password: str) -> None:
    """Add an account."""
    unit = db.session.scalar(sa.select(Unit).where(Unit.code == unit_code)) if unit_code else None
    if unit_code and unit is None:
        raise click.ClickException(f"No unit has the code {unit_code}. Import the units first.")
    try:
        add_user(email, name, RoleName(role), password, unit)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"Added {email} ({role}).")
