"""Accounts: invited, changed, closed, and a note of each."""

import datetime
import re
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from accounts import RoleName, User
from accounts.account_event import AccountEventKind
from accounts.password_link import GOOD_FOR, LinkKind, PasswordLink
from accounts.passwords import is_password_of, password_fault, stored_form
from accounts.people import (
    AccountRefused,
    change_person,
    disable,
    enable,
    find_people,
    forget_password,
    give_link,
    invite,
    person_faults,
    replace_password,
    use_link,
)
from accounts.sign_in import SignIn
from common.sentence import WrongFields
from database import db
from registry.models import Unit
from tests.conftest import build_app, in_context

NOW = datetime.datetime(2026, 11, 28, 8, 0, tzinfo=datetime.UTC)
BY = {"actor": "ada@region.example", "now": NOW}
SECRET = "a secret of the tests"
GOOD = "tre gröna hästar"


@pytest.fixture
def units(app: APIFlask) -> list[Unit]:
    found = [
        Unit(code=f"10{number}", name=f"Hörsel {name}") for number, name in enumerate(("Väst", "Öst", "Norr"))
    ]
    db.session.add_all(found)
    db.session.flush()
    return found


def person(units: list[Unit], email: str = "eva@region.example", **fields: Any) -> User:
    given = {"name": "Eva Ek", "roles": {RoleName.CLINIC}, "units": units, **fields}
    return invite(email=email, **given, **BY)


def admin(email: str = "ada@region.example") -> User:
    return person([], email, roles={RoleName.ADMIN})


def events(user: User) -> list[AccountEventKind]:
    return [event.what for event in user.history]


def test_somebody_invited_has_no_password_and_works_at_each_of_their_units(units: list[Unit]) -> None:
    eva = person(units[:2], roles={RoleName.CLINIC, RoleName.WAREHOUSE})
    assert eva.password is None
    assert [place.code for place in eva.workplaces] == [
        f"clinic-{units[0].id}",
        f"clinic-{units[1].id}",
        "warehouse",
    ]
    assert eva.unit is units[0]
    assert eva.role is RoleName.CLINIC
    assert events(eva) == [AccountEventKind.INVITED]


def test_every_fault_of_a_person_is_told_at_once(units: list[Unit]) -> None:
    person(units)
    assert person_faults({}).keys() == {"name", "email", "roles"}
    wrong = {
        "name": "Eva 811228-9874",
        "email": "EVA@region.example",
        "roles": {RoleName.CLINIC},
        "units": [],
    }
    assert person_faults(wrong).keys() == {"name", "email", "units"}
    for email in (
        "eva",
        "eva@",
        "@region",
        "eva ek@region.example",
        "811228-9874@region.example",
        f"{'e' * 300}@a.se",
    ):
        assert "email" in person_faults({**wrong, "email": email}), email
    with pytest.raises(WrongFields):
        person(units)


def test_a_change_holds_at_once_and_tells_what_it_changed(units: list[Unit]) -> None:
    eva = person(units[:1])
    same = {
        "name": eva.name,
        "email": eva.email,
        "roles": {RoleName.CLINIC},
        "units": units[:1],
        "region_id": None,
    }
    assert not change_person(eva, **same, **BY)
    assert change_person(eva, **{**same, "units": units[1:]}, **BY)
    assert eva.unit is units[2]  # by name: Norr before Öst
    assert change_person(eva, **{**same, "roles": {RoleName.WAREHOUSE}}, **BY)
    assert (eva.units, eva.unit, eva.is_warehouse) == ([], None, True)
    told = [(event.before, event.after) for event in eva.history if event.what is AccountEventKind.CHANGED]
    assert told[0] == ({"units": ["Hörsel Väst"]}, {"units": ["Hörsel Norr", "Hörsel Öst"]})
    assert told[1][1] == {"roles": ["warehouse"], "units": []}


def test_the_right_to_decide_goes_with_the_warehouses_role(units: list[Unit]) -> None:
    eva = person([], roles={RoleName.WAREHOUSE})
    eva.let_decide(**BY)
    change_person(
        eva, name="Eva", email=eva.email, roles={RoleName.CLINIC}, units=units, region_id=None, **BY
    )
    assert eva.deciding_right is None
    assert not eva.may_decide


def test_the_last_administrator_stays_one(units: list[Unit]) -> None:
    ada = admin()
    with pytest.raises(AccountRefused):
        change_person(
            ada, name="Ada", email=ada.email, roles={RoleName.CLINIC}, units=units, region_id=None, **BY
        )
    with pytest.raises(AccountRefused):
        disable(ada, actor="somebody", now=NOW)
    bo = admin("bo@region.example")
    with pytest.raises(AccountRefused):
        disable(ada, **BY)  # herself
    disable(bo, **BY)
    assert not bo.active
    with pytest.raises(AccountRefused):
        disable(ada, actor=bo.email, now=NOW)


