"""Receiving at the warehouse: envelopes arrive, their products are taken, and they are taken in."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, Integer, List, Nested, String
from apiflask.validators import Length, Range
from flask import abort

from accounts.tokens import Scope
from common.sentence import Sentence, WrongFields
from database import utcnow
from returns import Refused
from returns.judging import judge_all
from returns.lookup import with_order_number
from warehouse import Receipt
from web.api.calls import writes
from web.api.etags import require_match
from web.api.reading.register import said_text, unit_named
from web.api.shown.returned import LineOutput, ReturnOutput, shown_line, shown_return, whole_return
from web.api.subject import Subject
from web.api.writing.packing import LONGEST_CARD, ReasonInput
from web.clinic.sending.sealing import plain_order_number
from web.http.access import actor
from web.http.judged_text import LARGEST_ID
from web.http.local_time import today
from web.scan.card_token import shown_in
from web.scan.scanning import MAX_TYPED
from web.warehouse.arriving import own_envelope
from web.warehouse.blueprint import known_return
from web.warehouse.receiving import judged, own_line, take_scanned_card
from web.warehouse.without_label import open_unlabelled

receiving_api = APIBlueprint("receiving_api", __name__, url_prefix="/api/v1", tag="receiving")

ENVELOPE = {"description": "the envelope that lies open; of several it has to be said"}


def on_its_way(number: str) -> Receipt:
    """The return's receipt, in the state that the sender has seen where If-Match says one."""
    current = known_return(number)
    require_match(ReturnOutput, shown_return(current))
    return Receipt.open(current, actor=actor(), now=utcnow())


RECEIPT = Subject(
    receiving_api,
    Scope.RECEIVE,
    ReturnOutput,
    "number",
    on_its_way,
    lambda receipt: whole_return(receipt.return_),
)


@RECEIPT.verb("/returns/<number>/envelopes/<int:envelope>/arrive", summary="Note that an envelope has come")
def note_envelope(receipt: Receipt, envelope: int, **by: Any) -> None:
    receipt.arrive(own_envelope(receipt, envelope), **by)


@RECEIPT.verb("/returns/<number>/envelopes/<int:envelope>/arrive/undo", summary="Say that it has not come")
def undo_envelope(receipt: Receipt, envelope: int, **by: Any) -> None:
    own_envelope(receipt, envelope).undo_arrival(**by)


@RECEIPT.verb(
    "/returns/<number>/envelopes/<int:envelope>/take-in",
    summary="Note that an envelope is empty; with the last one, what has not come is missing",
)
def take_envelope_in(receipt: Receipt, envelope: int, **by: Any) -> None:
    receipt.take_in_envelope(own_envelope(receipt, envelope).number, **by)


@RECEIPT.verb(
    "/returns/<number>/envelopes/give-up", takes=ReasonInput, summary="Say that no more envelopes will come"
)
def give_up_envelopes(receipt: Receipt, said: dict[str, Any], **by: Any) -> None:
    receipt.give_up_the_rest(said["reason"], **by)


class ReceivedInput(Schema):
    line_id = Integer(
        validate=Range(1, LARGEST_ID),
        metadata={
            "description": "the announced line; with text or card the line that was announced under a wrong number"
        },
    )
    text = String(validate=Length(1, MAX_TYPED), metadata={"description": "what the product's codes say"})
    card = String(validate=Length(1, LONGEST_CARD), metadata={"description": "as `/verdicts` gave it"})
    envelope = Integer(validate=Range(1, LARGEST_ID), metadata=ENVELOPE)


class ReceivedOutput(Schema):
    lines = List(Nested(LineOutput))


@writes(
    receiving_api,
    "/returns/<number>/received",
    Scope.RECEIVE,
    ReceivedOutput,
    takes=ReceivedInput,
    summary="Take a product: an announced line, or what was scanned",
)
def receive_product(number: str, said: dict[str, Any]) -> Any:
    """What answers no announced line is taken as an extra one."""
    receipt = on_its_way(number)
    current, now, lying = receipt.return_, utcnow(), [one for one in receipt.envelopes if one.on_desk]
    envelope = receipt.envelope(said.get("envelope")) or (lying[0] if len(lying) == 1 else None)
    if said.get("envelope") and envelope is None:
        abort(404)
    if envelope:
        receipt.arrive(envelope, actor=actor(), now=now)
    line = own_line(current, said["line_id"]) if said.get("line_id") else None
    if card := said.get("card"):
        return {"lines": [shown_line(take_scanned_card(receipt, line, judged(shown_in(card), current)))]}
    if text := said.get("text"):
        cards = judge_all(said_text(text).packages, current.unit, today())
        if not cards or (line and len(cards) > 1):
            raise WrongFields({"text": Sentence("Texten ska namnge en produkt.")})
        return {"lines": [shown_line(take_scanned_card(receipt, line, card)) for card in cards]}
    if line is None:
        raise WrongFields({"line_id": Sentence("Skriv line_id, text eller card.")})
    receipt.take(line, actor=actor(), now=now)
    return {"lines": [shown_line(line)]}


@RECEIPT.verb(
    "/returns/<number>/received/<int:line_id>",
    method="DELETE",
    summary="Say that a product was not in the envelope",
)
def undo_received_product(receipt: Receipt, line_id: int, **by: Any) -> None:
    if line := next((line for line in receipt.return_.lines if line.id == line_id), None):
        receipt.undo(line, **by)


class UnlabelledInput(Schema):
    unit = String(
        required=True, validate=Length(1, 40), metadata={"description": "the code of the unit that sent it"}
    )
    order_number = String(
        load_default="",
        validate=Length(max=40),
        metadata={"description": "the hämtorder, where the envelope says one"},
    )
    anyway = Boolean(
        load_default=False,
        metadata={"description": "another return has that number, and this is none of its envelopes"},
    )


@writes(
    receiving_api,
    "/unlabelled",
    Scope.RECEIVE,
    ReturnOutput,
    takes=UnlabelledInput,
    status=201,
    summary="Open a return for an envelope that came without a label",
)
def open_for_unlabelled(said: dict[str, Any]) -> Any:
    unit, order_number = unit_named(said["unit"]), plain_order_number(said["order_number"])
    if unit.is_warehouse:
        raise WrongFields({"unit": Sentence("Välj en av dem som finns.")})
    others = with_order_number(order_number) if order_number else []
    if others and not said["anyway"]:
        raise Refused(
            "Numret finns på retur %(number)s. Är kuvertet inte en del av den: skicka anyway.",
            number=others[0].shown_number,
        )
    new = open_unlabelled(unit, order_number)
    return whole_return(new), 201, {"Location": f"/api/v1/returns/{new.number}"}
