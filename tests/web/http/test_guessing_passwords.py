"""Guessing passwords is slow, wherever it comes from, and keeps nobody out who knows theirs."""

from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.conftest import DEMO_EMAILS, build_app, in_context
from web.http import limits
from web.http.limits import OF_ACCOUNT, OF_ADDRESS, OF_DEVICE, network

PASSWORD = "returkoll-demo"
WRONG, REFUSED, IN = 200, 429, 302


@pytest.fixture
def limited(demo_database_url: str) -> Iterator[APIFlask]:
    with in_context(build_app(demo_database_url, RATELIMIT_ENABLED=True)) as app:
        yield app


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What time it is, in seconds: a test moves it on."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    return now


def tried(
    client: FlaskClient, who: str = "clinic", password: str = "wrong-password", address: str = "192.0.2.1"
) -> int:
    form = {"email": DEMO_EMAILS.get(who, who), "password": password}
    return client.post("/logga-in", data=form, environ_overrides={"REMOTE_ADDR": address}).status_code


def sign_out(client: FlaskClient) -> None:
    client.post("/logga-ut")


@pytest.mark.slow
@pytest.mark.usefixtures("clock")
def test_two_hundred_guesses_from_one_address_are_bounded(limited: APIFlask) -> None:
    statuses = [tried(limited.test_client()) for _guess in range(200)]
    assert statuses.count(WRONG) == OF_ACCOUNT.at_once
    assert statuses.count(REFUSED) == 200 - OF_ACCOUNT.at_once


@pytest.mark.slow
@pytest.mark.usefixtures("clock")
def test_two_hundred_guesses_from_as_many_addresses_are_bounded(limited: APIFlask) -> None:
    statuses = [tried(limited.test_client(), address=f"198.51.100.{number}") for number in range(200)]
    assert statuses.count(WRONG) == OF_ACCOUNT.at_once


@pytest.mark.usefixtures("clock")
def test_one_guess_at_each_of_many_accounts_is_bounded_by_the_address(limited: APIFlask) -> None:
    statuses = [tried(limited.test_client(), f"person{number}@clinic.example") for number in range(100)]
    assert statuses.count(WRONG) == OF_ADDRESS.at_once


@pytest.mark.slow
@pytest.mark.usefixtures("clock")
def test_whoever_has_signed_in_on_a_device_gets_in_there_while_others_guess(limited: APIFlask) -> None:
    tablet = limited.test_client()
    assert tried(tablet, password=PASSWORD) == IN
    sign_out(tablet)
    for number in range(200):
        tried(limited.test_client(), address="192.0.2.1" if number % 2 else f"198.51.100.{number}")
        tried(limited.test_client(), f"person{number}@clinic.example")
    assert tried(tablet, password=PASSWORD) == IN


@pytest.mark.usefixtures("clock")
def test_a_colleague_on_the_same_address_is_not_kept_out(limited: APIFlask) -> None:
    assert [tried(limited.test_client()) for _guess in range(50)][-1] == REFUSED
    assert tried(limited.test_client(), "warehouse", PASSWORD) == IN


def test_on_a_new_device_the_right_password_passes_after_the_time_that_was_told(
    limited: APIFlask, clock: list[float]
) -> None:
    for _guess in range(50):
        tried(limited.test_client())
    form = {"email": DEMO_EMAILS["clinic"], "password": PASSWORD}
    refused = limited.test_client().post(
        "/logga-in", data=form, environ_overrides={"REMOTE_ADDR": "192.0.2.1"}
    )
    wait_s = int(refused.headers["Retry-After"])
    assert refused.status_code == REFUSED
    assert 1 <= wait_s <= OF_ACCOUNT.every_s
    assert f"Vänta {wait_s} sekunder" in refused.text
    clock[0] += wait_s
    assert tried(limited.test_client(), password=PASSWORD) == IN


@pytest.mark.usefixtures("clock")
def test_a_known_device_is_no_way_to_guess_either(limited: APIFlask) -> None:
    tablet = limited.test_client()
    assert tried(tablet, password=PASSWORD) == IN
    sign_out(tablet)
    assert [tried(tablet) for _guess in range(50)].count(WRONG) == OF_DEVICE.at_once
    assert tried(tablet, "admin") == WRONG  # it is known for one account only
    assert [tried(tablet, "admin") for _guess in range(50)].count(WRONG) == OF_ACCOUNT.at_once - 1


@pytest.mark.usefixtures("clock")
def test_who_is_signed_in_makes_no_device_known_for_another_account(limited: APIFlask) -> None:
    tablet = limited.test_client()
    assert tried(tablet, "warehouse", PASSWORD) == IN
    tried(tablet, "clinic")
    sign_out(tablet)
    assert [tried(tablet, "clinic") for _guess in range(50)].count(WRONG) <= OF_ACCOUNT.at_once


@pytest.mark.usefixtures("clock")
def test_a_cookie_of_ones_own_making_is_worth_nothing(limited: APIFlask) -> None:
    for number in range(50):
        client = limited.test_client()
        client.set_cookie("returkoll_device", f"forged.{number}")
        status = tried(client)
    assert status == REFUSED


@pytest.mark.usefixtures("clock")
def test_signing_in_often_is_no_guessing(limited: APIFlask) -> None:
    for _morning in range(3 * OF_ACCOUNT.at_once):
        assert tried(limited.test_client(), password=PASSWORD) == IN


def test_guesses_are_forgotten_with_time(limited: APIFlask, clock: list[float]) -> None:
    assert [tried(limited.test_client()) for _guess in range(20)].count(WRONG) == OF_ACCOUNT.at_once
    clock[0] += OF_ACCOUNT.at_once * OF_ACCOUNT.every_s
    assert [tried(limited.test_client()) for _guess in range(20)].count(WRONG) == OF_ACCOUNT.at_once


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("", ""),
    ],
)
def test_a_client_that_has_many_addresses_is_counted_as_one(address: str, counted_as: str) -> None:
    assert network(address) == counted_as
