"""What a card does at the table: on to the questions, a yes to them, the last thing undone, another return."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from returns import Answer, Return
from returns.lookup import last_packed
from web.clinic.blueprint import clinic, clinic_only, own_return, own_unit
from web.clinic.table.asking import TableQuestion, last_answered
from web.clinic.table.looking import TableStep, said_step, table_answer
from web.http.access import actor
from web.http.idempotency import changing
from web.scan.command_cards import CommandCard


@clinic.post("/bord")
@clinic_only
@changing
def table_open() -> ResponseReturnValue:
    """A new return for the table. The one before stays as it is."""
    new = Return.open(own_unit(), actor=actor(), now=utcnow())
    return redirect(url_for("clinic.table", number=new.number))


@clinic.post("/<number>/bord")
@clinic_only
@changing
def table_card(number: str) -> ResponseReturnValue:
    """`card` is what was shown, `about` what the page said that it would do. A card that comes after the page has
    changed does nothing, and the page is shown as it is."""
    current, step = own_return(number), said_step()
    card, about = request.form.get("card"), request.form.get("about", "")
    if card == CommandCard.DONE:
        return say_yes(current, about) if step is TableStep.CHECKING else begin_checking(current)
    if card == CommandCard.UNDO:
        return undo_answer(current, about) if step is TableStep.CHECKING else undo_packing(current, about)
    return table_answer(current, step)


def begin_checking(current: Return) -> ResponseReturnValue:
    if not current.lines:
        return table_answer(current, TableStep.PACKING, _("Returen är tom."), "attention")
    return table_answer(current, TableStep.CHECKING)


def say_yes(current: Return, about: str) -> ResponseReturnValue:
    """Yes to what the page asked."""
    asked, now = TableQuestion.next_of(current), utcnow()
    if asked is None or asked.key != about:
        return table_answer(current, TableStep.CHECKING)
    for line in asked.lines:
        answers = {item.code: Answer.YES for item in asked.items_of(line)}
        line.answer(answers, actor=actor(), now=now, for_many=asked.for_many)
    return table_answer(current, TableStep.CHECKING, tone="good")


def undo_answer(current: Return, about: str) -> ResponseReturnValue:
    """Take back what was answered last; where nothing was, back to the packing."""
    answered_at = last_answered(current, actor())
    if answered_at is None:
        return table_answer(current, TableStep.PACKING, _("Tillbaka till packningen."))
    if answered_at.isoformat() != about:
        return table_answer(current, TableStep.CHECKING)
    for line in current.lines:
        line.withdraw_answers(answered_at, actor=actor(), now=utcnow())
    return table_answer(current, TableStep.CHECKING, _("Svaret är ångrat."))


def undo_packing(current: Return, about: str) -> ResponseReturnValue:
    """Take out the product that was put in last, whichever return it was sorted into."""
    line, now = last_packed(current, actor()), utcnow()
    if line is None:
        return table_answer(current, TableStep.PACKING, _("Det finns inget att ångra."), "attention")
    if str(line.id) != about:
        return table_answer(current, TableStep.PACKING)
    held_by, name = line.return_, line.serial_number or line.name
    held_by.unpack(line, actor=actor(), now=now)
    if held_by is not current and not held_by.lines:
        held_by.cancel(_("Ångrad"), actor=actor(), now=now)
    return table_answer(current, TableStep.PACKING, _("%(product)s är uttagen.", product=name), "attention")
