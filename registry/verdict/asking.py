"""A question that only a person at the product can answer, not the register. The card asks it before any verdict."""

from dataclasses import dataclass
from typing import Literal

from common.sentence import Sentence


@dataclass(frozen=True)
class Option:
    """One of the answers, as a button."""

    value: str
    """The answer in the form that `registry.facts.Told.answered` takes."""
    text: Sentence


@dataclass(frozen=True)
class Question:
    """The possible answers. The question itself is the verdict's headline."""

    options: tuple[Option, ...]
    day_of: Literal["", "delivery", "order"] = ""
    """Whether the day of the delivery or of the order is an answer, too, or an order number by which it is found."""
