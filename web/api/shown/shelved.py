"""What stands on the shelves, the control before that, and what went back instead."""

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Date, DateTime, Integer, List, Nested, String

from registry.models import Article
from warehouse import Control, SendBack, StepOutcome, StockItem
from warehouse.returning.send_back import SendBackAnswer, SendBackTurn
from web.api.paging import PageOutput
from web.api.shown.product import UnitName
from web.api.shown.returned import LineOutput, shown_line
from web.http.translated import say

WAITS_FOR = [turn.value for turn in SendBackTurn]


class ArticleName(Schema):
    id = Integer()
    number = String()
    name = String()


class StockItemOutput(Schema):
    id = Integer()
    line_id = Integer()
    article = Nested(ArticleName)
    serial_number = String(allow_none=True)
    shelf = String(allow_none=True)
    state = String(metadata={"enum": ["in_stock", "missing", "left"]})
    available_at = DateTime()
    charged_at = DateTime()
    left_at = DateTime(allow_none=True)
    left_for = String(allow_none=True, metadata={"description": "the order that it was picked for"})
    delivered_on = Date(allow_none=True, metadata={"description": "the day that an import has shown"})


class OneStockItem(StockItemOutput):
    """The same, by a name of its own in the document."""


class StockOutput(PageOutput):
    items = List(Nested(StockItemOutput))


class BalanceRow(Schema):
    article = Nested(ArticleName)
    count = Integer()


class BalanceOutput(Schema):
    articles = List(Nested(BalanceRow))


class StepOutput(Schema):
    code = String()
    label = String()
    help = String()
    outcome = String(allow_none=True, metadata={"enum": [*(one.value for one in StepOutcome), None]})
    reason = String(allow_none=True)
    actor = String(allow_none=True)
    at = DateTime(allow_none=True)
    left = Boolean(metadata={"description": "whether it keeps the product from the shelf"})


class ControlOutput(Schema):
    line = Nested(LineOutput)
    return_number = String()
    running = Boolean()
    undecided = Boolean(metadata={"description": "whether the verdict keeps it from the shelf"})
    steps = List(Nested(StepOutput))
    stock_item = Nested(StockItemOutput, allow_none=True)


class SaidOutput(Schema):
    by = String(metadata={"enum": ["unit", "warehouse"]})
    kind = String(allow_none=True)
    text = String(allow_none=True)
    actor = String()
    at = DateTime()


class SendBackOutput(Schema):
    line_id = Integer()
    return_number = String()
    unit = Nested(UnitName)
    product = String()
    reasons = List(String())
    what_to_do = List(String())
    note = String(allow_none=True)
    at = DateTime()
    waits_for = String(metadata={"enum": WAITS_FOR})
    thread = List(Nested(SaidOutput))


class OneSendBack(SendBackOutput):
    """The same, by a name of its own in the document."""


class SendBacksOutput(PageOutput):
    send_backs = List(Nested(SendBackOutput))


def article_name(article: Article) -> dict[str, Any]:
    return {"id": article.id, "number": article.number, "name": article.name}


def shown_item(item: StockItem) -> dict[str, Any]:
    names = ("id", "line_id", "shelf", "available_at", "charged_at", "left_at", "left_for", "delivered_on")
    state = "in_stock" if item.in_stock else "left" if item.left_at else "missing"
    return {
        **{name: getattr(item, name) for name in names},
        "article": article_name(item.article),
        "serial_number": item.device.serial_number if item.device else item.line.serial_number,
        "state": state,
    }


def shown_control(control: Control) -> dict[str, Any]:
    line, left = control.line, {step.code for step in control.steps_left}
    item = StockItem.of(line)
    steps = []
    for step in control.steps:
        last = control.step_done(step.code)
        steps.append(
            {
                "code": step.code,
                "label": say(step.label),
                "help": say(step.help),
                "outcome": last.outcome.value if last else None,
                "reason": last.reason if last else None,
                "actor": last.actor if last else None,
                "at": last.at if last else None,
                "left": step.code in left,
            }
        )
    return {
        "line": shown_line(line),
        "return_number": line.return_.number,
        "running": control.running,
        "undecided": control.undecided,
        "steps": steps,
        "stock_item": shown_item(item) if item else None,
    }


def shown_send_back(thread: SendBack) -> dict[str, Any]:
    line = thread.line
    return {
        "line_id": thread.line_id,
        "return_number": line.return_.number,
        "unit": line.return_.unit,
        "product": line.shown_name,
        "reasons": [say(one) for one in thread.sentences],
        "what_to_do": [say(one) for one in thread.what_to_do],
        "note": thread.note,
        "at": thread.at,
        "waits_for": thread.waits_for.value,
        "thread": [
            {
                "by": "warehouse" if said.from_warehouse else "unit",
                "kind": said.kind.value if isinstance(said, SendBackAnswer) else None,
                "text": said.note if isinstance(said, SendBackAnswer) else said.text,
                "actor": said.actor,
                "at": said.at,
            }
            for said in thread.thread
        ],
    }
