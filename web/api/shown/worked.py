"""What work leaves behind: photos, prints, boxes, counted shelves and contacts with units."""

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Date, DateTime, Integer, List, Nested, String

from printing import Printer, PrintJob
from printing.queue import State
from returns import LinePhoto, PhotoSide
from warehouse import CountedProduct, StepBox, Stocktake, UnitContact
from warehouse.controlling.step_box import BOX_STEPS
from warehouse.shelves.stocktake import ShelfFinding
from web.api.shown.product import UnitName
from web.api.shown.shelved import StockItemOutput, shown_item
from web.http.translated import say


class PhotoOutput(Schema):
    id = Integer()
    side = String(metadata={"enum": [side.value for side in PhotoSide]})
    width = Integer()
    height = Integer()
    actor = String()
    at = DateTime()


class PhotosOutput(Schema):
    photos = List(Nested(PhotoOutput))


def shown_photo(photo: LinePhoto) -> dict[str, Any]:
    names = ("id", "width", "height", "actor", "at")
    return {**{name: getattr(photo, name) for name in names}, "side": photo.side.value}


class PrinterOutput(Schema):
    id = Integer()
    name = String()
    paper = String()
    prints_directly = Boolean(metadata={"description": "false where the browser prints a PDF instead"})


class PrintersOutput(Schema):
    printers = List(Nested(PrinterOutput))


class PrintJobOutput(Schema):
    id = Integer()
    printer_id = Integer()
    what = String()
    state = String(metadata={"enum": [state.value for state in State]})
    tries = Integer()
    reason = String(allow_none=True, metadata={"description": "why it has not come out"})
    added_by = String()
    added_at = DateTime()
    changed_at = DateTime()


class OnePrintJob(PrintJobOutput):
    """The same, by a name of its own in the document."""


class PrintJobsOutput(Schema):
    waiting = List(Nested(PrintJobOutput), metadata={"description": "all that is unfinished, oldest first"})
    finished = List(Nested(PrintJobOutput), metadata={"description": "the latest, newest first"})


def shown_printer(printer: Printer) -> dict[str, Any]:
    return {name: getattr(printer, name) for name in ("id", "name", "paper", "prints_directly")}


def shown_job_of_print(job: PrintJob) -> dict[str, Any]:
    names = ("id", "printer_id", "tries", "added_by", "added_at", "changed_at")
    return {
        **{name: getattr(job, name) for name in names},
        "what": say(job.what),
        "state": job.state.value,
        "reason": say(job.why) if job.why else None,
    }


class BoxedOutput(Schema):
    line_id = Integer()
    product = String()
    out = Boolean(
        metadata={"description": "whether it was taken out with its step done, or with the whole box"}
    )


class BoxOutput(Schema):
    id = Integer()
    step = String(metadata={"enum": list(BOX_STEPS)})
    opened_by = String()
    opened_at = DateTime()
    minutes = Integer(metadata={"description": "how long UVC light has to be on for what lies in it"})
    started_at = DateTime(allow_none=True)
    ends_at = DateTime(
        allow_none=True, metadata={"description": "when the light has been on for long enough"}
    )
    closed_by = String(allow_none=True)
    closed_at = DateTime(allow_none=True)
    stopped_because = String(allow_none=True)
    products = List(Nested(BoxedOutput))


class OneBox(BoxOutput):
    """The same, by a name of its own in the document."""


class BoxesOutput(Schema):
    boxes = List(Nested(BoxOutput))


def shown_box(box: StepBox) -> dict[str, Any]:
    names = (
        "id",
        "opened_by",
        "opened_at",
        "started_at",
        "ends_at",
        "closed_by",
        "closed_at",
        "stopped_because",
    )
    return {
        **{name: getattr(box, name) for name in names},
        "step": box.code,
        "minutes": box.minutes if box.is_timed else 0,
        "products": [
            {"line_id": one.line_id, "product": one.line.shown_name, "out": one.is_out}
            for one in box.products
        ],
    }


class CountedOutput(Schema):
    id = Integer()
    name = String()
    serial_number = String(allow_none=True)
    quantity = Integer()
    finding = String(metadata={"enum": [finding.value for finding in ShelfFinding]})
    item_id = Integer(allow_none=True)


class StocktakeSummary(Schema):
    id = Integer()
    shelf = String()
    started_by = String()
    started_at = DateTime()
    finished_by = String(allow_none=True)
    finished_at = DateTime(allow_none=True)


class StocktakeOutput(StocktakeSummary):
    products = List(Nested(CountedOutput))
    left = List(
        Nested(StockItemOutput), metadata={"description": "what should stand there and was not scanned yet"}
    )


class StocktakesOutput(Schema):
    under_way = List(Nested(StocktakeSummary))
    finished = List(Nested(StocktakeSummary), metadata={"description": "the latest, newest first"})


def shown_count(count: Stocktake) -> dict[str, Any]:
    names = ("id", "shelf", "started_by", "started_at", "finished_by", "finished_at")
    return {name: getattr(count, name) for name in names}


def shown_stocktake(count: Stocktake) -> dict[str, Any]:
    return {
        **shown_count(count),
        "products": [_counted_product(product) for product in count.products],
        "left": [shown_item(item) for item in count.left_of(count.awaited)],
    }


def _counted_product(product: CountedProduct) -> dict[str, Any]:
    names = ("id", "name", "serial_number", "quantity", "item_id")
    return {**{name: getattr(product, name) for name in names}, "finding": product.present_finding.value}


class ContactOutput(Schema):
    id = Integer()
    unit = Nested(UnitName)
    spoke_with = String(allow_none=True)
    said = String()
    actor = String()
    at = DateTime()
    follow_up_on = Date(allow_none=True, metadata={"description": "when somebody gets back to the unit"})
    done_by = String(allow_none=True)
    done_at = DateTime(allow_none=True)


class OneContact(ContactOutput):
    """The same, by a name of its own in the document."""


class ContactsOutput(Schema):
    contacts = List(Nested(ContactOutput))


def shown_contact(contact: UnitContact) -> dict[str, Any]:
    names = ("id", "unit", "spoke_with", "said", "actor", "at", "follow_up_on", "done_by", "done_at")
    return {name: getattr(contact, name) for name in names}
