"""A difference is what a person would see, and not what another browser's way to draw an edge makes."""

import numpy as np

from tests.browser.look.difference import seen_differences

PAPER, LINE, INK = (244, 242, 237), (217, 212, 201), (24, 36, 42)


def drawn(line_at: int = 30, line: tuple[int, int, int] = LINE, height: int = 80) -> np.ndarray:
    """A sheet with a square of ink, and a thin line below it."""
    sheet = np.full((height, 120, 3), PAPER, np.uint8)
    sheet[10:20, 10:60] = INK
    sheet[line_at, 10:110] = line
    return sheet


def test_the_same_picture_has_none() -> None:
    assert not seen_differences(drawn(), drawn()).any()


def test_an_edge_that_is_softer_or_one_pixel_further_is_none() -> None:
    softer = drawn()
    softer[9, 10:60] = softer[20, 10:60] = (np.array(PAPER) // 2 + np.array(INK) // 2).astype(np.uint8)
    assert not seen_differences(drawn(), softer).any()
    assert not seen_differences(drawn(), np.roll(drawn(), 1, axis=1)).any()
    assert not seen_differences(drawn(), drawn(line_at=31)).any()


def test_a_thin_line_that_is_missing_is_seen_in_its_whole_length() -> None:
    assert seen_differences(drawn(), drawn(line=PAPER)).sum() >= 100
    assert seen_differences(drawn(line=PAPER), drawn()).sum() >= 100


def test_a_line_that_has_moved_is_seen() -> None:
    assert seen_differences(drawn(), drawn(line_at=33)).sum() >= 200


def test_a_colour_that_is_a_little_darker_is_seen_on_the_whole_ground() -> None:
    darker = drawn() - np.uint8(10)
    assert seen_differences(drawn(), darker).mean() > 0.9


def test_pictures_of_different_sizes_differ_everywhere() -> None:
    assert seen_differences(drawn(), drawn(height=90)).all()
    assert not seen_differences(drawn(), drawn(height=81)).any()  # rounded otherwise
