"""What became of one product that was to be put in."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.sentence import Sentence
from registry.verdict import Verdict
from returns import DESTINATIONS, Line, Return
from returns.judging import WORST_FIRST, Judged, lies_there, return_for
from returns.packed_product import Packed
from returns.snapshot.decided import marks_of
from web.clinic.blueprint import own_unit
from web.http.access import actor
from web.http.translated import say
from web.scan.card_token import card_token


@dataclass(frozen=True)
class Outcome:
    """What became of it. `state` is "packed", "there" (it lay there already), "left" (its verdict keeps it out of the
    return), "noted" (a part that does not come) or "unread" (no code was seen)."""

    state: str
    tone: str
    message: str
    what: str = ""
    """The product as a person names it: its serial, else its name, else what the code said."""
    line: Line | None = None
    target: Return | None = None
    """The return that it went into."""
    sentence: Sentence | None = None
    """Why it was left out."""
    verdict: Verdict | None = None
    """The verdict that it went in with, or by which it was left out."""
    token: str = ""
    """The token of the card of a product that was left out. With it the card is shown again as it was seen."""

    @classmethod
    def packed(cls, line: Line, target: Return, current: Return) -> "Outcome":
        message = _("%(product)s ligger i returen.", product=line.name)
        if target is not current:
            message = _(
                "%(product)s ska till ett annat ställe och ligger nu i en egen retur, %(number)s.",
                product=line.name,
                number=target.shown_number,
            )
        return cls(
            "packed", "good", message, line.serial_number or line.name, line, target, verdict=line.verdict
        )

    @classmethod
    def there(cls, line: Line) -> "Outcome":
        sentence = lies_there(line)
        return cls(
            "there",
            "good",
            say(sentence),
            line.serial_number or line.name,
            line,
            line.return_,
            sentence,
            line.verdict,
        )

    @classmethod
    def left(cls, card: Judged) -> "Outcome":
        headline, todo = card.verdict.headline, card.verdict.todo
        message = f"{say(headline)} {say(todo)}"
        return cls(
            "left", card.tone, message, card.what, None, None, headline, card.verdict, card_token(card)
        )

    @classmethod
    def unread(cls, message: str) -> "Outcome":
        return cls("unread", "attention", message)

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "state": self.state,
            "tone": self.tone,
            "message": self.message,
            "what": self.what,
        }
        if self.verdict:
            there = self.line if self.state == "there" else None
            told |= {"headline": say(self.verdict.headline), "marks": marks_of(self.verdict, there)}
        return {**told, "token": self.token} if self.token else told


def worst(outcomes: Sequence[Outcome]) -> Outcome:
    """The most serious outcome, which is told first."""
    return min(outcomes, key=lambda outcome: WORST_FIRST.index(outcome.tone))


def put(card: Judged, packed: Packed, current: Return, now: datetime.datetime) -> Outcome:
    """Put a product into the return that takes it. One that lies in a draft of the unit's already stays there."""
    if card.verdict.kind in DESTINATIONS:
        target = return_for(card.verdict, own_unit(), current, actor=actor(), now=now)
        line = target.pack(packed, actor=actor(), now=now, packed_on=current)
        return Outcome.packed(line, target, current)
    return Outcome.there(card.lies_in) if card.lies_in else Outcome.left(card)


def told_of_outcomes(outcomes: Sequence[Outcome]) -> ResponseReturnValue:
    """The answer for a tablet's queue."""
    found = worst(outcomes)
    return jsonify(tone=found.tone, message=found.message, results=[outcome.told() for outcome in outcomes])
