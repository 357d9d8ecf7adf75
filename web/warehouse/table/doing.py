"""What a card does at the receiving table: the envelope is empty, the last product undone, the envelope put aside."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from database import utcnow
from warehouse import Receipt
from web.http.access import actor
from web.http.idempotency import changing
from web.scan.command_cards import CommandCard
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.direct.open_envelope import OpenEnvelope
from web.warehouse.direct.sending import leave, said_desk
from web.warehouse.direct.undoing import taken_last
from web.warehouse.table.looking import about_empty, missing_at, receiving_table_answer


@warehouse.post("/bord/mottag")
@warehouse_only
@changing
def receiving_table_card() -> ResponseReturnValue:
    """`card` is what was shown, `about` what the page said that it would do, `oppet` the envelope. A card that comes
    after the page has changed does nothing, and the page is shown as it is."""
    desk, card, about = said_desk(), request.form.get("card"), request.form.get("about", "")
    if desk.receipt is None or desk.envelope is None:
        return receiving_table_answer(desk)
    if card == CommandCard.DONE:
        return take_in_open(desk, desk.receipt, about)
    if card == CommandCard.UNDO:
        return undo_last(desk, desk.receipt, about)
    if card == CommandCard.NEXT:
        return put_aside(desk)
    return receiving_table_answer(desk)


def take_in_open(desk: OpenEnvelope, receipt: Receipt, about: str) -> ResponseReturnValue:
    """Nothing more is in the envelope. Where products are missing the card has to be shown twice."""
    if about != about_empty(desk):
        return receiving_table_answer(desk)
    if receipt.nothing_scanned:
        return receiving_table_answer(desk, _("Inget är skannat ännu."), "attention")
    if missing_at(desk) and "saknas" not in request.form:
        return receiving_table_answer(desk, tone="attention", is_sure_asked=True)
    assert desk.envelope
    receipt.take_in_envelope(desk.envelope.number, actor=actor(), now=utcnow())
    return receiving_table_answer(OpenEnvelope(), _("Kuvertet är inlagt."), "good")


def undo_last(desk: OpenEnvelope, receipt: Receipt, about: str) -> ResponseReturnValue:
    """Undo the last product; from the question whether it is empty, only back."""
    if "saknas" in request.form:
        return receiving_table_answer(desk)
    line = taken_last(receipt)
    if line is None:
        return receiving_table_answer(desk, _("Det finns inget att ångra."), "attention")
    if str(line.id) != about:
        return receiving_table_answer(desk)
    name = line.serial_number or line.name
    receipt.undo(line, actor=actor(), now=utcnow())
    return receiving_table_answer(desk, _("%(product)s är inte mottagen längre.", product=name), "attention")


def put_aside(desk: OpenEnvelope) -> ResponseReturnValue:
    """Another envelope comes. This one is taken in where all has come, and waits where something has not."""
    said = _("Kuvertet ligger kvar.")
    if leave(desk):
        said = ngettext(
            "%(num)s produkt saknas. Kuvertet ligger kvar.",
            "%(num)s produkter saknas. Kuvertet ligger kvar.",
            len(missing_at(desk)),
        )
    if desk.envelope and desk.envelope.taken_in_at:
        return receiving_table_answer(OpenEnvelope(), _("Kuvertet är inlagt."), "good")
    return receiving_table_answer(OpenEnvelope(), said, "attention")
