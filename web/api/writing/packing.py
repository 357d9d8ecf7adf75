"""Packing a return: from the draft to the envelope that is handed over, and the unit's word on what came back."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, Dict, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range
from flask import abort
from flask_security import current_user

from accounts import RoleName
from accounts.tokens import Scope
from common.sentence import Sentence, WrongFields
from database import db, utcnow
from identity import identify_typed
from operations.region_settings import setting
from returns import MOST_ENVELOPES, Answer, Envelopes, Refused, Return
from returns.envelope import SkippedLook
from returns.judging import judge_all
from returns.label_look import LabelCode, LabelVerdict, judge_labels, labels_in_view
from warehouse import SendBack
from warehouse.returning.send_back import LONGEST_ANSWER, SendBackAnswerKind
from web.api.calls import writes
from web.api.etags import require_match
from web.api.reading.register import said_text, unit_named
from web.api.shown.returned import LineOutput, ReturnOutput, shown_line, shown_return, whole_return
from web.api.shown.shelved import OneSendBack, shown_send_back
from web.api.subject import Subject
from web.clinic.adding import product_on_card
from web.clinic.belonging.answering import answer_part
from web.clinic.blueprint import line_to_change, own_return, own_unit
from web.clinic.put_in import Outcome, put
from web.clinic.questions import answered_card
from web.clinic.sending.sealing import order_number_faults, plain_order_number, seal_as_said, sealing_faults
from web.http.access import actor, works_for
from web.http.local_time import today
from web.scan.card_token import shown_in
from web.scan.scanning import MAX_TYPED

packing_api = APIBlueprint("packing_api", __name__, url_prefix="/api/v1", tag="packing")

LONGEST_TEXT = 2000
LONGEST_CARD = 20_000
CLINIC = (RoleName.CLINIC,)


def return_to_change(number: str) -> Return:
    """The unit's return, in the state that the sender has seen where If-Match says one."""
    current = own_return(number)
    require_match(ReturnOutput, shown_return(current))
    return current


RETURN = Subject(packing_api, Scope.WRITE_RETURNS, ReturnOutput, "number", return_to_change, whole_return)


class OpenInput(Schema):
    unit = String(
        validate=Length(1, 40), metadata={"description": "the unit's code, for somebody who works at several"}
    )


@writes(
    packing_api,
    "/returns",
    Scope.WRITE_RETURNS,
    ReturnOutput,
    takes=OpenInput,
    status=201,
    summary="Open a return",
)
def open_return(said: dict[str, Any]) -> Any:
    if code := said.get("unit"):
        works_for(unit_named(code).id) or abort(403)
    new = Return.open(own_unit(), actor=actor(), now=utcnow())
    return whole_return(new), 201, {"Location": f"/api/v1/returns/{new.number}"}


class ProductInput(Schema):
    text = String(
        validate=Length(1, MAX_TYPED),
        metadata={"description": "what the product's codes say; or give `card`"},
    )
    card = String(validate=Length(1, LONGEST_CARD), metadata={"description": "as `/verdicts` gave it"})
    similar = Integer(
        validate=Range(1, 2**31 - 1),
        metadata={"description": "the device_id of the card's suggestion, if that is it"},
    )
    told = String(validate=Length(max=40), metadata={"description": "the answer to the card's question"})
    when = String(
        validate=Length(max=40), metadata={"description": "the same as an order number or a day: 2026-11-23"}
    )


class OutcomeOutput(Schema):
    state = String(metadata={"enum": ["packed", "there", "left", "noted"]})
    message = String()
    what = String()
    return_number = String(allow_none=True, metadata={"description": "the return in which it lies"})
    line = Nested(LineOutput, allow_none=True)
    card = String(metadata={"description": "of what was left out, to answer its question; else empty"})


class PackedOutput(Schema):
    results = List(Nested(OutcomeOutput))


