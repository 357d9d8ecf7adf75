"""Halves of several frames of one look add up, and never those of two products."""

import numpy as np
import pytest
import zxingcpp

import scanner
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence
from scanner.frame_joining import glimpses_of, join_frames
from scanner.pictures.image import Grey
from scanner.reading import Corners, Glimpse

SERIAL, LOOK_ALIKE = b"7302948", b"7302943"
AT_ONCE = 0.0
"""Milliseconds: only the first look at the whole picture is taken."""


def place(left: float = 100, top: float = 100, length: float = 200) -> Corners:
    return (left, top), (left + length, top), (left + length, top + 50), (left, top + 50)


def frame(
    payload: bytes, corners: Corners, weight: float = ENOUGH / 2, symbology: str = "Code39"
) -> Evidence:
    evidence = Evidence()
    evidence.add(Sighting(payload, symbology, corners, "zxing"), "zxing whole", weight)
    return evidence


def payloads(evidence: Evidence) -> list[bytes]:
    return [sighting.payload for sighting in evidence.believed()]


def test_two_halves_of_two_frames_are_a_reading() -> None:
    first, second = frame(SERIAL, place()), frame(SERIAL, place(left=140, top=80, length=220))
    assert not payloads(first)
    join_frames(second, glimpses_of(first))
    assert payloads(second) == [SERIAL]


def test_look_alikes_one_after_the_other_are_never_joined() -> None:
    first, second = frame(SERIAL, place()), frame(LOOK_ALIKE, place())
    join_frames(second, glimpses_of(first))
    assert not payloads(second)
    third = frame(LOOK_ALIKE, place())
    join_frames(third, [*glimpses_of(first), *glimpses_of(second)])
    assert not payloads(third), "as long as the first one's half is known"
    join_frames(third, glimpses_of(second))
    assert payloads(third) == [LOOK_ALIKE]


def test_a_frame_in_which_both_are_seen_settles_neither() -> None:
    both = frame(SERIAL, place())
    both.add(Sighting(LOOK_ALIKE, "Code39", place(), "zbar"), "zbar 0", ENOUGH / 2)
    join_frames(both, glimpses_of(frame(SERIAL, place())))
    assert not payloads(both)


@pytest.mark.parametrize("elsewhere", [place(left=400), place(top=400), place(length=450), place(length=90)])
def test_what_lies_elsewhere_is_another_code(elsewhere: Corners) -> None:
    second = frame(SERIAL, elsewhere)
    join_frames(second, glimpses_of(frame(SERIAL, place())))
    assert not payloads(second)


def test_what_a_frame_shows_by_itself_is_read_whatever_was_before() -> None:
    sure = frame(LOOK_ALIKE, place(), weight=ENOUGH)
    join_frames(sure, glimpses_of(frame(SERIAL, place())))
    assert payloads(sure) == [LOOK_ALIKE]


def test_an_earlier_frame_alone_settles_nothing() -> None:
    empty = Evidence()
    join_frames(empty, [Glimpse(SERIAL, "Code39", place())] * 3)
    assert not payloads(empty)


def test_many_earlier_frames_count_as_one_half() -> None:
    weak = frame(SERIAL, place(), weight=ENOUGH / 4)
    join_frames(weak, [Glimpse(SERIAL, "Code39", place())] * 5)
    assert not payloads(weak)


def test_it_stays_read_while_every_frame_shows_half() -> None:
    glimpses = glimpses_of(frame(SERIAL, place()))
    for _ in range(4):
        now = frame(SERIAL, place())
        join_frames(now, glimpses)
        assert payloads(now) == [SERIAL]
        glimpses = glimpses_of(now)


def low_bars(text: str, left: int) -> Grey:
    """An EAN-13 that is so low that one look at it counts half."""
    symbol = np.asarray(
        zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.EAN13).to_image(scale=3), np.uint8
    )
    picture = np.full((200, 900), 210, np.uint8)
    bars = symbol[10:36]
    picture[87 : 87 + len(bars), left : left + bars.shape[1]] = bars
    return picture


def test_two_pictures_of_low_bars_are_read_together() -> None:
    first = scanner.read(low_bars("4006381333931", 300), AT_ONCE)
    assert not first.symbols
    assert [glimpse.payload for glimpse in first.glimpses] == [b"4006381333931"]
    second = scanner.read(low_bars("4006381333931", 360), AT_ONCE, earlier=first.glimpses)
    assert [symbol.text for symbol in second.symbols] == ["4006381333931"]


def test_two_pictures_of_look_alikes_are_not() -> None:
    first = scanner.read(low_bars("4006381333931", 300), AT_ONCE)
    second = scanner.read(low_bars("4006381333948", 310), AT_ONCE, earlier=first.glimpses)
    assert not second.symbols
