"""A printer that gets worse is told before one of its labels cannot be read."""

import datetime
from collections.abc import Sequence

import pytest

import scanner
from printing.print_look import PrintLook, hint_for
from scanner.print_quality.label_print import measure_print
from tests.worn_print import DEGREES, KINDS, NUMBERS, label_page, taken_by_camera
from web.scan.print_measure import as_stored

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
BOTH = 2
"""Codes of an envelope's label: bars and square. A look that lacks one says that the label is torn."""
A_DEGREE = 3
"""Labels that a printer prints before it is worn by one degree more."""


def look(grade: float, contrast: float = 0.8, gain: float = 0.0) -> PrintLook:
    return PrintLook(grade=grade, contrast=contrast, gain=gain, at=NOW)


@pytest.mark.parametrize(
    ("grades", "hinted"),
    [
        ((), False),
        ((3.0,), False),
        ((3.0, 4.0, 4.0), False),
        ((3.0, 3.0, 4.0), True),
        ((4.0, 3.0, 3.0), True),
        ((1.5, 4.0, 4.0), True),
        ((4.0, 1.5, 4.0), False),
    ],
)
def test_one_bad_look_is_no_hint_and_two_of_three_are(grades: Sequence[float], hinted: bool) -> None:
    assert (hint_for([look(grade) for grade in grades]) is not None) == hinted


def test_the_hint_says_what_to_do() -> None:
    assert "blekt" in str(hint_for([look(1.0, contrast=0.4)]))
    assert "flyter ut" in str(hint_for([look(1.0, gain=0.3)]))
    assert "skrivhuvudet" in str(hint_for([look(1.0)]))


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["102x152", "62"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_hint_comes_before_reading_fails(kind: str, layout: str) -> None:
    """A printer wears by ten degrees over thirty labels; each is looked at once, from another side."""
    page = label_page(layout, NUMBERS[0])
    looks: list[PrintLook] = []
    for degree in range(DEGREES + 1):
        worn = KINDS[kind](page, degree)
        for number in range(A_DEGREE):
            photo = taken_by_camera(worn, 1000 + 10 * degree + number)
            symbols = scanner.read(photo, 1500).symbols
            if len(symbols) < BOTH:
                # A camera goes on looking: reading fails where another picture from straight ahead does no better.
                straight = taken_by_camera(worn, degree, tilt=0.0, light=1.0, noise=1.0, blur=1.0)
                if len(scanner.read(straight, 1500).symbols) < BOTH:
                    assert hint_for(looks[::-1]), (degree, [one.grade for one in looks])
                    return
                continue
            measure = measure_print(photo, symbols)
            if measure.codes:
                kept = [as_stored(code) for code in measure.codes]
                contrast = min(code["values"]["contrast"] for code in kept)
                looks.append(look(measure.grade, contrast, max(code["gain"] for code in kept)))
            if degree == 0:
                assert hint_for(looks[::-1]) is None
    assert hint_for(looks[::-1]), [one.grade for one in looks]
