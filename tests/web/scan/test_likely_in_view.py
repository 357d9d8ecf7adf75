"""The register as a witness of the camera: it is asked only in doubt, and what it settles is told."""

import dataclasses
import io
from typing import Any

import pytest

import scanner
from identity import normalise_serial
from scanner import Expected, Reading
from tests.drawn_view import Placed, draw_view
from tests.web.cards import AS_JSON
from tests.web.conftest import Clinic, stored
from web.scan.likely_in_view import return_numbers

NOTE = "lästes med hjälp av registret: jämför med produkten."


def view(*texts: str) -> dict[str, Any]:
    return {
        "picture": (io.BytesIO(draw_view(*(Placed(text, at=(60, 60)) for text in texts))), "view.png"),
        "live": "1",
    }


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Expected]:
    """What the scanner is told to expect; every code that it reads counts as settled by the register."""
    read, told = scanner.read, []

    def read_with_doubts(*arguments: Any, expected: Any = None, **options: Any) -> Reading:
        reading = read(*arguments, **options)
        told.append(expected())
        symbols = tuple(dataclasses.replace(one, settled_by_register=True) for one in reading.symbols)
        return dataclasses.replace(reading, symbols=symbols)

    monkeypatch.setattr(scanner, "read", read_with_doubts)
    return told


def test_packing_expects_what_the_unit_has_and_tells_what_was_settled(
    clinic: Clinic, examples: dict[str, str], asked: list[Expected]
) -> None:
    number = clinic.new_return()
    sent = view(examples["to_warehouse"])
    answer = clinic.client.post(f"/returer/{number}/skanna", data=sent, headers=AS_JSON).json
    assert NOTE in answer["unread_note"]
    assert answer["symbols"][0]["label"] in {text for expected in asked for text in expected.serials}


def test_receiving_expects_what_lies_on_the_envelopes_lines(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.client.post(f"/returer/{number}/rader", data=view(examples["to_warehouse"]), headers=AS_JSON)
    lines = stored(number).lines
    expected = return_numbers(stored(number))()
    assert len(lines) == 1
    assert expected.serials == {normalise_serial(lines[0].serial_number)}
    assert expected.gtins == {gtin.gtin for gtin in lines[0].article.gtins}


def test_a_code_that_is_nearly_sure_is_offered_to_the_user(
    clinic: Clinic, examples: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = scanner.read

    def read_nothing_surely(*arguments: Any, **options: Any) -> Reading:
        reading = read(*arguments, **options)
        return dataclasses.replace(reading, symbols=(), suggested=reading.symbols)

    monkeypatch.setattr(scanner, "read", read_nothing_surely)
    number = clinic.new_return()
    sent = view(examples["to_warehouse"])
    answer = clinic.client.post(f"/returer/{number}/skanna", data=sent, headers=AS_JSON).json
    assert answer["symbols"] == []
    assert examples["to_warehouse"] in answer["html"]


def test_what_the_picture_says_clearly_needs_no_note(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    sent = view(examples["to_warehouse"])
    answer = clinic.client.post(f"/returer/{number}/skanna", data=sent, headers=AS_JSON).json
    assert answer["unread_note"] == ""
