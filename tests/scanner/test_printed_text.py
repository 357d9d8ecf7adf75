"""Printed serials: what looks like one is suggested, what does not is left alone, and nothing becomes an identity."""

import numpy as np
import pytest

import scanner
from identity import return_number
from scanner import printed_text
from scanner.engines.text import PrintedLine
from tests.scanner.device import photo_of


def line(content: str, left: float = 0, top: float = 0, confidence: float = 0.9) -> PrintedLine:
    right, bottom = left + 12 * len(content), top + 20
    return PrintedLine(content, ((left, top), (right, top), (right, bottom), (left, bottom)), confidence)


def texts(*lines: PrintedLine) -> list[str]:
    return [suggestion.text for suggestion in printed_text.from_lines(list(lines))]


@pytest.mark.parametrize(
    "printed",
    [
        "SN 24K0O1784",
        "S/N: 24K0O1784",
        "S / N 24K0O1784",
        "SN24K0O1784",
        "Serienr 24K0O1784",
        "Serienummer: 24k0o1784",
        "Serial No. 24K0O1784",
        "SERIAL NUMBER 24K0O1784",
        "Ser.nr 24K0O1784",
        "REF 217-331 SN 24K0O1784",
        "(01)07312345678903(21)24K0O1784",
    ],
)
def test_what_stands_after_the_words_for_serial_number_is_one(printed: str) -> None:
    (suggestion,) = printed_text.from_lines([line(printed)])
    assert suggestion.text == "24K0O1784"
    assert suggestion.named


@pytest.mark.parametrize("place", [(60, 0), (0, 26)])
def test_the_number_may_stand_beside_or_under_the_word(place: tuple[float, float]) -> None:
    assert texts(line("SN"), line("24K0O1784", *place)) == ["24K0O1784"]


def test_a_number_far_away_from_the_word_is_only_one_by_its_shape() -> None:
    (suggestion,) = printed_text.from_lines([line("SN"), line("24K0O1784", 400, 300)])
    assert not suggestion.named


def test_what_is_named_comes_first_then_the_surer() -> None:
    lines = (line("11223344", confidence=0.95), line("55667788", confidence=0.99), line("SN 99887766"))
    assert texts(*lines) == ["99887766", "55667788", "11223344"]


@pytest.mark.parametrize(
    "printed",
    [
        "Hörapparat",
        "miniRITE",
        "312",
        "2026-11-25",
        "2026-11",
        "20261125",
        "REF 217-33188",
        "LOT 24A0098",
        "7312345678903",
        "Tel 08-123 456 78",
        "CE 0123456",
        "IP68",
        "Vänster",
    ],
)
def test_words_dates_and_other_numbers_are_left_alone(printed: str) -> None:
    assert texts(line(printed)) == []


def test_a_personnummer_is_never_suggested() -> None:
    assert texts(line("811228-9874"), line("SN 19811228-9874")) == []


def test_an_envelopes_printed_number_is_suggested_when_its_check_character_is_right() -> None:
    number = return_number.new()
    wrong = number[:-1] + next(c for c in "34679ACD" if c != number[-1])
    shown = f"{number[:2]} {number[2:6]} {number[6:]}"
    assert texts(line(shown), line(wrong)) == [number]


def test_a_device_with_nothing_but_print_gives_its_serial() -> None:
    picture = photo_of("Oticon Real 1", "SN 24K7Y1784", "2026-03")
    assert scanner.read(picture).symbols == ()
    (suggestion,) = printed_text.suggest(picture)
    assert (suggestion.text, suggestion.named) == ("24K7Y1784", True)
    assert suggestion.confidence > 0.8
    xs, ys = zip(*suggestion.corners, strict=True)
    assert 340 < min(xs) < max(xs) < 760
    assert 300 < min(ys) < max(ys) < 460


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_it_may_lie_on_its_side_or_head(turns: int) -> None:
    picture = np.rot90(photo_of("S/N 24K7Y1784", turn=0), turns).copy()
    assert [suggestion.text for suggestion in printed_text.suggest(picture)] == ["24K7Y1784"]


def test_a_large_photo_has_its_corners_in_its_own_pixels() -> None:
    picture = np.repeat(np.repeat(photo_of("SN 24K7Y1784", turn=0), 3, axis=0), 3, axis=1)
    (suggestion,) = printed_text.suggest(picture)
    assert suggestion.corners[1][0] > 1280


def test_an_empty_picture_suggests_nothing() -> None:
    assert printed_text.suggest(np.full((300, 400), 200, np.uint8)) == []


def test_what_is_no_picture_is_told() -> None:
    with pytest.raises(scanner.UnreadablePicture):
        printed_text.suggest(b"no picture")
