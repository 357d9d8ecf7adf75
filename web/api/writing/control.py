"""The control of a received product: its steps, what becomes of it, and the thread about what goes back."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, DateTime, Dict, Integer, List, Nested, String
from apiflask.validators import Length, OneOf
from flask import abort
from flask.typing import ResponseReturnValue
from flask_security import current_user

from accounts.tokens import Scope
from database import db, utcnow
from returns import Answer
from warehouse import Control, SendBack, SentOn, StepOutcome
from warehouse.returning.send_back import LONGEST_ANSWER
from warehouse.returning.send_back_reason import SendBackReason
from web.api.calls import reads, writes
from web.api.shown.shelved import ControlOutput, OneSendBack, shown_control, shown_send_back
from web.api.subject import Subject
from web.api.writing.packing import ANSWERS, LONGEST_TEXT, ReasonInput
from web.http.access import actor
from web.http.local_time import today
from web.warehouse.bench.sending_on import send_on_as_said, supplier_label_pdf
from web.warehouse.blueprint import known_line
from web.warehouse.control import bench

control_api = APIBlueprint("control_api", __name__, url_prefix="/api/v1", tag="control")


CONTROL = Subject(
    control_api,
    Scope.RECEIVE,
    ControlOutput,
    "line_id",
    lambda line_id: bench(known_line(line_id)),
    shown_control,
)


@reads(
    control_api,
    "/lines/<int:line_id>/control",
    Scope.RECEIVE,
    ControlOutput,
    summary="A received product's control: its steps, and what is left",
)
def show_control(line_id: int) -> Any:
    line = known_line(line_id)
    found = db.session.get(Control, line.id)
    with db.session.no_autoflush:
        return shown_control(found or Control(line=line, done=[]))


OUTCOMES = [outcome.value for outcome in StepOutcome if outcome is not StepOutcome.NOT_DONE]


class StepInput(Schema):
    outcome = String(load_default="done", validate=OneOf(OUTCOMES))
    reason = String(
        load_default="", validate=Length(max=LONGEST_TEXT), metadata={"description": "for all but `done`"}
    )


@CONTROL.verb(
    "/lines/<int:line_id>/control/steps/<code>", takes=StepInput, summary="Note what came of a step"
)
def mark_control_step(control: Control, code: str, said: dict[str, Any], **by: Any) -> None:
    control.mark(code, StepOutcome(said["outcome"]), said["reason"], **by)


class CorrectionInput(ReasonInput):
    outcome = String(required=True, validate=OneOf([outcome.value for outcome in StepOutcome]))


@CONTROL.verb(
    "/lines/<int:line_id>/control/steps/<code>",
    takes=CorrectionInput,
    method="PUT",
    summary="Correct what was noted about a step",
)
def correct_control_step(control: Control, code: str, said: dict[str, Any], **by: Any) -> None:
    control.correct(code, StepOutcome(said["outcome"]), said["reason"], **by)


class ShelfInput(Schema):
    shelf = String(load_default="", validate=Length(max=40))


@CONTROL.verb(
    "/lines/<int:line_id>/shelve",
    takes=ShelfInput,
    summary="Put a product on the shelf: it can be ordered again",
)
def shelve_line(control: Control, said: dict[str, Any], **by: Any) -> None:
    control.make_available(shelf=said["shelf"], **by)


class SendBackInput(Schema):
    reasons = List(String(validate=Length(1, 40)), required=True, validate=Length(1, 20))
    note = String(load_default="", validate=Length(max=LONGEST_TEXT))


@writes(
    control_api,
    "/lines/<int:line_id>/send-back",
    Scope.RECEIVE,
    OneSendBack,
    takes=SendBackInput,
    summary="Send a product back to its unit",
)
def send_line_back(line_id: int, said: dict[str, Any]) -> Any:
    control = bench(known_line(line_id))
    return shown_send_back(control.send_back(said["reasons"], said["note"], actor=actor(), now=utcnow()))


@CONTROL.verb("/lines/<int:line_id>/judge-again", summary="Give a product the verdict of today's register")
def judge_line_anew(control: Control, **by: Any) -> None:
    control.judge_again(today=today(), **by)


@CONTROL.verb(
    "/lines/<int:line_id>/keep",
    takes=ReasonInput,
    summary="Keep a product against its verdict; only for who may decide that",
)
def keep_line(control: Control, said: dict[str, Any], **by: Any) -> None:
    if not current_user.may_decide:
        abort(403)
    control.keep(said["reason"], **by)


@CONTROL.verb(
    "/lines/<int:line_id>/sesam-wait", summary="Note that Stöd och Support was asked to correct the serial"
)
def note_sesam_wait(control: Control, **by: Any) -> None:
    control.wait_for_sesam(**by)


@CONTROL.verb("/lines/<int:line_id>/sesam-wait/over", summary="Say that Sesam has the right serial now")
def say_sesam_corrected(control: Control, **by: Any) -> None:
    control.judge_again(today=today(), **by)
    control.sesam_is_corrected(**by)


class ReplyInput(Schema):
    text = String(required=True, validate=Length(1, LONGEST_ANSWER))
    asks = Boolean(load_default=True, metadata={"description": "whether the unit is to answer"})


@writes(
    control_api,
    "/send-backs/<int:line_id>/reply",
    Scope.RECEIVE,
    OneSendBack,
    takes=ReplyInput,
    summary="Write to the unit about a product that went back",
)
def reply_in_thread(line_id: int, said: dict[str, Any]) -> Any:
    thread = db.session.get(SendBack, line_id) or abort(404)
    thread.reply(said["text"], asks=said["asks"], actor=actor(), now=utcnow())
    return shown_send_back(thread)


class SendOnInput(Schema):
    order_number = String(
        required=True,
        validate=Length(1, 40),
        metadata={"description": "of the retur till leverantör, from WebSesam"},
    )
    answers = Dict(
        keys=String(validate=Length(1, 40)),
        values=String(validate=OneOf(ANSWERS)),
        load_default=dict,
        metadata={"description": "what was seen here; the clinic's answers hold for the rest"},
    )
    lithium = Boolean(
        load_default=False, metadata={"description": "the lithium batteries have been looked at"}
    )


class SentOnOutput(Schema):
    line_id = Integer()
    return_number = String(metadata={"description": "the warehouse's own return to the supplier"})
    state = String()
    at = DateTime()


def shown_sent_on(sent: SentOn) -> dict[str, Any]:
    own = sent.return_
    return {"line_id": sent.line_id, "return_number": own.number, "state": own.state.value, "at": sent.at}


@writes(
    control_api,
    "/lines/<int:line_id>/send-on",
    Scope.RECEIVE,
    SentOnOutput,
    takes=SendOnInput,
    summary="Send a product on to its supplier, in a return of its own",
)
def send_line_on(line_id: int, said: dict[str, Any]) -> Any:
    line = known_line(line_id)
    answers = {code: Answer(answer) for code, answer in said["answers"].items()}
    sent = SentOn.of(line) or send_on_as_said(line, said["order_number"], answers, lithium=said["lithium"])
    return shown_sent_on(sent)


@writes(
    control_api,
    "/lines/<int:line_id>/send-on/hand-over",
    Scope.RECEIVE,
    SentOnOutput,
    summary="Note that it has left for its supplier",
)
def hand_line_to_supplier(line_id: int) -> Any:
    sent = SentOn.of(known_line(line_id)) or abort(404)
    sent.return_.hand_over(actor=actor(), now=utcnow())
    return shown_sent_on(sent)


@CONTROL.verb(
    "/lines/<int:line_id>/send-on/undo", takes=ReasonInput, summary="Say that it does not go on after all"
)
def undo_line_send_on(control: Control, said: dict[str, Any], **by: Any) -> None:
    control.undo_send_on(said["reason"], **by)


@reads(
    control_api,
    "/lines/<int:line_id>/send-on/label.pdf",
    Scope.RECEIVE,
    None,
    summary="The label of a product that is sent on, as a PDF",
)
def send_on_label_pdf(line_id: int) -> ResponseReturnValue:
    return supplier_label_pdf(line_id)


class ReasonOutput(Schema):
    code = String()
    text = String()
    what_to_do = String()
    needs_note = Boolean()


class ReasonsOutput(Schema):
    reasons = List(Nested(ReasonOutput))


@reads(
    control_api,
    "/send-back-reasons",
    Scope.RECEIVE,
    ReasonsOutput,
    summary="The reasons for which a product can be sent back",
)
def list_send_back_reasons() -> Any:
    return {"reasons": SendBackReason.active()}
