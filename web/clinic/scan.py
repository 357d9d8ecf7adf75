"""A look of the camera on the packing page."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from returns import DESTINATIONS, Return
from returns.belonging.card_sets import with_cards_before
from returns.judging import Judged, judge_again, judge_all, most_serious, registered_serials
from web.clinic.blueprint import clinic, clinic_only, own_return, own_unit
from web.clinic.packing import packing_page
from web.http.local_time import today
from web.http.translated import say
from web.scan.card_token import card_token, shown_in
from web.scan.likely_in_view import unit_numbers
from web.scan.printed_serials import nothing_read, printed_numbers
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, Seen, see


@clinic.post("/<number>/skanna")
@clinic_only
def scan(number: str) -> ResponseReturnValue:
    """Answer with the picture's codes and the verdict on each package, or with a card again that its token names.
    Nothing is changed."""
    current: Return = own_return(number)
    if token := request.form.get("token"):
        shown = shown_in(token)
        seen = Seen((shown.package,), identities=shown.package.identities)
        return answered(current, seen, [judge_again(shown, own_unit(), today())])
    try:
        seen = see(unit_numbers(own_unit()))
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), lambda message: packing_page(current, message=message))
    return answered(current, seen, judge_all(seen.packages, own_unit(), today()))


MOST_BESIDE = 10


def cards_before(cards: list[Judged]) -> list[Judged]:
    """The cards that the page showed until now, judged anew, without those that are in view: what is in view may belong
    to one of them. `beside` are their tokens."""
    tokens = request.form.getlist("beside")[:MOST_BESIDE] if cards else []
    in_view = [card.shown for card in cards]
    before = [shown for shown in map(shown_in, tokens) if shown not in in_view]
    return [judge_again(shown, own_unit(), today()) for shown in before]


def answered(current: Return, seen: Seen, cards: list[Judged]) -> ResponseReturnValue:
    shown = with_cards_before(cards, cards_before(cards))
    printed = printed_numbers(seen, own_unit())
    return answer(
        seen,
        html=render_template("clinic/_looked.html", return_=current, cards=shown, printed=printed),
        tone=most_serious(cards).tone if cards else "none",
        message=say(most_serious(cards).headline) if cards else nothing_read(seen),
        page=lambda message: packing_page(current, shown, message, printed),
        registered=registered_serials(cards),
        products=[offered_product(card) for card in cards],
        verdict=most_serious(cards).verdict.kind.value if cards else "",
    )


def offered_product(card: Judged) -> dict[str, str]:
    """A product for batch mode, in which no cards are pressed. `may` is "pack", "look" (a person has to look at it) or
    "there" (it lies in a return already)."""
    may = "there" if card.lies_in else "pack" if card.verdict.kind in DESTINATIONS else "look"
    return {"token": card_token(card), "what": card.what, "may": may}
