"""Photos of a product at the warehouse: the unit's are shown, and the warehouse takes its own as the envelope is
opened, at the control, and before the product goes back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from returns import MOST_PHOTOS, Line
from scanner import UnreadablePicture
from warehouse import Receipt
from web.http.access import actor
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.http.translated import say
from web.scan.pictures import CleanPicture, as_answer, as_line_photos, uploaded
from web.scan.scanning import NothingToRead
from web.warehouse.blueprint import known_line, warehouse, warehouse_only
from web.warehouse.receiving import receiving_answer


@warehouse.get("/kontroll/<int:line_id>/foton/<int:photo_id>.jpg")
@warehouse_only
def photo_jpg(line_id: int, photo_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    photo = line.photo(photo_id) or abort(404)
    return as_answer(photo.jpeg)


@warehouse.post("/kontroll/<int:line_id>/foton")
@warehouse_only
def add_photos(line_id: int) -> ResponseReturnValue:
    """Store photos. They are drawn anew before the transaction begins, so that nobody waits for its lock."""
    line = known_line(line_id)
    try:
        pictures = uploaded(MOST_PHOTOS)
    except NothingToRead as nothing:
        flash(say(nothing.sentence), "attention")
        return _back_to(line)
    except UnreadablePicture as unreadable:
        flash(say(unreadable.sentence), "stop")
        return _back_to(line)
    return keep_warehouse_photos(line_id, pictures)


@changing
def keep_warehouse_photos(line_id: int, pictures: list[CleanPicture]) -> ResponseReturnValue:
    line = known_line(line_id)
    keep_photos_of_warehouse(line, pictures)
    flash(_("Fotot är sparat."), "good")
    return _back_to(line)


def keep_photos_of_warehouse(line: Line, pictures: list[CleanPicture]) -> None:
    for photo in as_line_photos(pictures):
        line.add_warehouse_photo(photo, actor=actor(), now=utcnow())


@warehouse.post("/kontroll/<int:line_id>/foton/ta-bort")
@warehouse_only
@changing
def remove_warehouse_photo(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    line.remove_warehouse_photo(request.form.get("photo_id", 0, type=int), actor=actor(), now=utcnow())
    return _back_to(line)


def _back_to(line: Line) -> ResponseReturnValue:
    """To the page on which the photo was taken: the envelope's, or the product's. A page that stays open gets only what
    has changed."""
    if "receiving" in request.form:
        return receiving_answer(line.return_, Receipt.of_or_new(line.return_))
    if wants_fragment():
        return render_template("warehouse/_photos_changed.html", line=line, most_photos=MOST_PHOTOS)
    return redirect(url_for("warehouse.control", line_id=line.id, _anchor="foton"))
