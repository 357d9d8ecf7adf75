"""What is believed, in odds: what is stated, what the threshold does, and how statements are judged."""

import pytest

import scanner
from benchmarks.calibration.damaged import damaged
from benchmarks.calibration.reliability import binned, wilson
from scanner.engines.sighting import Sighting
from scanner.evidence import BELIEVED_ODDS, ENOUGH, Evidence, weight_of
from scanner.reading import Corners

PLACE: Corners = ((10.0, 10.0), (210.0, 10.0), (210.0, 60.0), (10.0, 60.0))


def seen(*said: tuple[bytes, str, float], odds: float = BELIEVED_ODDS) -> Evidence:
    evidence = Evidence(believed_odds=odds)
    for payload, source, weight in said:
        evidence.add(Sighting(payload, "EAN13", PLACE, "zxing"), source, weight)
    return evidence


def test_half_of_the_support_is_ten_to_one_and_all_of_it_a_hundred() -> None:
    half = seen((b"4006381333931", "zxing whole", ENOUGH / 2))
    assert 10 ** half.log_odds(half.claims[0]) == pytest.approx(10)
    assert not half.believed()
    both = seen((b"4006381333931", "zxing whole", ENOUGH / 2), (b"4006381333931", "zbar 0", ENOUGH / 2))
    assert 10 ** both.log_odds(both.claims[0]) == pytest.approx(100)
    assert both.believed()


def test_what_contradicts_it_takes_its_odds_away() -> None:
    evidence = seen((b"4006381333931", "zxing whole", ENOUGH), (b"4006381333948", "zbar 0", ENOUGH / 2))
    assert [10 ** evidence.log_odds(claim) for claim in evidence.claims] == pytest.approx([10, 0.1])
    assert not evidence.believed()


def test_the_threshold_is_in_odds() -> None:
    said = (b"4006381333931", "zxing whole", ENOUGH)
    assert seen(said, odds=50).believed()
    assert not seen(said, odds=1000).believed()
    assert seen(said, (b"4006381333931", "profile", ENOUGH / 2), odds=1000).believed()


def test_a_reading_states_its_odds_and_may_be_asked_for_better_ones() -> None:
    picture = damaged(0).picture
    (symbol,) = scanner.read(picture, 2000).symbols
    assert symbol.odds >= BELIEVED_ODDS
    assert all(one.odds >= 1e5 for one in scanner.read(picture, 2000, odds=1e5).symbols)


def test_a_code_128_on_one_scanline_counts_half() -> None:
    thin: Corners = ((10.0, 10.0), (210.0, 10.0), (210.0, 12.0), (10.0, 12.0))
    assert weight_of(Sighting(b"HA77341", "Code128", thin, "zxing")) == ENOUGH / 2
    assert weight_of(Sighting(b"HA77341", "Code128", PLACE, "zxing")) == ENOUGH


def test_a_scratched_code_128_that_was_misread_is_not_given() -> None:
    """In it zxing-cpp sees M7, a backslash, FNC1 and %HGWY0 on one line, check and all."""
    shown = damaged(300_262)
    assert shown.text == "M7S7UHGWY0"
    assert {symbol.text for symbol in scanner.read(shown.picture, 400).symbols} <= {shown.text}


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_candidates_of_the_same_odds_are_in_one_bin() -> None:
    bins = binned([(1.0, True), (1.0, False), (2.0, True), (9.0, True)])
    assert [(one.log_odds, one.count, one.wrong) for one in bins] == [(1.0, 2, 1), (2.0, 1, 0), (4.0, 1, 0)]
    assert bins[0].stated == pytest.approx(1 / 11)
