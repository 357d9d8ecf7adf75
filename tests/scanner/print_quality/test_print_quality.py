"""Indicators of print: worn prints are ranked by how worn they are, and a clean one is not blamed for its picture."""

from collections.abc import Sequence

import numpy as np
import pytest

import scanner
from scanner.print_quality.grades import Parameter, grade
from scanner.print_quality.label_print import PrintMeasure, measure_print
from tests.worn_print import DEGREES, KINDS, NUMBERS, label_page, taken_by_camera

LAYOUTS = ("102x152", "62", "a6", "a4x8")


def measured(photo: np.ndarray) -> tuple[int, PrintMeasure]:
    """How many codes were read, and what was measured of them."""
    symbols = scanner.read(photo, 1500).symbols
    return len(symbols), measure_print(photo, symbols)


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's, ties at their mean rank."""

    def ranks(values: Sequence[float]) -> np.ndarray:
        array = np.asarray(values, float)
        return np.array([(array < value).sum() + ((array == value).sum() - 1) / 2 for value in array])

    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS[:2])
@pytest.mark.parametrize("kind", KINDS)
def test_ten_degrees_of_wear_are_ranked(kind: str, layout: str) -> None:
    degrees, wear = [], []
    for number, label_number in enumerate(NUMBERS):
        page = label_page(layout, label_number)
        for degree in range(DEGREES + 1):
            read, found = measured(taken_by_camera(KINDS[kind](page, degree), 50 * number + degree))
            if read == len(found.codes) == 2:
                degrees.append(degree)
                wear.append(found.wear)
    assert len(degrees) >= DEGREES
    assert rank_correlation(degrees, wear) >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_clean_label_is_not_blamed_for_its_picture(layout: str) -> None:
    """At any slant up to 30 degrees, in poor light, soft and noisy: good, or no measure at all."""
    page = label_page(layout)
    measures = 0
    for seed in range(12):
        _read, found = measured(taken_by_camera(page, 100 + seed))
        measures += len(found.codes)
        for code in found.codes:
            assert code.grade >= 3.5, (seed, code)
    assert measures >= 18


def test_a_picture_that_does_not_allow_a_measure_says_why() -> None:
    page = label_page("102x152")
    conditions = {"tilt": 0.0, "light": 1.0, "noise": 1.0}
    for said, photo in (
        ("långt ifrån", taken_by_camera(page, 1, scale=0.1, blur=1.0, **conditions)),
        ("oskarp", taken_by_camera(page, 1, blur=20.0, **conditions)),
        ("överexponerad", np.clip(taken_by_camera(page, 1, **conditions) * 1.3, 0, 255).astype(np.uint8)),
    ):
        read, found = measured(photo)
        assert read > len(found.codes), (said, read, found)
        assert any(said in str(refusal) for refusal in found.refusals), (said, found)


def test_grades_are_those_of_the_standards() -> None:
    assert [grade(Parameter.CONTRAST, value) for value in (0.9, 0.70, 0.55, 0.40, 0.20, 0.0)] == [
        4,
        4,
        3,
        2,
        1,
        0,
    ]
    assert [grade(Parameter.MODULATION, value) for value in (0.7, 0.6, 0.5, 0.4, 0.2)] == [4, 3, 2, 1, 0]
    assert [grade(Parameter.DEFECTS, value) for value in (0.15, 0.2, 0.25, 0.3, 0.4)] == [4, 3, 2, 1, 0]
    assert [grade(Parameter.DECODABILITY, value) for value in (0.62, 0.5, 0.37, 0.25)] == [4, 3, 2, 1]
    assert grade(Parameter.DARKEST, 0.5) == 4
    assert grade(Parameter.DARKEST, 0.51) == 0
    assert grade(Parameter.CONTRAST, 0.625) == pytest.approx(3.5)
