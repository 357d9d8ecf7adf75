"""Who may work here: invited, changed, closed and opened again, each with a note of who did it and when."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any, cast

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from flask_security.utils import lookup_identity
from sqlalchemy.orm import selectinload

from accounts.account_event import AccountEventKind
from accounts.models import Role, User, datastore
from accounts.password_link import LinkKind, PasswordLink
from accounts.passwords import SHORTEST_PASSWORD, password_fault, stored_form
from accounts.roles import RoleName
from accounts.sign_in import SignIn
from common.privacy import free_text_fault
from common.sentence import Sentence, SentenceError, WrongFields
from database import db
from registry.models import Unit

LONGEST_NAME = 120
LONGEST_EMAIL = 255
LONGEST_REGION_ID = 255
PERSON_FIELDS = ("name", "email", "roles", "units", "region_id")


class AccountRefused(SentenceError):  # noqa: N818 - it is an answer for the user
    """It cannot be done with this account; the sentence says why."""


# --- looking for people


def find_people(
    words: str = "", *, role: RoleName | None = None, unit_id: int | None = None, closed: bool = False
) -> sa.Select[Any]:
    """Those whose name or address holds each of the words, by name. `closed`: whose accounts are closed."""
    query = sa.select(User).where(User.active.is_(not closed), User.is_integration.is_(False))
    query = query.order_by(User.name, User.email)
    for word in words.split():
        held = f"%{_escaped(word.lower())}%"
        query = query.where(
            sa.func.lower(User.name).like(held, escape="!") | sa.func.lower(User.email).like(held, escape="!")
        )
    if role:
        query = query.where(User.roles.any(Role.name == role.value))
    if unit_id is not None:
        query = query.where(User.units.any(Unit.id == unit_id))
    return query.options(selectinload(User.units))


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


# --- what a person can be


def person_faults(fields: Mapping[str, Any], changed: User | None = None) -> dict[str, Sentence]:
    """What is wrong with each field; `changed` is the account that they are for, where there is one already."""
    found = {
        "name": _name_fault(fields.get("name")),
        "email": _email_fault(fields.get("email"), changed),
        "roles": None if fields.get("roles") else Sentence("Välj minst en roll."),
        "units": None,
        "region_id": _region_id_fault(fields.get("region_id"), changed),
    }
    if RoleName.CLINIC in (fields.get("roles") or ()) and not fields.get("units"):
        found["units"] = Sentence("Välj minst en enhet för den som arbetar på klinik.")
    return {name: fault for name, fault in found.items() if fault}


def _name_fault(name: str | None) -> Sentence | None:
    if not name:
        return Sentence("Det här fältet måste fyllas i.")
    if len(name) > LONGEST_NAME:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": LONGEST_NAME})
    return free_text_fault(name)


def _email_fault(email: str | None, changed: User | None) -> Sentence | None:
    if not email:
        return Sentence("Det här fältet måste fyllas i.")
    if fault := free_text_fault(email):
        return fault
    try:
        known = known_by_email(normal_email(email))
    except EmailNotValidError:
        return Sentence("Skriv en e-postadress, till exempel namn@regionen.se.")
    if len(email) > LONGEST_EMAIL:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": LONGEST_EMAIL})
    if known is not None and known is not changed:
        return Sentence("Det finns redan ett konto med den adressen.")
    return None


def _region_id_fault(region_id: str | None, changed: User | None) -> Sentence | None:
    if not region_id:
        return None
    if len(region_id) > LONGEST_REGION_ID:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": LONGEST_REGION_ID})
    if fault := free_text_fault(region_id):
        return fault
    known = known_by_region_id(region_id)
    if known is not None and known is not changed:
        return Sentence("Det tjänste-id:t har %(name)s redan.", {"name": known.name})
    return None


def known_by_region_id(region_id: str) -> User | None:
    """The account of whom the region's sign-in service knows by this, however its letters are written."""
    return db.session.scalar(sa.select(User).where(sa.func.lower(User.region_id) == region_id.lower()))