@writes(
    packing_api,
    "/returns/<number>/lines",
    Scope.WRITE_RETURNS,
    PackedOutput,
    takes=ProductInput,
    summary="Pack what a text or a card names",
)
def add_product(number: str, said: dict[str, Any]) -> Any:
    """Each product goes into this return, or into the unit's draft that goes where its verdict says. What may not be
    packed is `left` out, and told."""
    current = return_to_change(number)
    current.require_draft()
    if card := said.get("card"):
        shown = answered_card(shown_in(card), said.get("told", ""), said.get("when", "").strip())
        judged, packed = product_on_card(shown, said.get("similar"))
        outcomes = [put(judged, packed, current, utcnow())]
    elif text := said.get("text"):
        cards = judge_all(said_text(text).packages, own_unit(), today())
        outcomes = [put(card, card.packed(), current, utcnow()) for card in cards]
    else:
        raise WrongFields({"text": Sentence("Skriv text eller card.")})
    return {"results": [_told(outcome) for outcome in outcomes]}


def _told(outcome: Outcome) -> dict[str, Any]:
    line, target = outcome.line, outcome.target
    return {
        "state": outcome.state,
        "message": outcome.message,
        "what": outcome.what,
        "return_number": target.number if target else None,
        "line": shown_line(line) if line else None,
        "card": outcome.token,
    }


class PartInput(Schema):
    comes = Boolean(
        required=True, metadata={"description": "true puts the part in; false says that it stays out"}
    )


@writes(
    packing_api,
    "/returns/<number>/missing-parts/<part>",
    Scope.WRITE_RETURNS,
    PackedOutput,
    takes=PartInput,
    summary="Answer whether a missing part comes too",
)
def answer_for_part(number: str, part: str, said: dict[str, Any]) -> Any:
    """What comes is put in as if its number had been sent. One with a question of its own is `left`, with its card, and
    has no answer until that is answered."""
    found = answer_part(return_to_change(number), part, comes=said["comes"], now=utcnow())
    return {"results": [_told(found.outcome)]}


@RETURN.verb(
    "/returns/<number>/lines/<int:line_id>", method="DELETE", summary="Take a product out of a draft"
)
def take_product_out(current: Return, line_id: int, **by: Any) -> None:
    if line := next((line for line in current.lines if line.id == line_id), None):
        current.unpack(line, **by)


ANSWERS = [answer.value for answer in Answer]


class AnswersInput(Schema):
    answers = Dict(
        keys=String(validate=Length(1, 40)),
        values=String(validate=OneOf(ANSWERS)),
        required=True,
        metadata={"description": "the code of each question, and yes or no"},
    )
    notes = Dict(
        keys=String(validate=Length(1, 40)),
        values=String(validate=Length(max=LONGEST_TEXT)),
        load_default=dict,
        metadata={"description": "what is missing, for questions answered with no"},
    )


@RETURN.verb(
    "/returns/<number>/lines/<int:line_id>/checklist",
    takes=AnswersInput,
    method="PUT",
    summary="Answer questions of a product's checklist",
)
def answer_questions(current: Return, line_id: int, said: dict[str, Any], **by: Any) -> None:
    given = {code: Answer(answer) for code, answer in said["answers"].items()}
    line_to_change(current.number, line_id).answer(given, said["notes"], **by)


class SealInput(Schema):
    order_number = String(required=True, validate=Length(1, 40), metadata={"description": "from WebSesam"})
    envelopes = Integer(load_default=1, validate=Range(1, MOST_ENVELOPES))
    thick = Boolean(
        load_default=None, allow_none=True, metadata={"description": "thicker than a cheap letter may be"}
    )
    lithium = Boolean(
        load_default=False, metadata={"description": "the lithium batteries have been looked at"}
    )
    same_order_number = Boolean(
        load_default=False, metadata={"description": "another return has the number, and that is right"}
    )


@writes(
    packing_api,
    "/returns/<number>/seal",
    Scope.WRITE_RETURNS,
    ReturnOutput,
    takes=SealInput,
    summary="Seal a return",
)
def seal_return(number: str, said: dict[str, Any]) -> Any:
    current = return_to_change(number)
    order_number = plain_order_number(said["order_number"])
    envelopes = Envelopes(said["envelopes"], said["thick"], said["lithium"])
    faults = sealing_faults(current, order_number, envelopes, is_meant=said["same_order_number"])
    if faults and current.is_draft and not current.obstacles():
        raise WrongFields(faults)
    seal_as_said(current, order_number, envelopes)
    return whole_return(current)


