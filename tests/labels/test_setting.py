"""Text is wrapped and shrunk, never cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels import LabelError
from labels.drawing import Box
from labels.setting import SMALLEST, fit, wrap
from labels.typeface import typeface

LETTERS = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzåäöÅÄÖWQM -.,0123456789"), min_size=1, max_size=120
)


@given(LETTERS, st.floats(10, 100), st.floats(5, 20))
@settings(max_examples=200, deadline=None)
def test_every_letter_is_there_and_no_row_is_too_wide(text: str, width: float, size: float) -> None:
    text = " ".join(text.split()) or "x"
    rows = wrap(text, width, size, typeface())
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(typeface().width(row, size) <= width for row in rows)


def test_a_short_text_has_the_largest_size() -> None:
    assert fit([("Kort", False)], Box(0, 0, 80, 10), 12).size == 12


def test_a_longer_one_is_wrapped_before_it_is_shrunk() -> None:
    setting = fit([("Hörselmottagningen vid Kungälvs sjukhus", True)], Box(0, 0, 60, 14), 14)
    assert setting.size == 14
    assert len(setting.lines) == 2


def test_one_that_has_no_room_at_the_smallest_size_is_refused_in_words() -> None:
    with pytest.raises(LabelError, match="får inte plats"):
        fit([("Hörselmottagningen " * 20, False)], Box(0, 0, 20, 10), 12, what="avsändaren")
    assert SMALLEST == 5.0


def test_kerning_brings_letters_together() -> None:
    face = typeface()
    assert face.width("AV", 10) < face.width("A", 10) + face.width("V", 10)


def test_a_sign_that_the_typeface_lacks_is_named() -> None:
    with pytest.raises(LabelError, match="U\\+8074"):
        typeface().width("聴", 10)
