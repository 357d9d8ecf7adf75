"""The model of a packer's hands: what a course adds up to, and that nothing is counted twice or lost in the tables."""

import pytest

from benchmarks.desk.hands import SHOWN, Course, Kind, Step, median_of, tapped, typed
from benchmarks.desk.told import Compared, promises, steps_of, table


def course(*steps: Step, way: str = "camera") -> Course:
    return Course(way, "tablet", steps)


def test_a_tap_that_is_a_choice_is_thought_about_and_another_one_is_not() -> None:
    assert tapped("seal", chosen=True, software=0).hands == pytest.approx(2.55)
    assert tapped("print", chosen=False, software=0).hands == pytest.approx(1.20)


def test_a_number_that_is_fetched_and_typed_takes_its_keys_and_a_thought() -> None:
    number = typed("the order number", "20261128", thought=True)
    assert (number.keys, number.hands) == (8, pytest.approx(8 * 0.28 + 1.35))


def test_a_course_adds_hands_and_software_and_counts_only_taps_as_taps() -> None:
    gone = course(
        tapped("seal", chosen=True, software=0.5),
        Step("show a box", Kind.BOX, SHOWN, 0.25),
        Step("swipe", Kind.SWIPE, 1.2),
        typed("a number", "123", thought=False),
    )
    assert (gone.taps, gone.swipes, gone.keys) == (1, 1, 3)
    assert gone.software == pytest.approx(0.75)
    assert gone.seconds == pytest.approx(0.75 + 2.55 + 2.14 + 1.2 + 0.84)


def test_of_several_courses_the_one_with_the_middle_time_counts() -> None:
    slow, quick, middle = (course(tapped("x", chosen=False, software=s)) for s in (9.0, 1.0, 2.0))
    assert median_of([slow, quick, middle]) is middle


def test_too_many_taps_and_too_many_seconds_are_told() -> None:
    gone = course(*(tapped("yes", chosen=True, software=0.1) for _each in range(13)), way="hand scanner")
    told = [str(promise) for promise in promises([gone])]
    assert told[0] == "FALLS SHORT: by hand scanner on a tablet: 13 taps (promised 12)"
    assert told[1] == "PASS: by hand scanner on a tablet: 1.3 s of the software's own (promised 8)"
    assert told[2].startswith("PASS: by hand scanner on a tablet: 34 s in all")


def test_the_tables_tell_every_step_and_both_releases() -> None:
    now, before = (
        course(*[tapped("yes", chosen=True, software=1)] * 2),
        course(tapped("seal", chosen=False, software=3)),
    )
    assert table([Compared("now", [now]), Compared("before", [before])])[2] == (
        "| camera | tablet | 2 (0) | 0 | 2.0 | 7 | 1 (0) | 0 | 3.0 | 4 |"
    )
    assert steps_of(now)[2:] == ["| yes (tap) | 2 | 5.1 | 2.00 |"]
