"""Photos that are stored with a line, so that the warehouse sees what is damaged or missing."""

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from returns import MOST_PHOTOS, Line, LinePhoto
from scanner import UnreadablePicture
from web.clinic.blueprint import clinic, clinic_only, line_to_change, own_line
from web.http.access import actor
from web.http.errors import wants_json
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.http.translated import say
from web.scan.pictures import CleanPicture, as_answer, as_line_photos, uploaded
from web.scan.scanning import NothingToRead


@clinic.post("/<number>/rader/<int:line_id>/foton")
@clinic_only
def add_photos(number: str, line_id: int) -> ResponseReturnValue:
    """Store photos. They are drawn anew before the transaction begins, so that nobody waits for its lock."""
    line = line_to_change(number, line_id)
    try:
        pictures = uploaded(MOST_PHOTOS)
    except NothingToRead as nothing:
        return told(line, say(nothing.sentence), "attention")
    except UnreadablePicture as unreadable:
        return told(line, say(unreadable.sentence), "stop")
    return keep_photos(number, line_id, pictures)


@changing
def keep_photos(number: str, line_id: int, pictures: list[CleanPicture]) -> ResponseReturnValue:
    line = line_to_change(number, line_id)
    keep_unit_photos(line, pictures)
    return told(line, _("Fotot är sparat."), "good")


def keep_unit_photos(line: Line, pictures: list[CleanPicture]) -> None:
    for photo in as_line_photos(pictures):
        line.add_photo(photo, actor=actor(), now=utcnow())


def told(line: Line, message: str, tone: str) -> ResponseReturnValue:
    """The answer that tells what became of the photos: a page, or JSON for a tablet's queue."""
    if wants_json():
        state = "stored" if tone == "good" else "unread"
        result = {"state": state, "tone": tone, "message": message, "what": line.serial_number or line.name}
        return jsonify(tone=tone, message=message, results=[result])
    flash(message, tone)
    return back_to(line)


def back_to(line: Line) -> ResponseReturnValue:
    """The line's checklist. A page that stays open gets only the photos, so that answers that are not sent yet stay."""
    if wants_fragment():
        return render_template("clinic/_photos_changed.html", line=line, most_photos=MOST_PHOTOS)
    return redirect(url_for("clinic.checklist", number=line.return_.number, line_id=line.id, _anchor="foton"))


@clinic.post("/<number>/rader/<int:line_id>/foton/ta-bort")
@clinic_only
@changing
def remove_photo(number: str, line_id: int) -> ResponseReturnValue:
    line = own_line(number, line_id)
    line.remove_photo(request.form.get("photo_id", 0, type=int), actor=actor(), now=utcnow())
    return back_to(line)


@clinic.get("/<number>/rader/<int:line_id>/foton/<int:photo_id>.jpg")
@clinic_only
def photo_jpg(number: str, line_id: int, photo_id: int) -> ResponseReturnValue:
    return as_answer(photo_of(own_line(number, line_id), photo_id).jpeg)


def photo_of(line: Line, photo_id: int) -> LinePhoto:
    return line.photo(photo_id) or abort(404)