@RETURN.verb("/returns/<number>/hand-over", summary="Note that a sealed return has left the unit")
def hand_over_return(current: Return, **by: Any) -> None:
    """Refused where the region demands a look at each label and none has been noted or skipped."""
    current.hand_over(**by, demands_look=setting("LABEL_LOOK_DEMANDED"))


class SkipLookInput(Schema):
    reason = String(required=True, validate=OneOf([reason.value for reason in SkippedLook]))


@RETURN.verb(
    "/returns/<number>/label-look/skip",
    takes=SkipLookInput,
    summary="Say why nobody can look at the labels on the envelopes",
)
def skip_look_at_labels(current: Return, said: dict[str, Any], **by: Any) -> None:
    current.skip_label_looks(SkippedLook(said["reason"]), **by)


class LookInput(Schema):
    text = String(
        required=True,
        validate=Length(1, MAX_TYPED),
        metadata={"description": "what one code of the label on the envelope says"},
    )


@RETURN.verb(
    "/returns/<number>/label-look",
    takes=LookInput,
    summary="Note a look at the label on an envelope, by one of its codes",
)
def note_look_at_label(current: Return, said: dict[str, Any], **by: Any) -> None:
    """Refused where it is not this return's, is an old print, or does not say which envelope it is."""
    seen = labels_in_view([(identify_typed(said["text"]), LabelCode.BARS)])
    look = judge_labels(current, seen, one_code_is_enough=True)
    if look is None:
        raise Refused("Det är ingen etikett från Returkoll. Visa etiketten på kuvertet.")
    if look.verdict is not LabelVerdict.RIGHT or look.envelope is None:
        raise Refused.of(look.headline)
    current.see_label(look.envelope, look.label.codes, **by)


class ReasonInput(Schema):
    reason = String(required=True, validate=Length(1, LONGEST_TEXT))


@RETURN.verb(
    "/returns/<number>/hand-over/undo", takes=ReasonInput, summary="Say that it has not left after all"
)
def undo_return_hand_over(current: Return, said: dict[str, Any], **by: Any) -> None:
    current.undo_hand_over(said["reason"], **by)


@RETURN.verb("/returns/<number>/cancel", takes=ReasonInput, summary="Cancel a return that has not left")
def cancel_return(current: Return, said: dict[str, Any], **by: Any) -> None:
    current.cancel(said["reason"], **by)


class OrderNumberInput(ReasonInput):
    order_number = String(required=True, validate=Length(1, 40), metadata={"description": "from WebSesam"})
    same_order_number = Boolean(load_default=False)


@RETURN.verb(
    "/returns/<number>/order-number",
    takes=OrderNumberInput,
    method="PUT",
    summary="Correct the number from WebSesam after sealing",
)
def correct_number(current: Return, said: dict[str, Any], **by: Any) -> None:
    order_number = plain_order_number(said["order_number"])
    if fault := order_number_faults(current, order_number, is_meant=said["same_order_number"]):
        raise WrongFields({"order_number": fault})
    current.correct_order_number(order_number, said["reason"], **by)


KINDS = [kind.value for kind in SendBackAnswerKind]


class ThreadAnswerInput(Schema):
    kind = String(required=True, validate=OneOf(KINDS))
    note = String(load_default="", validate=Length(max=LONGEST_ANSWER))


@writes(
    packing_api,
    "/send-backs/<int:line_id>/answer",
    Scope.WRITE_RETURNS,
    OneSendBack,
    takes=ThreadAnswerInput,
    summary="The unit's answer about a product that came back",
)
def answer_thread(line_id: int, said: dict[str, Any]) -> Any:
    thread = db.session.get(SendBack, line_id)
    if thread is None or not current_user.is_clinic or not works_for(thread.line.return_.unit_id):
        abort(404)
    thread.answer(SendBackAnswerKind(said["kind"]), said["note"], actor=actor(), now=utcnow())
    return shown_send_back(thread)
