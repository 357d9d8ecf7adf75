"""What cannot be read gets a sentence that says what to do; nothing is lost, and nothing is a 500."""

import io

import cv2
import numpy
import pytest

from tests.web.conftest import Clinic, stored

JSON = {"Accept": "application/json"}


def picture(content: bytes, name: str = "foto.jpg") -> dict[str, object]:
    return {"picture": (io.BytesIO(content), name)}


def grey_jpeg() -> bytes:
    return cv2.imencode(".jpg", numpy.full((600, 800), 127, numpy.uint8))[1].tobytes()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "Ingen bild kom fram"),
        (b"This is no picture, whatever its name says.", "ingen bild"),
        (grey_jpeg()[:200], "skadad"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "skadad"),
    ],
    ids=["empty", "text named jpg", "cut off", "broken png"],
)
def test_what_is_no_picture_is_told_so(clinic: Clinic, content: bytes, expected: str) -> None:
    number = clinic.new_return()
    answer = clinic.client.post(f"/returer/{number}/skanna", data=picture(content), headers=JSON)
    assert answer.status_code == 400
    assert expected in answer.json["message"]
    assert answer.json["symbols"] == []


def test_without_javascript_the_sentence_stands_on_the_page(clinic: Clinic) -> None:
    number = clinic.new_return()
    answer = clinic.client.post(f"/returer/{number}/skanna", data=picture(b""))
    assert answer.status_code == 400
    assert "Ingen bild kom fram" in answer.text
    assert "Skanna" in answer.text


def test_a_picture_without_a_code_says_what_helps(clinic: Clinic) -> None:
    number = clinic.new_return()
    answer = clinic.client.post(f"/returer/{number}/skanna", data=picture(grey_jpeg()), headers=JSON)
    assert answer.status_code == 200
    assert answer.json["key"] == ""
    assert answer.json["tone"] == "none"
    assert "Gå närmare" in answer.json["message"]


def test_a_40_mb_upload_is_refused_with_the_limit(clinic: Clinic) -> None:
    number = clinic.new_return()
    answer = clinic.client.post(
        f"/returer/{number}/skanna", data=picture(bytes(40 * 1024 * 1024)), headers=JSON
    )
    assert answer.status_code == 413
    assert "25 MB" in answer.json["message"]


def test_what_was_packed_is_still_there_afterwards(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.client.post(f"/returer/{number}/skanna", data=picture(b"rubbish"), headers=JSON)
    assert len(stored(number).lines) == 1


def test_a_text_too_long_for_a_serial_is_refused(clinic: Clinic) -> None:
    number = clinic.new_return()
    answer = clinic.client.post(f"/returer/{number}/skanna", data={"text": "7" * 600}, headers=JSON)
    assert answer.status_code == 400
    assert "för lång" in answer.json["message"]


def test_the_api_answers_bad_pictures_in_json(clinic: Clinic) -> None:
    answer = clinic.client.post("/api/v1/scan", data=picture(b"rubbish"))
    assert answer.status_code == 400
    assert "ingen bild" in answer.json["message"]
