"""The answers to a card's question: one of its buttons, or an order number or a date."""

import datetime
import re
from dataclasses import replace

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from registry.lookup import day_of_order
from registry.verdict.asking import Question
from returns import Refused, Return
from returns.judging import Judged, Shown, judge_again
from web.clinic.blueprint import own_unit
from web.clinic.packing import packing_page
from web.http.fragments import wants_fragment
from web.http.local_time import today

WHOLE_DATE = re.compile(r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})")
DAY_AND_MONTH = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/. -]*(?P<year>\d{4}))?")


def with_answers(shown: Shown) -> Shown:
    """What a card stands for, with the answer that the request's form gives to its question."""
    return answered_card(shown, request.form.get("told", ""), request.form.get("when", "").strip())


def answered_card(shown: Shown, value: str, written: str) -> Shown:
    """The same with one of the question's options as `value`, or an order number or a day as `written`."""
    told = shown.told
    if value:
        try:
            told = told.answered(value)
        except KeyError:
            abort(400)
    elif written:
        question = judge_again(shown, own_unit(), today()).verdict.question
        if question:
            told = replace(told, day=_day(written, question))
    return replace(shown, told=told)


def card_again(current: Return, card: Judged) -> ResponseReturnValue:
    """The card after an answer with which the product still may not be packed."""
    if wants_fragment():
        return render_template("clinic/_card.html", return_=current, card=card)
    return packing_page(current, [card])


def _day(written: str, question: Question) -> datetime.date:
    """The day that the text means. Raises Refused when it is neither a known order nor a day in the past."""
    day = day_of_order(written, question.day_of) or _date(written)
    if day is None:
        raise Refused(
            "%(written)s är varken ett beställningsnummer i registret eller ett datum. Skriv ett datum som 2026-03-31, "
            "eller svara med en av knapparna.",
            written=written[:40],
        )
    if day > today():
        raise Refused("Datumet har inte varit än. Skriv dagen då produkten kom till enheten.")
    return day


def _date(written: str) -> datetime.date | None:
    found = WHOLE_DATE.fullmatch(written) or DAY_AND_MONTH.fullmatch(written)
    if not found:
        return None
    try:
        day = datetime.date(int(found["year"] or today().year), int(found["month"]), int(found["day"]))
        return day.replace(year=day.year - 1) if not found["year"] and day > today() else day
    except ValueError:
        return None
