"""Cookies: over HTTPS from this host alone, out of reach of scripts, and gone when they should be."""

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from tests.conftest import build_app, in_context

ACCOUNT = {"email": "klinik@returkoll.demo", "password": "returkoll-demo"}


def cookies_of(answer: TestResponse) -> dict[str, str]:
    """The cookies that an answer sets, each with what is said of it."""
    return {one.partition("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}


def signing_in(app: APIFlask, **more: str) -> dict[str, str]:
    return cookies_of(
        app.test_client().post("/logga-in", data={**ACCOUNT, **more}, base_url="https://returkoll.test")
    )


def test_over_https_no_other_host_can_set_them_and_nothing_sends_them_in_the_clear(
    sqlite_demo_url: str,
) -> None:
    with in_context(build_app(sqlite_demo_url, HTTPS=True)) as app:
        told = signing_in(app, remember="y")
        assert {"__Host-session", "__Host-remember_token", "__Host-returkoll_device"} <= told.keys()
        for name, cookie in told.items():
            assert name.startswith("__Host-"), name
            assert "; Secure" in cookie
            assert "; HttpOnly" in cookie
            assert "; SameSite=Lax" in cookie
            assert "; Path=/" in cookie
            assert "Domain" not in cookie


def test_signing_out_over_https_takes_the_remembered_one_out_of_the_browser(sqlite_demo_url: str) -> None:
    """A browser throws away what is said of a `__Host-` cookie without Secure and Path=/."""
    with in_context(build_app(sqlite_demo_url, HTTPS=True)) as app:
        client, https = app.test_client(), "https://returkoll.test"
        client.post("/logga-in", data={**ACCOUNT, "remember": "y"}, base_url=https)
        told = cookies_of(client.post("/logga-ut", base_url=https))["__Host-remember_token"]
        assert "Max-Age=0" in told
        assert "; Secure" in told
        assert "; Path=/" in told


def test_over_plain_http_they_have_plain_names(sqlite_app: APIFlask) -> None:
    told = signing_in(sqlite_app)
    assert {"session", "returkoll_device", "returkoll_shared"} <= told.keys()
    assert all("; HttpOnly" in cookie and "; SameSite=Lax" in cookie for cookie in told.values())


@pytest.mark.parametrize("remember", ["", "y"])
def test_each_sign_in_has_a_name_of_its_own(sqlite_app: APIFlask, remember: str) -> None:
    """Nobody who has planted a cookie in a browser is signed in with whoever signs in there."""
    client = sqlite_app.test_client()
    names = set()
    for _time in range(3):
        client.post("/logga-in", data={**ACCOUNT, "remember": remember})
        with client.session_transaction() as session:
            names.add(session["_user_id"])
        client.post("/logga-ut")
    assert len(names) == 3
    assert all(len(name) == 32 for name in names)  # 128 random bits in hexadecimal
