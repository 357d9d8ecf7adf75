"""The first start fills an empty database; every later one leaves it as it is."""

import io

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from accounts import RoleName, User
from database import db
from operations import demo
from registry.models import Device
from scripts import first_accounts


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEMO", "ADMIN_EMAIL", "ADMIN_PASSWORD", "ADMIN_NAME"):
        monkeypatch.delenv(f"RETURKOLL_{name}", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())  # no terminal


def users() -> dict[str, RoleName]:
    return {user.email: user.role for user in db.session.scalars(sa.select(User))}


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_an_empty_database_gets_the_demo_and_an_account_a_role(app: APIFlask) -> None:
    first_accounts.provide()
    assert users() == {
        "klinik@returkoll.demo": RoleName.CLINIC,
        "lager@returkoll.demo": RoleName.WAREHOUSE,
        "admin@returkoll.demo": RoleName.ADMIN,
    }
    assert count(Device) >= 500


def test_the_demo_clinic_has_a_unit_whose_labels_say_demo(app: APIFlask) -> None:
    first_accounts.provide()
    clinic = db.session.scalar(sa.select(User).where(User.email == "klinik@returkoll.demo"))
    assert clinic is not None
    assert clinic.unit is not None
    assert "(demo)" in str(clinic.unit.address_lines)


def test_the_demo_is_loaded_once(app: APIFlask) -> None:
    demo.load_whole_demo()
    devices = count(Device)
    demo.load_whole_demo()
    assert count(Device) == devices
    assert len(demo.accounts()) == 3


def test_a_database_with_accounts_is_left_alone(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURKOLL_ADMIN_EMAIL", "chef@region.example")
    monkeypatch.setenv("RETURKOLL_ADMIN_PASSWORD", "correct horse battery")
    monkeypatch.setenv("RETURKOLL_DEMO", "0")
    first_accounts.provide()
    monkeypatch.delenv("RETURKOLL_DEMO")
    first_accounts.provide()
    assert users() == {"chef@region.example": RoleName.ADMIN}
    assert count(Device) == 0


def test_without_a_terminal_a_sentence_says_how_to_give_the_administrator(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETURKOLL_DEMO", "0")
    with pytest.raises(
        first_accounts.NoAdministratorError, match=r"set RETURKOLL_ADMIN_EMAIL and RETURKOLL_"
    ):
        first_accounts.provide()
    assert users() == {}


def test_a_password_that_is_too_short_is_refused_with_the_reason(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETURKOLL_DEMO", "nej")
    monkeypatch.setenv("RETURKOLL_ADMIN_EMAIL", "chef@region.example")
    monkeypatch.setenv("RETURKOLL_ADMIN_PASSWORD", "kort")
    with pytest.raises(first_accounts.NoAdministratorError, match="at least 8 characters, got 4"):
        first_accounts.provide()
    assert users() == {}
