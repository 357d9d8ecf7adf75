"""Codes that are evident in a picture and could not be read are told, and not passed over because others were read."""

import dataclasses
import io

import pytest

import scanner
from scanner import Reading
from tests.drawn_view import Placed, draw_view
from tests.web.cards import AS_JSON
from tests.web.conftest import Clinic, stored

CORNERS = ((700.0, 100.0), (900.0, 100.0), (900.0, 300.0), (700.0, 300.0))


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> tuple:
    """The scanner as it answers a picture in which one code more can be seen than read."""
    read = scanner.read

    def read_all_but_one(*arguments: object, **options: object) -> Reading:
        return dataclasses.replace(read(*arguments, **options), unread=(CORNERS,))

    monkeypatch.setattr(scanner, "read", read_all_but_one)
    return CORNERS


def view(*texts: str) -> tuple[io.BytesIO, str]:
    codes = [Placed(text, at=(60, 60 + 300 * row)) for row, text in enumerate(texts)]
    return io.BytesIO(draw_view(*codes)), "view.png"


def test_the_answer_says_how_many_and_where(clinic: Clinic, examples: dict[str, str], unread: tuple) -> None:
    number = clinic.new_return()
    sent = {"picture": view(examples["to_warehouse"]), "live": "1"}
    answer = clinic.client.post(f"/returer/{number}/skanna", data=sent, headers=AS_JSON).json
    assert answer["unread"] == [[list(corner) for corner in unread]]
    assert answer["unread_note"] == "1 kod i bild gick inte att läsa: gå närmare."
    assert answer["tone"] == "good"


def test_a_photo_from_the_queue_is_packed_and_what_was_not_read_is_told(
    clinic: Clinic, examples: dict[str, str], unread: tuple
) -> None:
    number = clinic.new_return()
    sent = {"picture": view(examples["to_warehouse"])}
    told = clinic.client.post(f"/returer/{number}/rader", data=sent, headers=AS_JSON).json
    assert [one["state"] for one in told["results"]] == ["packed", "unread"]
    assert told["tone"] == "attention"
    assert len(stored(number).lines) == 1


def test_without_a_script_the_page_says_it(clinic: Clinic, examples: dict[str, str], unread: tuple) -> None:
    number = clinic.new_return()
    page = clinic.client.post(f"/returer/{number}/skanna", data={"picture": view(examples["to_warehouse"])})
    assert "1 kod i bild gick inte att läsa: gå närmare." in page.text


def test_other_programs_are_told_too(clinic: Clinic, examples: dict[str, str], unread: tuple) -> None:
    answer = clinic.client.post("/api/v1/scan", data={"picture": view(examples["to_warehouse"])})
    assert answer.json["unread"] == [{"corners": [list(corner) for corner in unread]}]


def test_where_all_was_read_nothing_is_said(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    sent = {"picture": view(examples["to_warehouse"])}
    answer = clinic.client.post(f"/returer/{number}/skanna", data=sent, headers=AS_JSON).json
    assert (answer["unread"], answer["unread_note"]) == ([], "")
