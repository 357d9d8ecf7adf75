"""Photos of products: the unit's with a line of its return, and the warehouse's with what it has received."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort

from accounts.tokens import Scope
from database import utcnow
from returns import Line
from web.api.calls import reads, takes_pictures, writes
from web.api.shown.worked import PhotosOutput, shown_photo
from web.api.writing.packing import CLINIC, return_to_change
from web.clinic.blueprint import line_to_change, own_line
from web.clinic.photos import keep_unit_photos, photo_of
from web.http.access import actor
from web.scan.pictures import CleanPicture, as_answer
from web.warehouse.blueprint import known_line
from web.warehouse.photos import keep_photos_of_warehouse

photos_api = APIBlueprint("photos_api", __name__, url_prefix="/api/v1", tag="photos")

OF_RETURN = "/returns/<number>/lines/<int:line_id>/photos"
OF_LINE = "/lines/<int:line_id>/photos"


def all_photos(line: Line) -> dict[str, Any]:
    return {"photos": [shown_photo(photo) for photo in line.photos]}


@reads(
    photos_api,
    OF_RETURN,
    Scope.READ_RETURNS,
    PhotosOutput,
    roles=CLINIC,
    summary="A product's photos: the unit's own and the warehouse's",
)
def list_line_photos(number: str, line_id: int) -> Any:
    return all_photos(own_line(number, line_id))


@reads(
    photos_api, f"{OF_RETURN}/<int:photo_id>.jpg", Scope.READ_RETURNS, None, roles=CLINIC, summary="A photo"
)
def line_photo_jpg(number: str, line_id: int, photo_id: int) -> Response:
    return as_answer(photo_of(own_line(number, line_id), photo_id).jpeg)


@takes_pictures(
    photos_api,
    OF_RETURN,
    Scope.WRITE_RETURNS,
    PhotosOutput,
    find=line_to_change,
    summary="Add photos to a product",
)
def add_line_photos(number: str, line_id: int, pictures: list[CleanPicture]) -> Any:
    return_to_change(number)
    line = line_to_change(number, line_id)
    keep_unit_photos(line, pictures)
    return all_photos(line)


@writes(
    photos_api,
    f"{OF_RETURN}/<int:photo_id>",
    Scope.WRITE_RETURNS,
    PhotosOutput,
    method="DELETE",
    summary="Take a photo of the unit's away; one that is gone stays so",
)
def remove_line_photo(number: str, line_id: int, photo_id: int) -> Any:
    return_to_change(number)
    line = own_line(number, line_id)
    line.remove_photo(photo_id, actor=actor(), now=utcnow())
    return all_photos(line)


@reads(
    photos_api,
    OF_LINE,
    Scope.RECEIVE,
    PhotosOutput,
    summary="The photos of a product that comes or has come to the warehouse",
)
def list_photos_at_warehouse(line_id: int) -> Any:
    return all_photos(known_line(line_id))


@reads(photos_api, f"{OF_LINE}/<int:photo_id>.jpg", Scope.RECEIVE, None, summary="A photo, at the warehouse")
def photo_at_warehouse_jpg(line_id: int, photo_id: int) -> Response:
    return as_answer((known_line(line_id).photo(photo_id) or abort(404)).jpeg)


@takes_pictures(
    photos_api,
    OF_LINE,
    Scope.RECEIVE,
    PhotosOutput,
    find=known_line,
    summary="Add photos that the warehouse took",
)
def add_photos_at_warehouse(line_id: int, pictures: list[CleanPicture]) -> Any:
    line = known_line(line_id)
    keep_photos_of_warehouse(line, pictures)
    return all_photos(line)


@writes(
    photos_api,
    f"{OF_LINE}/<int:photo_id>",
    Scope.RECEIVE,
    PhotosOutput,
    method="DELETE",
    summary="Take a photo of the warehouse's away; one that is gone stays so",
)
def remove_photo_at_warehouse(line_id: int, photo_id: int) -> Any:
    line = known_line(line_id)
    line.remove_warehouse_photo(photo_id, actor=actor(), now=utcnow())
    return all_photos(line)
