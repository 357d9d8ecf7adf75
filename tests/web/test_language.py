"""Choosing the language: it stays with the user, and leads back to the page it was chosen on."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def clinic_client(demo_app: APIFlask, signed_in: SignIn) -> FlaskClient:
    demo_app.config["LANGUAGES"] = ("sv", "en")
    return signed_in("clinic")


def test_a_chosen_language_stays_with_the_user(clinic_client: FlaskClient, signed_in: SignIn) -> None:
    answer = clinic_client.post("/sprak", data={"language": "en", "back": "/returer/?visa=skickade"})
    assert answer.location == "/returer/?visa=skickade"
    assert '<html lang="en">' in signed_in("clinic").get("/returer/").text
    assert '<html lang="sv">' in signed_in("warehouse").get("/lager/").text


@pytest.mark.parametrize(
    "back", ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", ""]
)
def test_it_leads_nowhere_else(clinic_client: FlaskClient, back: str) -> None:
    assert clinic_client.post("/sprak", data={"language": "sv", "back": back}).location == "/"


def test_an_unknown_language_is_refused(clinic_client: FlaskClient) -> None:
    assert clinic_client.post("/sprak", data={"language": "xx"}).status_code == 400