def normal_email(email: str) -> str:
    """As it is stored. Raises EmailNotValidError for what is no address."""
    return validate_email(email, check_deliverability=False).normalized


def signs_in_otherwise(user: User, email: str | None, region_id: str | None) -> bool:
    """Whether these are not what the person signs in with today. What is no address changes nothing."""
    try:
        address = normal_email(email or "")
    except EmailNotValidError:
        return False
    return (address, region_id or None) != (user.email, user.region_id)


def known_by_email(email: str) -> User | None:
    """The account with that address, however its letters are written."""
    return cast(User | None, lookup_identity(email)) if email else None


# --- verbs


def invite(
    *,
    name: str,
    email: str,
    roles: Collection[RoleName],
    units: Collection[Unit],
    actor: str,
    now: datetime.datetime,
    region_id: str | None = None,
) -> User:
    """A new account without a password. `give_link` makes the link with which the person chooses one. Raises
    WrongFields."""
    fields = {"name": name, "email": email, "roles": roles, "units": units, "region_id": region_id}
    if faults := person_faults(fields):
        raise WrongFields(faults)
    created = datastore.create_user(
        name=name,
        email=normal_email(email),
        password=None,
        region_id=region_id or None,
        roles=_roles_named(roles),
        units=_units_for(roles, units),
    )
    invited = cast(User, created)
    db.session.flush()
    invited.note(AccountEventKind.INVITED, actor=actor, now=now, after=_values(invited))
    return invited


def refuse_guessed(password: str, email: str, name: str) -> None:
    """Whoever makes an account for somebody chooses no worse a password than the person may. Raises ValueError; that it
    is too short is told by `add_user`."""
    if len(password) >= SHORTEST_PASSWORD and (
        fault := password_fault(password, User(email=email, name=name))
    ):
        raise ValueError(f"expected a password that nobody guesses, got another one: {fault}")


def add_user(email: str, name: str, role: RoleName, password: str, unit: Unit | None = None) -> User:
    """A new account. The caller commits. Raises ValueError with what to do for what does not fit."""
    if lookup_identity(email) is not None:
        raise ValueError(f"expected an e-mail address without an account, got {email}: choose another")
    if role is RoleName.CLINIC and unit is None:
        raise ValueError("expected a unit for a clinic account, got none: give --unit with the unit's code")
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(
            f"expected a password of at least {SHORTEST_PASSWORD} characters, got {len(password)}"
        )
    user = datastore.create_user(
        email=email,
        name=name,
        password=stored_form(password),
        last_unit=unit,
        units=[unit] if unit else [],
        roles=[datastore.find_or_create_role(role.value)],
    )
    return cast(User, user)


