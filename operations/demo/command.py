"""`flask demo`: the demo register and an account for each role, with which everything can be tried."""

import datetime
from dataclasses import dataclass

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from accounts import RoleName, User
from accounts.people import add_user
from database import db, utcnow
from operations.demo.history import ADMIN_EMAIL, CLINIC_EMAIL, WAREHOUSE_EMAIL, load_demo_history
from registry.demo_register import load_demo
from registry.models import Unit

PASSWORD = "returkoll-demo"  # noqa: S105 - everybody may know it


@dataclass(frozen=True)
class Account:
    """A demo account. All of them have the password PASSWORD."""

    email: str
    name: str
    role: RoleName


ACCOUNTS = (
    Account(CLINIC_EMAIL, "Klara Klinik", RoleName.CLINIC),
    Account(WAREHOUSE_EMAIL, "Lars Lager", RoleName.WAREHOUSE),
    Account(ADMIN_EMAIL, "Ada Admin", RoleName.ADMIN),
)


def load_whole_demo() -> None:
    """Load the demo register and accounts in one transaction. What is there already is left as it is."""
    load_demo(db.session, datetime.date.today())  # noqa: DTZ011 - the demo counts its days from the reader's own
    db.session.flush()
    there = {account.email for account in accounts()}
    for account in ACCOUNTS:
        if account.email not in there:
            unit = first_unit() if account.role is RoleName.CLINIC else None
            add_user(account.email, account.name, account.role, PASSWORD, unit)
    db.session.commit()


def first_unit() -> Unit:
    return db.session.scalars(sa.select(Unit).order_by(Unit.id).limit(1)).one()


def accounts() -> list[Account]:
    """The demo accounts that this database has."""
    emails = [account.email for account in ACCOUNTS]
    there = set(db.session.scalars(sa.select(User.email).where(User.email.in_(emails))))
    return [account for account in ACCOUNTS if account.email in there]


@click.command("demo")
@click.option(
    "--with-history", is_flag=True, help="also ten weeks of returns, as the first `make run` has them"
)
@with_appcontext
def demo_command(*, with_history: bool) -> None:
    """Load the demo data and the demo accounts; harmless when done twice."""
    load_whole_demo()
    if with_history:
        load_demo_history(utcnow())
    click.echo(f"Demo accounts, password {PASSWORD}:")
    for account in accounts():
        click.echo(f"  {account.email:<24}{account.name}")
