"""Boxes of products that get one control step together, above all under the UVC lamp."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import String
from apiflask.validators import OneOf

from accounts.tokens import Scope
from database import utcnow
from warehouse import StepBox
from warehouse.controlling.step_box import BOX_STEPS, open_boxes
from web.api.calls import reads, writes
from web.api.shown.worked import BoxesOutput, OneBox, shown_box
from web.api.subject import Subject
from web.api.writing.packing import ReasonInput
from web.http.access import actor
from web.warehouse.bench.boxes import known_box
from web.warehouse.blueprint import known_line

boxes_api = APIBlueprint("boxes_api", __name__, url_prefix="/api/v1", tag="boxes")

BOX = Subject(boxes_api, Scope.RECEIVE, OneBox, "box_id", known_box, shown_box)
PRODUCT_IN_BOX = "/boxes/<int:box_id>/products/<int:line_id>"


@reads(boxes_api, "/boxes", Scope.RECEIVE, BoxesOutput, summary="The boxes that are not emptied yet")
def list_boxes() -> Any:
    return {"boxes": [shown_box(box) for box in open_boxes()]}


@reads(boxes_api, "/boxes/<int:box_id>", Scope.RECEIVE, OneBox, summary="One box, and what lies in it")
def show_box(box_id: int) -> Any:
    return shown_box(known_box(box_id))


class BoxInput(Schema):
    step = String(required=True, validate=OneOf(list(BOX_STEPS)))


@writes(
    boxes_api,
    "/boxes",
    Scope.RECEIVE,
    OneBox,
    takes=BoxInput,
    status=201,
    summary="Take a box for a step: a new one, or the empty one that was taken already",
)
def take_new_box(said: dict[str, Any]) -> Any:
    box = StepBox.open(said["step"], actor=actor(), now=utcnow())
    return shown_box(box), 201, {"Location": f"/api/v1/boxes/{box.id}"}


@BOX.verb(PRODUCT_IN_BOX, method="PUT", summary="Lay a product into a box")
def lay_into_box(box: StepBox, line_id: int, **by: Any) -> None:
    box.put_in(known_line(line_id), **by)


@BOX.verb(PRODUCT_IN_BOX, method="DELETE", summary="Take a product out that was laid there by mistake")
def lift_out_of_box(box: StepBox, line_id: int, **_by: Any) -> None:
    box.take_out(known_line(line_id))


@BOX.verb(f"{PRODUCT_IN_BOX}/done", summary="Take one product out, with its step done")
def take_boxed_out_done(box: StepBox, line_id: int, **by: Any) -> None:
    box.take_out_done(known_line(line_id), **by)


@BOX.verb("/boxes/<int:box_id>/start", summary="Switch the UVC light on")
def start_light_of_box(box: StepBox, **by: Any) -> None:
    box.start(**by)


@BOX.verb("/boxes/<int:box_id>/finish", summary="Note that the step is done for all that lies in it")
def empty_box_done(box: StepBox, **by: Any) -> None:
    box.finish(**by)


@BOX.verb("/boxes/<int:box_id>/stop", takes=ReasonInput, summary="Empty a box without the step")
def empty_box_undone(box: StepBox, said: dict[str, Any], **by: Any) -> None:
    box.stop(said["reason"], **by)