def test_a_closed_account_is_signed_out_everywhere_and_no_link_opens_it(units: list[Unit]) -> None:
    eva = person(units)
    link = give_link(eva, **BY)
    SignIn.begin(db.session(), eva, remembered=True, now=NOW)
    for _twice in range(2):
        disable(eva, **BY)
    assert events(eva)[-1] is AccountEventKind.DISABLED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0
    assert PasswordLink.open_for(eva, NOW) is None
    with pytest.raises(AccountRefused):
        give_link(eva, **BY)
    for _twice in range(2):
        enable(eva, **BY)
    db.session.refresh(link)
    assert not link.is_good(NOW)
    assert events(eva)[-2:] == [AccountEventKind.DISABLED, AccountEventKind.ENABLED]


def test_a_link_is_good_once_until_its_end_and_until_the_next_one(units: list[Unit]) -> None:
    eva = person(units)
    first, second = give_link(eva, **BY), give_link(eva, **BY)
    db.session.refresh(first)
    assert (first.is_good(NOW), second.is_good(NOW)) == (False, True)
    assert not second.is_good(NOW + GOOD_FOR[LinkKind.INVITE])
    use_link(second, GOOD, now=NOW)
    assert is_password_of(eva, GOOD)
    with pytest.raises(AccountRefused):
        use_link(second, "fyra blå hästar", now=NOW)
    assert is_password_of(eva, GOOD)
    assert give_link(eva, **BY).kind is LinkKind.NEW_PASSWORD


def test_a_link_of_ones_own_making_is_none(units: list[Unit]) -> None:
    eva = person(units)
    token = give_link(eva, **BY).token(SECRET)
    assert PasswordLink.signed_by(SECRET, token) is PasswordLink.open_for(eva, NOW)
    for forged in ("", "1", token + "x", token.replace(".", ""), token[1:]):
        assert PasswordLink.signed_by(SECRET, forged) is None
    assert PasswordLink.signed_by("another secret", token) is None


def test_who_has_forgotten_the_password_is_shown_until_there_is_a_link(units: list[Unit]) -> None:
    eva = person(units)
    for _often in range(3):
        forget_password(eva, now=NOW)
    assert events(eva).count(AccountEventKind.PASSWORD_FORGOTTEN) == 1
    assert eva.wants_link_since == NOW
    give_link(eva, **BY)
    assert eva.wants_link_since is None


def test_a_changed_password_ends_the_sign_ins_elsewhere(units: list[Unit]) -> None:
    eva, other = person(units), person(units, "bo@region.example")
    here, there = (SignIn.begin(db.session(), eva, remembered=False, now=NOW) for _ in range(2))
    others = SignIn.begin(db.session(), other, remembered=False, now=NOW)
    link = give_link(eva, **BY)
    with pytest.raises(WrongFields):
        replace_password(eva, "kort", stay=here.token, now=NOW)
    replace_password(eva, GOOD, stay=here.token, now=NOW)
    left = set(db.session.scalars(sa.select(SignIn.token)))
    assert left == {here.token, others.token}
    assert there.token not in left
    db.session.refresh(link)
    assert not link.is_good(NOW)


def test_a_password_is_compared_as_it_was_typed(units: list[Unit]) -> None:
    eva = person(units, "eva.ek@region.example")
    long = "  Tre gröna hästar, " * 9 + "och en ko "
    eva.password = stored_form(long)
    assert password_fault(long, eva) is None
    assert is_password_of(eva, long)
    for other in (long.strip(), long.lower(), long[:-1], long[:72], long.replace("ö", "o")):
        assert not is_password_of(eva, other)


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        (GOOD, True),
        ("8 tecken!", True),
        ("83927461", True),
        ("åäö" * 3, False),
        ("", False),
        ("kort", False),
        ("aaaaaaaaaaaa", False),
        ("12345678", False),
        ("Lösenord1", False),
        ("evaek2026!", False),
        ("eva.ek-1234", False),
        ("Returkoll2026", False),
        ("Trustno1", False),  # these stand in what was stolen elsewhere
        ("1qaz2wsx", False),
        ("michelle1", False),
        ("x" * 201, False),
    ],
)
def test_a_password_is_not_what_everybody_would_guess(
    units: list[Unit], password: str, is_good: bool
) -> None:
    assert (password_fault(password, person(units, "eva.ek@region.example")) is None) is is_good


def test_people_are_found_by_name_address_role_and_unit(units: list[Unit]) -> None:
    person(units[:1], "asa@region.example", name="Åsa Öberg")
    person(units[1:], "bo@region.example", name="Bo 100 % Ek")
    admin()

    def found(words: str = "", **by: Any) -> list[str]:
        return [user.email.split("@")[0] for user in db.session.scalars(find_people(words, **by))]

    assert sorted(found()) == ["ada", "asa", "bo"]
    assert found("åSA öb") == ["asa"]
    assert found("%") == ["bo"]
    assert found("_") == []
    assert sorted(found("region", role=RoleName.CLINIC)) == ["asa", "bo"]
    assert found(unit_id=units[0].id) == ["asa"]
    assert found(closed=True) == []


def test_a_stored_password_is_argon2id(sqlite_url: str) -> None:
    """With OWASP's least parameters, or more: 46 MB and one pass, 19 MB and two ..."""
    hashing = {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_HASHING_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": [],
    }
    with in_context(build_app(sqlite_url, **hashing)):
        stored = stored_form("tre gröna hästar")
    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", stored)
    assert found
    memory_kb, passes, _lanes = map(int, found.groups())
    assert memory_kb >= 19 * 1024
    assert passes >= 2
