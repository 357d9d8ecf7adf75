"""A person sees where they are signed in and ends it everywhere else; an administrator ends it for them."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from accounts import User
from database import db
from tests.web.form_page import FormPage

SignedIn = Callable[[str], FlaskClient]
KLARA = {"email": "klinik@returkoll.demo", "password": "returkoll-demo"}
PROOF = {"proof": "returkoll-demo"}


def is_in(client: FlaskClient) -> bool:
    return client.get("/returer/").status_code == 200


def test_the_others_are_shown_and_ended_with_the_password(demo_app: APIFlask, signed_in: SignedIn) -> None:
    here, forgotten, tablet = signed_in("clinic"), demo_app.test_client(), demo_app.test_client()
    assert "inte inloggad någon annanstans" in here.get("/konto/inloggningar").text
    forgotten.post("/logga-in", data=KLARA)
    tablet.post("/logga-in", data={**KLARA, "shared": "y"})
    page = here.get("/konto/inloggningar").text
    for told in ("Den här enheten", "En annan enhet", "Delad surfplatta"):
        assert told in page
    wrong = here.post("/konto/inloggningar/avsluta", data={"proof": "not mine"})
    assert (wrong.status_code, FormPage(wrong.text).faults.keys()) == (422, {"proof"})
    assert is_in(forgotten)
    assert here.post("/konto/inloggningar/avsluta", data=PROOF).location == "/konto/inloggningar"
    assert (is_in(here), is_in(forgotten), is_in(tablet)) == (True, False, False)


def test_a_colleague_stays_signed_in(signed_in: SignedIn) -> None:
    here, colleague = signed_in("clinic"), signed_in("warehouse")
    here.post("/konto/inloggningar/avsluta", data=PROOF)
    assert colleague.get("/lager/").status_code == 200


def test_an_administrator_signs_somebody_out_and_the_history_says_so(signed_in: SignedIn) -> None:
    admin, klara = signed_in("admin"), signed_in("clinic")
    db.session.rollback()
    user_id = db.session.query(User.id).filter(User.email == KLARA["email"]).scalar()
    assert admin.post(f"/admin/personer/{user_id}/logga-ut").status_code == 302
    assert not is_in(klara)
    assert "Utloggad på alla enheter" in admin.get(f"/admin/personer/{user_id}").text
    klara.post("/logga-in", data=KLARA)
    assert is_in(klara)


@pytest.mark.parametrize("role", ["clinic", "warehouse"])
def test_nobody_else_does(signed_in: SignedIn, role: str) -> None:
    assert signed_in(role).post("/admin/personer/1/logga-ut").status_code == 403


def test_a_new_sign_in_ends_the_one_that_the_browser_had(demo_app: APIFlask) -> None:
    """One that waits for its code, or is locked, is not there twice."""
    client = demo_app.test_client()
    client.post("/logga-in", data={**KLARA, "shared": "y"})
    kept = client.get_cookie("session")
    assert kept is not None
    copied = demo_app.test_client()
    copied.set_cookie("session", kept.value)
    client.post("/las")
    assert copied.get("/returer/").location.startswith("/byt?")
    lars = {"email": "lager@returkoll.demo", "password": KLARA["password"]}
    assert client.post("/logga-in", data=lars).location == "/"
    assert copied.get("/returer/").location.startswith("/logga-in?")
