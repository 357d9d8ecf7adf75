"""Taking out again what was put in last with one press, whichever return it was sorted into."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from returns import Line, Return, ReturnState
from returns.lookup import last_packed_together, of_unit
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.clinic.packing import TakenOut, packing_answer
from web.http.access import actor
from web.http.idempotency import changing


@clinic.post("/<number>/angra")
@clinic_only
@changing
def undo(number: str) -> ResponseReturnValue:
    """Takes out the line that the button named, the last one of this page, and what the same press put in. A return
    that was opened for it alone is called off. What was taken out can be put back with one press."""
    current, now = own_return(number), utcnow()
    lines = last_packed_together(current, actor())
    if not lines or lines[0].id != request.form.get("line_id", type=int):
        return packing_answer(current)
    taken_out = TakenOut.of(lines)
    held_by = lines[0].return_
    for line in lines:
        held_by.unpack(line, actor=actor(), now=now)
    if held_by is not current and not held_by.lines:
        held_by.cancel(_("Ångrad"), actor=actor(), now=now)
    return packing_answer(current, taken_out=taken_out)


@clinic.app_template_global("undoable")
def undoable(current: Return) -> list[Line]:
    """What a press on "Ångra" takes out: the signed-in user's latest of this page, while its return is a draft."""
    return last_packed_together(current, actor())


@clinic.app_template_global("returns_packed_beside")
def returns_packed_beside(current: Return) -> list[Return]:
    """The unit's other drafts that hold products: some of them were sorted out of this one."""
    return [
        draft for draft in of_unit(current.unit, (ReturnState.DRAFT,)) if draft is not current and draft.lines
    ]
