"""A changing request with an Idempotency-Key, sent again, gets the first one's answer and changes nothing."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
import zxingcpp
from PIL import Image
from werkzeug.test import TestResponse

from database import db
from returns import Return
from tests.web.conftest import Clinic, stored


def returns() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Return))


def test_the_same_key_gives_the_same_return(clinic: Clinic) -> None:
    before = returns()
    answers = [clinic.client.post("/returer/", headers={"Idempotency-Key": "k1"}) for _time in range(3)]
    assert len({answer.location for answer in answers}) == 1
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert returns() == before + 1


def test_another_key_gives_another_return(clinic: Clinic) -> None:
    answers = [clinic.client.post("/returer/", data={"idempotency_key": key}) for key in ("a", "b")]
    assert answers[0].location != answers[1].location


def test_a_key_used_for_something_else_is_refused(clinic: Clinic) -> None:
    number = clinic.new_return()
    clinic.client.post("/returer/", headers={"Idempotency-Key": "k2"})
    answer = clinic.client.post(
        f"/returer/{number}/avbryt", data={"reason": "Fel"}, headers={"Idempotency-Key": "k2"}
    )
    assert answer.status_code == 422
    assert stored(number).state == "draft"


def test_a_refused_request_may_be_sent_again_with_its_key(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    form = {"order_number": "1234567", "thick": "no", "lithium": "yes", "idempotency_key": "seal-1"}
    assert clinic.client.post(f"/returer/{number}/forsegla", data=form).status_code == 303
    clinic.answer_all(number)
    assert clinic.client.post(f"/returer/{number}/forsegla", data=form).status_code == 302
    assert stored(number).state == "sealed"


def test_ten_at_once_make_one_return(clinic: Clinic) -> None:
    """Real threads, each with its own connection: the key's row is what they wait on."""
    before = returns()
    app = clinic.client.application
    cookie = clinic.client.get_cookie("session")
    assert cookie is not None
    start = threading.Barrier(10)

    def post(_n: int) -> str:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        start.wait()
        return client.post("/returer/", headers={"Idempotency-Key": "at-once"}).location

    with ThreadPoolExecutor(10) as pool:
        locations = set(pool.map(post, range(10)))
    assert len(locations) == 1
    assert returns() == before + 1


def packed_serials(number: str) -> list[str | None]:
    return [line.serial_number for line in stored(number).lines]


def data_matrix(serial: str) -> bytes:
    code = zxingcpp.create_barcode(serial, zxingcpp.BarcodeFormat.DataMatrix)
    file = io.BytesIO()
    Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=8, add_quiet_zones=True)).save(file, "PNG")
    return file.getvalue()


def send_picture(
    clinic: Clinic, number: str, picture: bytes, key: str, name: str = "photo.png"
) -> TestResponse:
    return clinic.client.post(
        f"/returer/{number}/rader",
        data={"picture": (io.BytesIO(picture), name)},
        headers={"Idempotency-Key": key, "Accept": "application/json"},
    )


def test_the_same_key_with_another_picture_is_refused(clinic: Clinic, examples: dict[str, str]) -> None:
    number, first, second = clinic.new_return(), examples["to_warehouse"], examples["to_warehouse_2"]
    assert send_picture(clinic, number, data_matrix(first), "photo").status_code == 200
    assert packed_serials(number) == [first]
    assert send_picture(clinic, number, data_matrix(second), "photo").status_code == 422
    assert packed_serials(number) == [first]


def test_the_same_key_with_the_same_picture_gets_the_first_answer(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number, serial = clinic.new_return(), examples["to_warehouse"]
    answers = [
        send_picture(clinic, number, data_matrix(serial), "again", name) for name in ("a.png", "b.png")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert packed_serials(number) == [serial]


def test_a_field_whose_value_looks_like_two_fields_is_another_request(clinic: Clinic) -> None:
    """A digest of joined lines could not tell `a` = "1\nb=2" from `a` = 1 and `b` = 2."""
    path, headers = "/returer/", {"Idempotency-Key": "joined"}
    assert clinic.client.post(path, data={"a": "1\nb=2"}, headers=headers).status_code == 302
    assert clinic.client.post(path, data={"a": "1", "b": "2"}, headers=headers).status_code == 422
