"""What became of one thing that was scanned at the receiving desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from identity import return_number
from returns import Line, Return
from returns.judging import Judged
from warehouse import Receipt
from warehouse.deciding.discrepancy import OnDesk
from web.http.translated import say
from web.scan.card_token import card_token
from web.warehouse.direct.open_envelope import OpenEnvelope

LOUDEST_FIRST = ("stop", "attention", "again", "good")


@dataclass(frozen=True)
class Took:
    """The outcome of a scan. `state` is "received" (taken in), "opened" (an envelope lies open now), "there" (it was
    scanned before), "offered" (it may be taken in), "left" (a person has to answer a question), "undone", or "unread"
    (no code was seen)."""

    state: str
    tone: str
    message: str
    what: str = ""
    """The product as a person names it, or the number of the return."""
    line: Line | None = None
    found: OnDesk | None = None
    desk: OpenEnvelope | None = None
    """The desk that the question is about."""
    which_of: Return | None = None
    """The return whose label was read, where it does not say which envelope it is on."""
    arrived_now: bool = False
    """Whether this scan has noted that the envelope has come."""
    token: str = ""
    """With the token the card is shown again, as it was seen."""
    text: str = ""
    """What is scanned in the token's place to see the card again."""

    @classmethod
    def received(cls, line: Line, receipt: Receipt) -> "Took":
        message = _("%(product)s är mottagen.", product=line.shown_name)
        if not receipt.waited_for:
            message = f"{message} {_('Allt är här.')}"
        return cls("received", "good", message, line.serial_number or line.name, line)

    @classmethod
    def there(cls, line: Line) -> "Took":
        what = line.serial_number or line.name
        if line.serial_number:
            message = _("%(product)s är redan mottagen.", product=line.shown_name)
        else:
            message = _("Alla anmälda %(product)s är redan mottagna.", product=line.name)
        return cls("there", "again", message, what, line)

    @classmethod
    def question(cls, found: OnDesk, desk: OpenEnvelope) -> "Took":
        """A product that a person may take in; loud where it is not as announced."""
        what, token = found.card.what, card_token(found.card)
        if found.is_as_announced and found.line:
            message = _("%(product)s är anmäld.", product=found.line.shown_name)
            return cls("offered", "good", message, what, found=found, desk=desk, token=token)
        said = say(found.headline) if found.line is None else _("Numret eller lådan stämmer inte")
        message = f"{said}: {what}."
        return cls("left", "stop", message, what, found=found, desk=desk, token=token)

    @classmethod
    def without_envelope(cls, card: Judged, desk: OpenEnvelope) -> "Took":
        return cls("left", "stop", say(desk.why), card.what, token=card_token(card))

    @classmethod
    def opened(cls, desk: OpenEnvelope, *, arrived_now: bool = False) -> "Took":
        assert desk.return_
        assert desk.envelope
        here = {"unit": desk.return_.unit.name, "envelope": desk.envelope.number}
        if len(desk.return_.envelopes) > 1:
            message = _(
                "Kuvert %(envelope)s av %(all)s från %(unit)s.", all=len(desk.return_.envelopes), **here
            )
        else:
            message = _("Kuvert från %(unit)s.", unit=here["unit"])
        number = desk.return_.shown_number
        return cls("opened", "good", message, number, desk=desk, arrived_now=arrived_now)

    @classmethod
    def opened_before(cls, desk: OpenEnvelope) -> "Took":
        assert desk.return_
        assert desk.envelope
        message = _("Kuvertet är redan öppet.") if desk.envelope.on_desk else _("Kuvertet är redan inlagt.")
        return cls("there", "again", message, desk.return_.shown_number, desk=desk)

    @classmethod
    def no_return(cls, number: str) -> "Took":
        shown = return_number.display(number)
        return cls("left", "stop", _("Ingen retur har numret %(number)s.", number=shown), shown)

    @classmethod
    def refused(cls, message: str, number: str) -> "Took":
        return cls("left", "stop", message, return_number.display(number))

    @classmethod
    def which_envelope(cls, of: Return) -> "Took":
        message = _("Vilket av kuverten är det? Numret står på etiketten.")
        return cls("left", "stop", message, of.shown_number, which_of=of, text=of.number)

    @classmethod
    def not_empty(cls, desk: OpenEnvelope, missing: int) -> "Took":
        """The envelope that was open is left with products that have not come."""
        assert desk.return_
        message = ngettext(
            "%(num)s produkt saknas i kuvertet från %(unit)s. Det ligger kvar.",
            "%(num)s produkter saknas i kuvertet från %(unit)s. Det ligger kvar.",
            missing,
            unit=desk.return_.unit.name,
        )
        return cls("left", "stop", message, desk.return_.shown_number, desk=desk, text=desk.label)

    @classmethod
    def undone(cls, line: Line) -> "Took":
        message = _("%(product)s är inte mottagen längre.", product=line.shown_name)
        return cls("undone", "again", message, line.serial_number or line.name)

    @classmethod
    def envelope_undone(cls, desk: OpenEnvelope) -> "Took":
        assert desk.return_
        return cls("undone", "again", _("Kuvertet räknas inte som kommet längre."), desk.return_.shown_number)

    @classmethod
    def unread(cls, message: str) -> "Took":
        return cls("unread", "attention", message)

    def as_json(self) -> dict[str, Any]:
        """What a device's queue keeps of it while a person has to look at it."""
        told = {"state": self.state, "tone": self.tone, "message": self.message, "what": self.what}
        open_ = self.desk.label if self.desk and self.found else ""
        more = {"token": self.token, "text": self.text, "open": open_}
        return {**told, **{name: value for name, value in more.items() if value}}


def loudest(outcomes: Sequence[Took]) -> str:
    """The tone of several outcomes: that of the one that a person has to hear."""
    return min((outcome.tone for outcome in outcomes), key=LOUDEST_FIRST.index, default="again")
