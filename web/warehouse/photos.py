"""The unit's photos of a product, for the person who opens the envelope."""

from flask import abort
from flask.typing import ResponseReturnValue

from web.scan.pictures import as_answer
from web.warehouse.blueprint import known_line, warehouse, warehouse_only


@warehouse.get("/kontroll/<int:line_id>/foton/<int:photo_id>.jpg")
@warehouse_only
def photo_jpg(line_id: int, photo_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    photo = next((photo for photo in line.photos if photo.id == photo_id), None) or abort(404)
    return as_answer(photo.jpeg)
