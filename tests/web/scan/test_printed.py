"""Printed serials in the pages and the API: offered after a photo without a code or when asked for, never taken."""

import io
from collections.abc import Callable

import cv2
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db
from registry.models import Device
from registry.printed_serials import Suggested, ranked
from tests.scanner.device import photo_of
from tests.web.conftest import Clinic, stored

SignIn = Callable[[str], FlaskClient]


def jpeg_of(*lines: str) -> bytes:
    return cv2.imencode(".jpg", photo_of(*lines))[1].tobytes()


def send(client: FlaskClient, url: str, picture: bytes, **fields: str) -> dict:
    data = {"picture": (io.BytesIO(picture), "a.jpg"), **fields}
    answer = client.post(url, data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.mark.slow
def test_a_photo_without_a_code_offers_the_registered_serial_first(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number, serial = clinic.new_return(), examples["to_warehouse"]
    answer = send(clinic.client, f"/returer/{number}/skanna", jpeg_of("88776655443", f"SN {serial}"))
    assert answer["key"] == ""
    assert "nummer står i bilden" in answer["message"]
    html = answer["html"]
    assert f'value="{serial}"' in html
    assert html.index(f'value="{serial}"') < html.index("88776655443")
    assert "finns i registret" in html


@pytest.mark.slow
def test_what_is_offered_is_no_product_until_somebody_takes_it(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    answer = send(clinic.client, f"/returer/{number}/skanna", jpeg_of(f"SN {examples['to_warehouse']}"))
    assert answer["symbols"] == []
    assert 'name="token"' not in answer["html"]
    assert stored(number).lines == []
    clinic.pack(number, examples["to_warehouse"])
    assert len(stored(number).lines) == 1


@pytest.mark.slow
def test_a_live_frame_is_not_read_for_print_unless_asked(clinic: Clinic, examples: dict[str, str]) -> None:
    url, picture = f"/returer/{clinic.new_return()}/skanna", jpeg_of(f"SN {examples['to_warehouse']}")
    assert "Nummer i bilden" not in send(clinic.client, url, picture, live="1")["html"]
    assert "Nummer i bilden" in send(clinic.client, url, picture, live="1", read_text="1")["html"]


@pytest.mark.slow
def test_without_javascript_the_page_offers_them_as_a_form(clinic: Clinic, examples: dict[str, str]) -> None:
    number, serial = clinic.new_return(), examples["to_warehouse"]
    picture = (io.BytesIO(jpeg_of(f"SN {serial}")), "a.jpg")
    page = clinic.client.post(f"/returer/{number}/skanna", data={"picture": picture})
    assert page.content_type.startswith("text/html")
    assert f'name="text" value="{serial}"' in page.text


@pytest.mark.slow
def test_an_envelopes_number_is_offered_at_the_desk(signed_in: SignIn, other_units_return: str) -> None:
    picture = jpeg_of(f"{other_units_return[:2]} {other_units_return[2:6]} {other_units_return[6:]}")
    answer = send(signed_in("warehouse"), "/lager/skanna", picture)
    assert f'value="{other_units_return}"' in answer["html"]
    assert answer["location"] == ""


@pytest.mark.slow
def test_the_api_gives_suggestions_beside_its_symbols(signed_in: SignIn, examples: dict[str, str]) -> None:
    answer = send(signed_in("clinic"), "/api/v1/scan", jpeg_of(f"SN {examples['to_warehouse']}"))
    assert (answer["symbols"], answer["packages"]) == ([], [])
    (suggestion,) = answer["suggestions"]
    assert suggestion["text"] == examples["to_warehouse"]
    assert suggestion["registered"]
    assert len(suggestion["corners"]) == 4


def test_what_nearly_is_a_registered_serial_comes_before_what_is_none(
    demo_app: object, examples: dict[str, str]
) -> None:
    serial = examples["to_warehouse"]
    swapped = serial[:-2] + serial[-1] + serial[-2]
    if swapped == serial:
        swapped = serial + "7"
    assert not db.session.scalar(sa.select(Device).where(Device.serial_key == swapped))
    first, second, third = ranked(["ZZ99ZZ99Z", swapped, serial])
    assert first == Suggested(serial, registered=True)
    assert second.text == swapped
    assert second.resembles
    assert third == Suggested("ZZ99ZZ99Z", registered=False)


def test_nothing_is_asked_of_the_register_for_nothing(demo_app: object) -> None:
    assert ranked([]) == []
