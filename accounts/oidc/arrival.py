"""Whose account it is that comes from the sign-in service, and where they begin."""

import datetime

import sqlalchemy as sa

from accounts.models import User
from accounts.oidc.claims import Claimed
from accounts.oidc.refusal import RefusalKind, SignInRefused
from accounts.oidc.sign_in_service import SignInService
from accounts.people import AccountRefused, change_person, known_by_region_id
from accounts.roles import RoleName, Workplace
from common.privacy import masked
from database import db
from registry.models import Unit

LONGEST_ID_SHOWN = 60


def person_who_came(claimed: Claimed, service: SignInService, *, now: datetime.datetime) -> User:
    """The account, with the roles and units that the service has just said. Raises SignInRefused for somebody who has
    no account, whose account is closed, or who has no work here. Nobody gets an account by coming."""
    user = known_by_region_id(claimed.person_id)
    if user is None:
        raise SignInRefused(RefusalKind.UNKNOWN, id=masked(claimed.person_id)[:LONGEST_ID_SHOWN])
    if not user.active:
        raise SignInRefused(RefusalKind.CLOSED, user.email)
    if claimed.roles is not None:
        take_over_roles(user, claimed, service, now=now)
    if claimed.place and place_of(user, claimed) is None:
        raise SignInRefused(RefusalKind.COMMISSION, user.email)
    return user


def place_of(user: User, claimed: Claimed) -> Workplace | None:
    """Which of the user's workplaces the commission is for."""
    role, _, code = claimed.place.partition(":")
    return next(
        (one for one in user.workplaces if one.role == role and (one.unit.code if one.unit else "") == code),
        None,
    )


def take_over_roles(user: User, claimed: Claimed, service: SignInService, *, now: datetime.datetime) -> None:
    """The People page then shows what the service says, and the account's history when it has changed."""
    roles = claimed.roles or frozenset()
    units = user.units
    if claimed.units is not None:
        units = list(db.session.scalars(sa.select(Unit).where(Unit.code.in_(claimed.units))))
    if RoleName.CLINIC in roles and not units:
        raise SignInRefused(RefusalKind.ROLE, user.email)
    try:
        change_person(
            user,
            name=user.name,
            email=user.email,
            roles=roles,
            units=units,
            region_id=user.region_id,
            actor=service.host,
            now=now,
        )
    except AccountRefused as refused:  # nobody would be left to administer
        raise SignInRefused(RefusalKind.ROLE, user.email) from refused
