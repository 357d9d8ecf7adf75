"""/api/v1: one call reads everything in a picture, and its document describes it."""

import io
from collections.abc import Callable

import cv2
import numpy
import zxingcpp
from flask.testing import FlaskClient

SignIn = Callable[[str], FlaskClient]


def jpeg_of(text: str) -> bytes:
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=6)
    page = numpy.full((480, 640), 255, numpy.uint8)
    height, width = numpy.array(symbol).shape[:2]
    page[100 : 100 + height, 200 : 200 + width] = numpy.array(symbol)
    return cv2.imencode(".jpg", page)[1].tobytes()


def test_a_picture_gives_its_symbols_and_the_package(signed_in: SignIn) -> None:
    picture = jpeg_of("NV2400017")
    answer = signed_in("clinic").post("/api/v1/scan", data={"picture": (io.BytesIO(picture), "a.jpg")})
    assert answer.status_code == 200
    (symbol,) = answer.json["symbols"]
    assert symbol["text"] == "NV2400017"
    assert symbol["format"] == "DataMatrix"
    assert len(symbol["corners"]) == 4
    assert answer.json["packages"][0]["serials"] == ["NV2400017"]
    assert answer.json["size"] == [640, 480]


def test_the_bare_body_is_read_as_well(signed_in: SignIn) -> None:
    answer = signed_in("warehouse").post("/api/v1/scan", data=jpeg_of("NV2400017"), content_type="image/jpeg")
    assert answer.json["packages"][0]["serials"] == ["NV2400017"]


def test_typed_text_is_identified(signed_in: SignIn) -> None:
    answer = signed_in("clinic").post("/api/v1/scan", data={"text": "(01)09520000000013(21)NV2400017"})
    assert answer.json["packages"][0]["serials"] == ["NV2400017"]


def test_a_packages_codes_have_their_roles_and_its_dates_are_told(signed_in: SignIn) -> None:
    answer = signed_in("clinic").post(
        "/api/v1/scan", data={"text": "(01)09520000000011(17)271231(10)L7(21)NV1"}
    )
    (package,) = answer.json["packages"]
    assert package["expiry_date"] == "2027-12-31"
    assert package["production_date"] is None
    assert [role["role"] for role in package["roles"]] == ["product", "serial", "lot", "date"]


def test_a_wrong_check_digit_is_a_problem_with_a_text(signed_in: SignIn) -> None:
    answer = signed_in("clinic").post("/api/v1/scan", data={"text": "(01)09520000000019(21)NV2400017"})
    assert [problem["code"] for problem in answer.json["packages"][0]["problems"]] == ["gtin_check"]


def test_the_document_names_the_call(signed_in: SignIn) -> None:
    document = signed_in("clinic").get("/api/v1/openapi.json").json
    assert "/api/v1/events" in document["paths"]
    assert set(document["paths"]["/api/v1/scan"]["post"]["responses"]) >= {"200", "400", "401", "413", "503"}


def test_a_stranger_gets_401_and_no_page(signed_in: SignIn) -> None:
    stranger = signed_in("clinic").application.test_client()
    answer = stranger.post("/api/v1/scan", data={"text": "1"})
    assert answer.status_code == 401
    assert answer.is_json
