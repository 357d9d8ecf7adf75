"""Text is wrapped and shrunk, never cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels import LabelError
from labels.typesetting.drawing import Box
from labels.typesetting.setting import SMALLEST, fit, held, wrap
from labels.typesetting.typeface import typeface

LETTERS = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzåäöÅÄÖWQM -.,0123456789"), min_size=1, max_size=120
)


def letters(text: str) -> str:
    """Without what breaking a row takes or adds."""
    return text.replace(" ", "").replace("-", "")


@given(LETTERS, st.floats(10, 100), st.floats(5, 20))
@settings(max_examples=200, deadline=None)
def test_every_letter_is_there_and_no_row_is_too_wide(text: str, width: float, size: float) -> None:
    text = " ".join(text.split()) or "x"
    rows = wrap(text, width, size, typeface())
    assert letters("".join(rows)) == letters(text)
    assert all(typeface().width(row, size) <= width for row in rows)


def test_a_short_text_has_the_largest_size() -> None:
    assert fit([("Kort", False)], Box(0, 0, 80, 10), 12).size == 12


def test_a_longer_one_is_wrapped_before_it_is_shrunk() -> None:
    setting = fit([("Hörselmottagningen vid Kungälvs sjukhus", True)], Box(0, 0, 60, 14), 14)
    assert setting.size == 14
    assert len(setting.rows) == 2


def test_a_long_word_is_set_smaller_before_it_is_broken() -> None:
    setting = fit([("Hörselhabiliteringsmottagningen", True)], Box(0, 0, 58, 100), 12)
    assert [row.text for row in setting.rows] == ["Hörselhabiliteringsmottagningen"]
    assert 7 < setting.size < 12


@pytest.mark.parametrize(
    ("word", "rows"),
    [
        ("Hörselhabiliteringsmottagningen", ["Hörselhabiliterings-", "mottagningen"]),
        ("Överläkare-Wikström", ["Överläkare-", "Wikström"]),
        ("audionom@horselmottagningen.se", ["audionom@horsel", "mottagningen.se"]),
        ("123456789012345678901234", ["123456789012345", "678901234"]),
        ("W" * 12, ["W" * 9, "W" * 3]),
    ],
)
def test_a_word_is_broken_where_a_reader_expects_it_and_a_code_gets_no_sign_more(
    word: str, rows: list[str]
) -> None:
    assert wrap(word, 31, 10, typeface()) == rows


def test_what_is_held_together_is_one_row_whatever_its_size() -> None:
    lines = [("Hörselmottagningen", True), (held("123 45 SÖDRA ÖRNSKÖLDSVIK-ÄNGELHOLM"), False)]
    setting = fit(lines, Box(0, 0, 50, 100), 12)
    assert [row.text for row in setting.rows] == [
        "Hörselmottagningen",
        "123 45 SÖDRA ÖRNSKÖLDSVIK-ÄNGELHOLM",
    ]
    assert setting.rows[1].size < setting.rows[0].size == setting.size
    assert typeface().width(setting.rows[1].text, setting.rows[1].size) <= 50.01


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
