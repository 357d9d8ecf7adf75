"""An integration: an account that no person signs in to. Another system works with its tokens."""

import datetime
from typing import cast

import sqlalchemy as sa

from accounts.account_event import AccountEventKind
from accounts.models import Role, User, datastore
from accounts.roles import RoleName, Workplace
from common.sentence import Sentence, WrongFields
from database import db

BEGINS_AS = "integration:"
"""How its name in events and in the log begins. No e-mail address does, so that nobody can sign in as it."""


def integration_called(name: str) -> User | None:
    """The one with this name, however its letters are written."""
    query = sa.select(User).where(User.is_integration, sa.func.lower(User.name) == name.lower())
    return db.session.scalar(query.limit(1))


def provide_integration(name: str, place: Workplace, *, actor: str, now: datetime.datetime) -> User:
    """The integration with this name, which works at that place from now on, too. It flushes. Raises WrongFields for
    one that was closed."""
    known = integration_called(name)
    if known and not known.active:
        raise WrongFields(
            {"name": Sentence("Integrationen är stängd. Öppna den först, eller välj ett annat namn.")}
        )
    user = known or _new(name, actor, now)
    role = cast(Role, datastore.find_or_create_role(place.role.value))
    if role not in user.roles:
        user.roles = [*user.roles, role]
    if place.unit and place.role is RoleName.CLINIC and place.unit not in user.units:
        user.units = [*user.units, place.unit]
    db.session.flush()
    return user


def _new(name: str, actor: str, now: datetime.datetime) -> User:
    created = datastore.create_user(email=BEGINS_AS + name, name=name, password=None, is_integration=True)
    user = cast(User, created)
    db.session.flush()
    user.note(AccountEventKind.INTEGRATION_MADE, actor=actor, now=now, after={"name": name})
    return user
