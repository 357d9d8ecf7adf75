"""What a frame shows by half comes back with the next one, in a token that only we can make."""

import dataclasses
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

import scanner
from scanner import Reading
from scanner.reading import Glimpse
from tests.drawn_view import Placed, draw_view
from tests.web.cards import AS_JSON
from tests.web.conftest import Clinic
from web.scan import look_token

SERIAL = "NV2400017"
Frame = Callable[..., dict[str, Any]]


@pytest.fixture
def by_half(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Glimpse, ...]]:
    """The scanner as if every frame showed only half of each code; the list gets what was known from earlier frames."""
    read, known = scanner.read, []

    def read_by_half(*arguments: Any, earlier: tuple[Glimpse, ...] = (), **options: Any) -> Reading:
        known.append(earlier)
        reading = read(*arguments, **options)
        here = [Glimpse(one.bytes, one.format, one.corners) for one in reading.symbols]
        joined = {glimpse.payload for glimpse in earlier}
        symbols = tuple(one for one in reading.symbols if one.bytes in joined)
        return dataclasses.replace(reading, symbols=symbols, glimpses=tuple(here))

    monkeypatch.setattr(scanner, "read", read_by_half)
    return known


@pytest.fixture
def frame(clinic: Clinic, by_half: list) -> Frame:
    path = f"/returer/{clinic.new_return()}/skanna"

    def send(
        at: int, text: str = SERIAL, *, to: str = path, by: FlaskClient = clinic.client, **fields: str
    ) -> dict:
        picture = draw_view(Placed(text, at=(at, 60)), size=(900, 500))
        sent = {"picture": (io.BytesIO(picture), "frame.png"), "live": "1", **fields}
        answer: dict[str, Any] = by.post(to, data=sent, headers=AS_JSON).json
        return answer

    return send


def texts(answer: dict[str, Any]) -> list[str]:
    return [symbol["text"] for symbol in answer["symbols"]]


def test_two_frames_read_what_neither_reads_alone(frame: Frame) -> None:
    first = frame(60)
    assert first["look"]
    assert not texts(first)
    assert texts(frame(70, look=first["look"])) == [SERIAL]
    assert not texts(frame(80))


def test_the_same_picture_twice_is_one_witness(frame: Frame) -> None:
    first = frame(60)
    assert not texts(frame(60, look=first["look"]))


def test_look_alikes_are_never_joined(frame: Frame) -> None:
    first = frame(60)
    other = frame(60, "NV2400011", look=first["look"])
    assert not texts(other)
    assert not set(texts(frame(62, "NV2400011", look=first["look"])))


@pytest.mark.parametrize("forged", ["", "x", "W10.abc", "a" * 30_000])
def test_what_we_did_not_sign_is_nothing(frame: Frame, by_half: list, forged: str) -> None:
    assert not texts(frame(60, look=forged))
    assert by_half[-1] == ()


def test_a_token_that_was_changed_is_nothing(frame: Frame, by_half: list) -> None:
    body, signature = frame(60)["look"].rsplit(".", 1)
    frame(70, look=f"{body}A.{signature}")
    assert by_half[-1] == ()


def test_it_holds_for_a_moment(frame: Frame, by_half: list, monkeypatch: pytest.MonkeyPatch) -> None:
    first = frame(60)
    monkeypatch.setattr(look_token, "LIFE_S", -1.0)
    assert not texts(frame(70, look=first["look"]))
    assert by_half[-1] == ()


def test_it_holds_on_its_own_page_only(frame: Frame, by_half: list, clinic: Clinic) -> None:
    first = frame(60)
    elsewhere = f"/returer/{clinic.new_return()}/skanna"
    assert not texts(frame(70, to=elsewhere, look=first["look"]))
    assert by_half[-1] == ()


def test_the_place_of_a_part_in_the_whole_picture_counts(frame: Frame, by_half: list) -> None:
    first = frame(60, left="300", top="100")
    frame(70, look=first["look"], left="280", top="100")
    (glimpse,) = by_half[-1]
    assert 60 + 20 < min(x for x, _ in glimpse.corners) < 60 + 20 + 80


def test_what_names_a_patient_is_never_in_it(frame: Frame) -> None:
    assert frame(60, "19121212-1212")["look"] == ""


def test_a_photo_has_no_look(frame: Frame, by_half: list) -> None:
    first = frame(60)
    photo = frame(70, look=first["look"], live="")
    assert photo["look"] == ""
    assert by_half[-1] == ()
