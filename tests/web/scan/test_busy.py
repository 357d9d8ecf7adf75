"""While many pictures are read already, one more is told when to come again, and everything else is answered."""

import io
from collections.abc import Iterator

import cv2
import numpy
import pytest

from scanner.pictures.header import MAX_PIXELS
from scanner.pictures.turns import TURNS
from tests.web.conftest import Clinic

JSON = {"Accept": "application/json"}
GREY = cv2.imencode(".jpg", numpy.full((200, 300), 127, numpy.uint8))[1].tobytes()


@pytest.fixture
def busy() -> Iterator[None]:
    """Somebody else's picture has every pixel that a process may decode at once."""
    with TURNS.take((MAX_PIXELS, 1)):
        yield


def frame() -> dict[str, object]:
    return {"picture": (io.BytesIO(GREY), "frame.jpg"), "live": "1"}


@pytest.mark.slow
@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("path", ["/api/v1/scan", "/returer/{number}/skanna"])
def test_a_picture_gets_503_with_the_time_to_come_back(clinic: Clinic, path: str) -> None:
    number = clinic.new_return()
    photo = {"picture": frame()["picture"]}
    answer = clinic.client.post(path.format(number=number), data=photo, headers=JSON)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert "Många bilder läses just nu" in answer.json["message"]
    assert answer.json["tone"] == "attention"


@pytest.mark.usefixtures("busy")
def test_pages_typed_numbers_and_healthz_do_not_wait(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    assert clinic.client.get(f"/returer/{number}").status_code in {200, 308}
    assert clinic.client.get("/healthz").status_code == 200


def test_a_frame_is_read_again_afterwards(clinic: Clinic) -> None:
    number = clinic.new_return()
    with TURNS.take((MAX_PIXELS, 1)):
        assert clinic.client.post(f"/returer/{number}/skanna", data=frame(), headers=JSON).status_code == 503
    assert clinic.client.post(f"/returer/{number}/skanna", data=frame(), headers=JSON).status_code == 200
