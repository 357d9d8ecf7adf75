"""A look of the camera on the packing page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from returns import Return
from web.clinic import clinic, clinic_only, own_return, own_unit
from web.clinic.packing import packing_page
from web.clock import today
from web.judging import judge_all, registered_serials, worst_tone
from web.printed import nothing_read, printed_numbers
from web.saying import say
from web.scan_answer import answer, problem
from web.scanning import NothingToRead, see


@clinic.post("/<number>/skanna")
@clinic_only
def scan(number: str) -> ResponseReturnValue:
    """The picture's codes and each package's verdict. Changes nothing."""
    current: Return = own_return(number)
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(str(nothing), lambda message: packing_page(current, message=message))
    cards = judge_all(seen.packages, own_unit(), today())
    headline = cards[0].verdict.headline if cards else None
    printed = printed_numbers(seen, own_unit())
    return answer(
        seen,
        html=render_template("clinic/_looked.html", return_=current, cards=cards, printed=printed),
        tone=worst_tone(cards),
        message=say(headline) if headline else nothing_read(seen),
        page=lambda message: packing_page(current, cards, message, printed),
        registered=registered_serials(cards),
    )
