"""What is a personnummer, in free text and in fields for numbers, and what becomes of it."""

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from common import personnummer
from common.privacy import (
    LONGEST_FREE_TEXT,
    PatientDataError,
    find_in_free_text,
    find_in_number,
    is_personnummer,
    mask_log_entry,
    masked,
    masked_number,
    refuse_in_file_name,
    refuse_in_free_text,
    refuse_in_number,
)
from tests.written_forms import NO_PERSONNUMMER, ON_SEVERAL_LINES, ONLY_IN_FREE_TEXT, PERSONNUMMER

UNMISTAKABLE = [*PERSONNUMMER.values(), *ON_SEVERAL_LINES.values()]
EVERY_FORM = [*UNMISTAKABLE, *ONLY_IN_FREE_TEXT.values()]


@pytest.mark.parametrize("written", EVERY_FORM)
def test_every_written_form_is_refused_in_free_text(written: str) -> None:
    for text in (written, f"Se {written}.", f"({written})", f"Ring\n{written}\ni dag"):
        with pytest.raises(PatientDataError):
            refuse_in_free_text(text)


@pytest.mark.parametrize("written", UNMISTAKABLE)
def test_what_nobody_can_mistake_is_refused_in_a_field_for_numbers(written: str) -> None:
    with pytest.raises(PatientDataError):
        refuse_in_number(written)


@pytest.mark.parametrize("written", ONLY_IN_FREE_TEXT.values())
def test_what_can_be_a_number_by_chance_is_taken_in_a_field_for_numbers(written: str) -> None:
    refuse_in_number(written)


@pytest.mark.parametrize("text", NO_PERSONNUMMER.values())
def test_what_is_no_personnummer_is_taken_everywhere(text: str) -> None:
    refuse_in_free_text(f"Se {text}.")
    refuse_in_number(text)
    refuse_in_file_name(f"{text}.csv")


@pytest.mark.parametrize("written", UNMISTAKABLE)
def test_a_file_is_not_named_after_a_patient(written: str) -> None:
    with pytest.raises(PatientDataError, match="Byt namn"):
        refuse_in_file_name(f"export {written}.csv")


@pytest.mark.parametrize("written", EVERY_FORM)
def test_a_refusal_and_a_masked_text_do_not_repeat_the_number(written: str) -> None:
    with pytest.raises(PatientDataError) as refusal:
        refuse_in_free_text(written)
    for told in (str(refusal.value), masked(f"a {written} b {written}")):
        assert not find_in_free_text(told)
        assert "0016" not in told.translate(str.maketrans("", "", " -"))


def test_masking_leaves_the_rest_as_it_is() -> None:
    assert (
        masked("före 880320-0016 efter 19880320 - 0016, ordernr 1234567")
        == "före 88… efter 19…, ordernr 1234567"
    )
    assert masked_number("8803200016 och 880320-0016") == "8803200016 och 88…"


def test_only_the_whole_text_is_a_personnummer() -> None:
    assert is_personnummer(" 880320-0016 ")
    assert not is_personnummer("nr 880320-0016")


def test_nothing_of_it_is_logged() -> None:
    logged = mask_log_entry(
        None,
        "info",
        {"event": "sökte 880320-0016", "form": {"note": ["19880320-0016", 7]}, "size": 8803200016},
    )
    assert logged == {"event": "sökte 88…", "form": {"note": ["19…", 7]}, "size": 8803200016}


def test_a_text_that_would_take_long_to_look_through_is_refused() -> None:
    with pytest.raises(PatientDataError, match="längre än"):
        refuse_in_free_text("1 " * LONGEST_FREE_TEXT)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Ten or twelve digits of somebody who may have been born since 1890."""
    born = draw(st.dates(datetime.date(1890, 1, 1), datetime.date(2026, 11, 27)))
    day = born.day + draw(st.sampled_from((0, 60)))
    nine = f"{born:%y%m}{day:02}{draw(st.integers(0, 999)):03}"
    century = draw(st.sampled_from(("", f"{born.year // 100}")))
    return f"{century}{nine}{luhn.calc_check_digit(nine)}"


@given(
    number=numbers(),
    separator=st.sampled_from([" ", "-", " - ", "\u2013", "/", ".", "+", "\u00a0", "\u00ad-"]),
)
def test_anybodys_number_is_found_with_any_separator(number: str, separator: str) -> None:
    written = f"{number[:-4]}{separator}{number[-4:]}"
    assert find_in_free_text(f"för {written} i dag") == written
    assert find_in_number(written) == written


@given(st.text(alphabet="0123456789-/. :\n\u00ad\u0661aB", max_size=60))
def test_masking_ends_with_nothing_to_find(text: str) -> None:
    assert not find_in_free_text(masked(text))
    assert not find_in_number(masked_number(text))


DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


@given(day=DAYS, time=st.times(), other=DAYS)
def test_no_date_and_time_is_taken_for_one(
    day: datetime.date, time: datetime.time, other: datetime.date
) -> None:
    texts = [
        f"{day:%Y-%m-%d} {time:%H:%M}", f"{day:%Y-%m-%d} {time:%H.%M}", f"{day:%Y-%m-%d} kl. {time:%H.%M}",
        f"{day:%y-%m-%d} {time:%H:%M}", f"{day:%Y-%m-%d} {time:%H:%M:%S}", f"{day:%Y-%m-%d}T{time:%H:%M:%S.%f}",
        f"IMG_{day:%Y%m%d}_{time:%H%M%S}.jpg",
    ]  # fmt: skip
    for between in (" ", " - ", "–", ", "):
        texts += [f"{day}{between}{other}", f"{day:%d/%m/%Y}{between}{other:%d/%m/%Y}"]
    assert [text for text in texts if find_in_free_text(text)] == []


@pytest.mark.parametrize("count", [11, 12, 13, 14, 15, 20])
def test_digits_alone_are_judged_as_if_nobody_had_looked_at_how_many_they_are(count: int) -> None:
    """`find_in_number` passes over digits that are not twelve, as a million serials are."""
    rng = random.Random(count)
    texts = ["".join(rng.choices("0189", k=count)) for _ in range(500)]
    texts += [f"{text[: count - 12]}198803200016" for text in texts[:20]] if count > 12 else ["198803200016"]
    for text in texts:
        slow = next((f for f in personnummer.find_all(text) if f.unmistakable), None)
        assert find_in_number(text) == (slow and text[slow.start : slow.end])
