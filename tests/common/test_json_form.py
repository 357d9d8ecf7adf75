"""What is stored as JSON comes back as it was, also what older versions stored."""

import datetime
import enum
import json
from dataclasses import dataclass

import pytest

from common.json_form import from_json, to_json
from common.sentence import Day, Sentence, SentenceError
from identity import Identity, identify_typed


class Colour(enum.Enum):
    RED = "red"


@dataclass(frozen=True)
class Box:
    name: str
    colours: tuple[Colour, ...] = ()
    opened: datetime.date | None = None
    inner: "Box | None" = None
    told: Sentence | None = None


SENTENCE = Sentence(
    "%(what)s före %(day)s: %(list)s",
    {
        "what": Sentence("Skicka %(count)s", {"count": 2}),
        "day": Day(2026, 11, 27),
        "list": ("a", Sentence("b")),
    },
)


def stored(value: object) -> object:
    return json.loads(json.dumps(to_json(value)))


@pytest.mark.parametrize(
    "box",
    [
        Box("tom"),
        Box("full", (Colour.RED,), datetime.date(2026, 11, 27), Box("i", told=SENTENCE), Sentence("Öppna.")),
    ],
)
def test_a_frozen_dataclass_comes_back_as_it_was(box: Box) -> None:
    assert from_json(Box, stored(box)) == box


def test_a_field_without_a_value_takes_no_room() -> None:
    assert stored(Box("tom")) == {"name": "tom", "colours": []}


def test_what_an_older_version_did_not_have_gets_its_default_and_what_it_had_more_is_left() -> None:
    assert from_json(Box, {"name": "gammal", "weight": 3}) == Box("gammal")


def test_a_sentence_can_be_translated_after_it_was_stored() -> None:
    again = from_json(Sentence, stored(SENTENCE))
    english = {
        "%(what)s före %(day)s: %(list)s": "%(what)s before %(day)s: %(list)s",
        "Skicka %(count)s": "Send %(count)s",
    }
    assert (
        again.translated(lambda text: english.get(text, text), "en") == "Send 2 before 27 November 2026: a, b"
    )


def test_why_a_print_job_failed_is_read_as_the_first_version_stored_it() -> None:
    old = {
        "source": "%(printer)s: %(problem)s",
        "params": {"printer": "Disken", "problem": {"words": "luckan är öppen"}},
    }
    assert from_json(Sentence, old) == Sentence(
        "%(printer)s: %(problem)s", {"printer": "Disken", "problem": Sentence("luckan är öppen")}
    )


def test_an_identity_comes_back_with_its_problems() -> None:
    wrong = identify_typed("(01)07391234567891(21)ABC")
    assert wrong.problems
    assert from_json(Identity, stored(wrong)) == wrong


def test_an_error_for_the_user_carries_its_sentence() -> None:
    error = SentenceError("Högst %(most)s rader.", most=4)
    assert (str(error), error.sentence) == ("Högst 4 rader.", Sentence("Högst %(most)s rader.", {"most": 4}))
    assert SentenceError.of(error.sentence).sentence == error.sentence
