"""A product on the receiving desk beside what was announced: what it is, in a sentence, and what can be done."""

from dataclasses import dataclass

from common.sentence import NO_SENTENCE, Sentence
from identity import return_number
from registry.verdict import VerdictKind
from returns import Line, LineState
from returns.judging import Judged
from returns.lookup import awaited_elsewhere
from warehouse.receipt import Receipt


@dataclass(frozen=True)
class OnDesk:
    """A scanned product. `line` is the one of this return that it answers. Where there is none, `mistyped` are the
    announced lines with a similar number, and `elsewhere` is the line of another return that waits for it."""

    card: Judged
    line: Line | None
    mistyped: tuple[Line, ...] = ()
    elsewhere: Line | None = None
    headline: Sentence = NO_SENTENCE
    todo: Sentence = NO_SENTENCE

    @property
    def is_awaited(self) -> bool:
        return self.line is not None and self.line.state in (LineState.PACKED, LineState.MISSING)

    @property
    def is_as_announced(self) -> bool:
        """Whether it is waited for, under the number that stands on it, and lies in no other article's box."""
        if not self.is_awaited:
            return False
        device, named = self.card.verdict.device, {article.id for article in self.card.facts.articles}
        if device is None:
            return True
        in_own_box = not named or device.article.id in named
        return in_own_box and not self.card.facts.unclear and not device.scanned_serial


def on_desk(receipt: Receipt, card: Judged) -> OnDesk:
    """What the scanned product is to the return on the desk. Changes nothing."""
    device, article = card.verdict.device, card.verdict.article
    serial = next(iter(card.shown_serials), None)
    line = receipt.line_for(device.id if device else None, article.id if article else None, serial)
    if line is not None:
        return OnDesk(card, line, headline=_headline_of(line))
    mistyped = tuple(receipt.mistyped_as(card.packed().serial_number))
    elsewhere = awaited_elsewhere(device.id, receipt.return_) if device else None
    headline, todo = _told(receipt, card, mistyped, elsewhere)
    return OnDesk(card, None, mistyped, elsewhere, headline, todo)


def _headline_of(line: Line) -> Sentence:
    match line.state:
        case LineState.PACKED:
            return Sentence("Anmäld")
        case LineState.MISSING:
            return Sentence("Saknades")
        case LineState.CAME_ELSEWHERE:
            return Sentence("Kom i en annan retur")
        case _:
            return Sentence("Redan mottagen")


AS_EXTRA = Sentence("Ta emot den som extra, så får den en plats i listan.")
OTHERWISE = {
    VerdictKind.TO_SUPPLIER: (
        Sentence("Skulle ha gått till leverantören"),
        Sentence("Ta emot den som extra. Vid kontrollen bestämmer ni vart den ska."),
    ),
    VerdictKind.ANOTHER_UNIT: (
        Sentence("En annan enhets produkt"),
        Sentence("Ta emot den som extra. Vid kontrollen bestämmer ni vart den ska."),
    ),
    VerdictKind.UNKNOWN: (
        Sentence("Okänd produkt"),
        Sentence("Läs numret en gång till. Stämmer det: ta emot den som extra, och fråga enheten."),
    ),
    VerdictKind.CORRECT_SESAM: (
        Sentence("Numret stämmer inte med Sesam"),
        Sentence("Ta emot den som extra. Sesam rättas innan den läggs på hyllan."),
    ),
    VerdictKind.NOT_HANDLED: (
        Sentence("Hanteras inte av huvudlagret"),
        Sentence("Ta emot den som extra, och skicka tillbaka den vid kontrollen."),
    ),
}
"""By verdict, for what was not announced: what it is, and what to do."""


def _told(
    receipt: Receipt, card: Judged, mistyped: tuple[Line, ...], elsewhere: Line | None
) -> tuple[Sentence, Sentence]:
    if elsewhere:
        number = {"number": return_number.display(elsewhere.return_.number)}
        todo = Sentence("Ta emot den som extra här, så saknas den inte i retur %(number)s.", number)
        return Sentence("Anmäld i retur %(number)s", number), todo
    if mistyped:
        return (
            Sentence("Numret liknar ett som är anmält"),
            Sentence("Är det samma produkt? Tryck på det anmälda numret, så rättas det."),
        )
    if told := OTHERWISE.get(card.verdict.kind):
        return told
    if receipt.return_.without_label:
        return Sentence("I kuvertet utan etikett"), Sentence("Ta emot den, så får den en plats i listan.")
    if _is_another_article(receipt, card):
        waited_for = tuple(dict.fromkeys(line.name for line in receipt.waited_for))
        return Sentence("Fel artikel: anmält är %(articles)s", {"articles": waited_for}), AS_EXTRA
    return Sentence("Inte anmäld"), AS_EXTRA


def _is_another_article(receipt: Receipt, card: Judged) -> bool:
    """Whether products are waited for, and none of them is of this article."""
    article, waited_for = card.verdict.article, receipt.waited_for
    return bool(article and waited_for) and all(
        line.article_id is not None and line.article_id != (article.id if article else None)
        for line in waited_for
    )