def change_person(
    user: User,
    *,
    name: str,
    email: str,
    roles: Collection[RoleName],
    units: Collection[Unit],
    region_id: str | None,
    actor: str,
    now: datetime.datetime,
) -> bool:
    """Whether anything was changed. It holds from the person's next request on. Raises WrongFields, and AccountRefused
    where nobody would be left to administer."""
    fields = {"name": name, "email": email, "roles": roles, "units": units, "region_id": region_id}
    if faults := person_faults(fields, user):
        raise WrongFields(faults)
    if RoleName.ADMIN not in roles:
        _refuse_last_administrator(user)
    before = _values(user)
    user.name, user.email, user.region_id = name, normal_email(email), region_id or None
    user.roles = _roles_named(roles)
    user.units = _units_for(roles, units)
    if user.last_unit not in user.units:
        user.last_unit = user.units[0] if user.units else None
    if RoleName.WAREHOUSE not in roles:
        user.withdraw_deciding(actor=actor, now=now)
    after = _values(user)
    changed = [name for name in PERSON_FIELDS if before[name] != after[name]]
    if changed:
        user.note(
            AccountEventKind.CHANGED,
            actor=actor,
            now=now,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return bool(changed)


def _roles_named(names: Collection[RoleName]) -> list[Role]:
    return [cast(Role, datastore.find_or_create_role(name.value)) for name in RoleName if name in names]


def _units_for(roles: Collection[RoleName], units: Collection[Unit]) -> list[Unit]:
    """Units belong to the clinic's role alone."""
    return sorted(units, key=lambda unit: unit.name) if RoleName.CLINIC in roles else []


def _values(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "roles": [role.value for role in RoleName if role in user.role_names],
        "units": [unit.name for unit in user.units],
        "region_id": user.region_id,
    }


def give_link(user: User, *, actor: str, now: datetime.datetime) -> PasswordLink:
    """The link with which the person chooses a password. Raises AccountRefused for a closed account."""
    if not user.active:
        raise AccountRefused("Kontot är stängt. Öppna det först.")
    if user.is_integration:
        raise AccountRefused("En integration loggar inte in. Ge den en nyckel till API:et i stället.")
    kind = LinkKind.NEW_PASSWORD if user.password else LinkKind.INVITE
    link = PasswordLink.make(user, kind, actor=actor, now=now)
    user.wants_link_since = None
    user.note(AccountEventKind.LINK_MADE, actor=actor, now=now)
    return link


def forget_password(user: User, *, now: datetime.datetime) -> None:
    """The person says so on the sign-in page, where anybody can. Administrators see it; saying it again changes
    nothing."""
    if user.active and user.wants_link_since is None:
        user.wants_link_since = now
        user.note(AccountEventKind.PASSWORD_FORGOTTEN, actor=user.email, now=now)


def use_link(link: PasswordLink, password: str, *, now: datetime.datetime) -> None:
    """Use the link up. The person is signed out everywhere. Raises AccountRefused for a link that is not good any
    more, and WrongFields."""
    if not link.is_good(now):
        raise AccountRefused("Länken gäller inte längre. Be om en ny.")
    link.used_at = now
    _store_password(link.user, password)
    SignIn.end_all(db.session(), link.user)
    link.user.note(AccountEventKind.PASSWORD_CHOSEN, actor=link.user.email, now=now)


def replace_password(user: User, password: str, *, stay: str, now: datetime.datetime) -> None:
    """The person has another one from now on, and is signed out in every other browser than that of the sign-in
    `stay`. Links that were made before are not good any more. Raises WrongFields."""
    _store_password(user, password)
    PasswordLink.withdraw_all(user, now)
    SignIn.end_all(db.session(), user, but=stay)
    user.note(AccountEventKind.PASSWORD_CHANGED, actor=user.email, now=now)


def sign_out_everywhere(user: User, *, actor: str, now: datetime.datetime, but: str = "") -> None:
    """End every sign-in of the person's, other than that with the token `but`. They can sign in again at once."""
    SignIn.end_all(db.session(), user, but=but)
    user.note(AccountEventKind.SIGNED_OUT_EVERYWHERE, actor=actor, now=now)


def _store_password(user: User, password: str) -> None:
    if fault := password_fault(password, user):
        raise WrongFields({"password": fault})
    user.password = stored_form(password)
    user.wants_link_since = None


def disable(user: User, *, actor: str, now: datetime.datetime) -> None:
    """Close the account: the person is signed out everywhere, and cannot sign in. What they have done stays theirs."""
    if not user.active:
        return
    if user.email == actor:
        raise AccountRefused("Ditt eget konto kan du inte stänga. Be en annan administratör.")
    _refuse_last_administrator(user)
    user.active = False
    user.wants_link_since = None
    PasswordLink.withdraw_all(user, now)
    SignIn.end_all(db.session(), user)
    user.note(AccountEventKind.DISABLED, actor=actor, now=now)


def enable(user: User, *, actor: str, now: datetime.datetime) -> None:
    """Open a closed account again."""
    if user.active:
        return
    user.active = True
    user.note(AccountEventKind.ENABLED, actor=actor, now=now)


def _refuse_last_administrator(user: User) -> None:
    others = sa.select(User.id).where(
        User.id != user.id, User.active.is_(True), User.roles.any(Role.name == RoleName.ADMIN.value)
    )
    if user.active and RoleName.ADMIN in user.role_names and db.session.scalar(others.limit(1)) is None:
        raise AccountRefused("Det finns ingen annan administratör. Gör först någon annan till administratör.")
