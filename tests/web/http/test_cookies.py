"""Cookies: over HTTPS from this host alone, out of reach of scripts, and gone when they should be."""

import base64
import hashlib

import pytest
from apiflask import APIFlask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeSerializer
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


def signature_bits(text: str) -> int:
    """What stands after the last full stop, in base64url."""
    return len(base64.urlsafe_b64decode(text.rpartition(".")[2] + "==")) * 8


def test_what_is_signed_is_signed_with_sha256(sqlite_app: APIFlask) -> None:
    client = sqlite_app.test_client()
    client.post("/logga-in", data=ACCOUNT)
    for name in ("session", "returkoll_device"):
        cookie = client.get_cookie(name)
        assert cookie is not None
        assert signature_bits(cookie.value) == 256, name
    assert signature_bits(str(URLSafeSerializer("secret", salt="password-link").dumps([1, 2]))) == 256


def test_what_a_version_before_has_signed_is_still_read(sqlite_app: APIFlask) -> None:
    client = sqlite_app.test_client()
    client.post("/logga-in", data=ACCOUNT)
    with client.session_transaction() as session:
        kept = dict(session)
    before = SecureCookieSessionInterface().get_signing_serializer(sqlite_app)
    assert before is not None
    old = str(before.dumps(kept))
    assert signature_bits(old) == 160
    upgraded = sqlite_app.test_client()
    upgraded.set_cookie("session", old)
    assert upgraded.get("/returer/").status_code == 200
    link = URLSafeSerializer("s", salt="x", signer_kwargs={"digest_method": hashlib.sha1}).dumps([1])
    assert URLSafeSerializer("s", salt="x").loads(link) == [1]
