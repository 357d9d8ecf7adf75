"""Returns, their products, their envelopes and what has happened to them."""

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, DateTime, Integer, List, Nested, String
from flask import g

from returns import Answer, Destination, Envelope, Event, Line, LineState, Return, ReturnState
from returns.belonging.missing_part import MissingPart, missing_parts
from web.api.paging import PageOutput
from web.api.shown.product import UnitName, VerdictOutput, shown_verdict
from web.http.local_time import today
from web.http.translated import say

STATES = [state.value for state in ReturnState]


class QuestionOutput(Schema):
    code = String()
    question = String()
    help = String()
    answer = String(allow_none=True, metadata={"enum": [*(one.value for one in Answer), None]})
    note = String(allow_none=True)


class LineOutput(Schema):
    id = Integer()
    state = String(metadata={"enum": [state.value for state in LineState]})
    announced = Boolean(metadata={"description": "false for what came without having been announced"})
    name = String()
    serial_number = String(allow_none=True)
    device_id = Integer(allow_none=True)
    article_id = Integer(allow_none=True)
    verdict = Nested(VerdictOutput, allow_none=True)
    checklist = List(Nested(QuestionOutput))
    packed_by = String()
    packed_at = DateTime()
    received_by = String(allow_none=True)
    received_at = DateTime(allow_none=True)


class EnvelopeOutput(Schema):
    number = Integer()
    arrived_at = DateTime(allow_none=True)
    taken_in_at = DateTime(allow_none=True)
    given_up_at = DateTime(allow_none=True)


class ReturnSummary(Schema):
    number = String()
    shown_number = String()
    state = String(metadata={"enum": STATES})
    destination = String(allow_none=True, metadata={"enum": [*(one.value for one in Destination), None]})
    supplier = String(allow_none=True)
    unit = Nested(UnitName)
    order_number = String(allow_none=True)
    opened_by = String()
    opened_at = DateTime()
    sealed_at = DateTime(allow_none=True)
    sent_at = DateTime(allow_none=True)
    products = Integer()


class MissingPartOutput(Schema):
    key = String(metadata={"description": "names it in the call that answers"})
    question = String()
    name = String()
    article_id = Integer()
    device_id = Integer(allow_none=True)
    serial_number = String(allow_none=True)
    beside = String(metadata={"description": "the serial number of the packed product that it belongs to"})


class ReturnOutput(ReturnSummary):
    obstacles = List(
        String(metadata={"enum": ["empty", "unanswered", "stopped", "part"]}),
        metadata={"description": "why a draft cannot be sealed yet"},
    )
    missing_parts = List(
        Nested(MissingPartOutput),
        metadata={
            "description": "what usually comes along and is not in a draft: answered before it is sealed"
        },
    )
    lines = List(Nested(LineOutput))
    envelopes = List(Nested(EnvelopeOutput))


class ReturnsOutput(PageOutput):
    returns = List(Nested(ReturnSummary))


class EventOutput(Schema):
    id = Integer()
    what = String()
    words = String()
    at = DateTime()
    actor = String()
    line_id = Integer(allow_none=True)
    product = String(allow_none=True)


class ReturnEvents(PageOutput):
    events = List(Nested(EventOutput))


def shown_summary(found: Return) -> dict[str, Any]:
    sealing, unlabelled = found.sealing, found.without_label
    known = sealing.order_number if sealing else unlabelled.order_number if unlabelled else None
    return {
        "number": found.number,
        "shown_number": found.shown_number,
        "state": found.state.value,
        "destination": found.destination.value if found.destination else None,
        "supplier": found.supplier.name if found.supplier else None,
        "unit": found.unit,
        "order_number": known,
        "opened_by": found.opened_by,
        "opened_at": found.opened_at,
        "sealed_at": sealing.at if sealing else None,
        "sent_at": found.handover.at if found.handover else None,
        "products": len(found.lines),
    }


def shown_return(found: Return) -> dict[str, Any]:
    parts = missing_parts(found, today()) if found.is_draft else []
    obstacles = [*found.obstacles(), *(["part"] if parts else [])] if found.is_draft else []
    return {
        **shown_summary(found),
        "obstacles": obstacles,
        "missing_parts": [shown_part(part) for part in parts],
        "lines": [shown_line(line) for line in found.lines],
        "envelopes": [shown_envelope(one) for one in found.envelopes],
    }


def shown_part(part: MissingPart) -> dict[str, Any]:
    device = part.device
    return {
        "key": part.key,
        "question": say(part.question),
        "name": part.article.name,
        "article_id": part.article.id,
        "device_id": device.id if device else None,
        "serial_number": device.serial_number if device else None,
        "beside": part.beside.serial_number,
    }


def whole_return(found: Return) -> dict[str, Any]:
    """The return as its own GET shows it: the answer of a change carries its ETag, too."""
    g.shown_whole = True
    return shown_return(found)


def shown_envelope(envelope: Envelope) -> dict[str, Any]:
    return {name: getattr(envelope, name) for name in ("number", "arrived_at", "taken_in_at", "given_up_at")}


def shown_line(line: Line) -> dict[str, Any]:
    names = ("id", "announced", "name", "serial_number", "device_id", "article_id")
    moments = ("packed_by", "packed_at", "received_by", "received_at")
    return {
        **{name: getattr(line, name) for name in (*names, *moments)},
        "state": line.state.value,
        "verdict": shown_verdict(line.verdict) if line.verdict else None,
        "checklist": [
            {
                "code": item.code,
                "question": say(item.question),
                "help": say(item.help),
                "answer": line.answer_to(item.code),
                "note": line.note_to(item.code) or None,
            }
            for item in line.checklist
        ],
    }


def shown_event(event: Event) -> dict[str, Any]:
    names = ("id", "at", "actor", "line_id", "product")
    return {
        **{name: getattr(event, name) for name in names},
        "what": event.what.value,
        "words": say(event.what.words),
    }
