"""A question that the register cannot answer and a person at the product can: asked on the card, before any verdict."""

from dataclasses import dataclass
from typing import Literal

from common.sentence import Sentence


@dataclass(frozen=True)
class Option:
    """One of the answers, as a button."""

    value: str
    """As `registry.facts.Told.answered` takes it."""
    text: Sentence


@dataclass(frozen=True)
class Question:
    """What can be answered. The verdict's headline is the question itself."""

    options: tuple[Option, ...]
    day_of: Literal["", "delivery", "order"] = ""
    """Of what a day, or an order number that leads to one, is an answer, too."""
