"""Choosing the language: it stays with the user, and leads back to the page it was chosen on."""

import datetime
import io
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from database import db
from tests.web.conftest import Clinic, stored

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


@pytest.mark.parametrize(
    ("language", "date", "thickness"),
    [("sv", "3 februari 2026", "2,5 cm"), ("en", "3 February 2026", "2.5 cm")],
)
def test_dates_and_numbers_are_written_as_in_the_language(
    clinic: Clinic,
    examples: dict[str, str],
    demo_app: APIFlask,
    language: str,
    date: str,
    thickness: str,
) -> None:
    demo_app.config["LETTER_THICKNESS_MM"] = 25
    number, browser = clinic.new_return(), {"Accept-Language": language}
    clinic.pack(number, examples["to_warehouse"])
    clinic.answer_all(number)
    assert thickness in clinic.client.get(f"/returer/{number}/forsegla", headers=browser).text
    clinic.seal(number)
    stored(number).sealing.at = datetime.datetime(2026, 2, 3, 9, tzinfo=datetime.UTC)
    db.session.commit()
    assert date in clinic.client.get(f"/returer/{number}/", headers=browser).text


def test_what_cannot_be_read_is_told_in_the_users_language(signed_in: SignIn) -> None:
    client = signed_in("clinic")
    sent = {"picture": (io.BytesIO(b"no picture"), "photo.jpg")}
    answer = client.post("/api/v1/scan", data=sent, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert answer.json["detail"].startswith("The file is not a picture that can be read.")
    assert "Ingen bild kom fram." in client.post("/api/v1/scan", data={}).json["detail"]
