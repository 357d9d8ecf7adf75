"""Finding a product by anything that stands on it, and its page."""

from collections.abc import Sequence

from flask import abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.lookup import registered_devices
from registry.models import Device
from registry.printed_serials import Suggested
from returns import Line
from warehouse.product_history import history_of, history_of_lines, lines_of
from warehouse.whereabouts import whereabouts_of
from web.http.errors import wants_json
from web.http.translated import say
from web.products.blueprint import known_device, line_in_sight, looking_unit, may_see, products
from web.scan.pictures import as_answer
from web.scan.printed_serials import nothing_read, printed_numbers
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, Seen, see


@products.get("/")
def finding() -> ResponseReturnValue:
    return finding_page()


def finding_page(message: str = "", found: Sequence[Device] = (), printed: Sequence[Suggested] = ()) -> str:
    return render_template(
        "products/find.html",
        message=message,
        found=found,
        printed=printed,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


@products.post("/skanna")
def find_scanned() -> ResponseReturnValue:
    """The registered products in view, each with the way to its page. Changes nothing."""
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), finding_page)
    unit = looking_unit()
    registered = registered_devices(seen.packages)
    found = [device for device in registered if may_see(device, unit)]
    location = url_for("products.product", device_id=found[0].id) if len(found) == 1 else ""
    if location and not wants_json():
        return redirect(location)
    printed = printed_numbers(seen, unit)
    return answer(
        seen,
        html=render_template("products/_answer.html", found=found, printed=printed),
        tone="good" if found else "attention",
        message=_told(seen, found, others=bool(registered)),
        page=lambda message: finding_page(message, found, printed),
        registered=frozenset(device.serial_key for device in found),
        location=location,
    )


def _told(seen: Seen, found: Sequence[Device], *, others: bool) -> str:
    if found:
        return ngettext("%(num)s produkt.", "%(num)s produkter.", len(found))
    if others:
        return _("Produkten är inte er enhets. Fråga huvudlagret.")
    if any(package.serials for package in seen.packages):
        return _("Ingen produkt med det numret finns i registret.")
    if seen.key:
        return _("Koden säger inget serienummer. Skanna serienumrets kod, eller skriv numret.")
    return nothing_read(seen)


@products.get("/<int:device_id>")
def product(device_id: int) -> ResponseReturnValue:
    device, unit = known_device(device_id), looking_unit()
    lines = lines_of(device, unit)
    return render_template(
        "products/product.html",
        device=device,
        article=device.article,
        serial=device.serial_number,
        now_at=whereabouts_of(device, lines),
        happened=history_of(device, unit),
        lines=lines,
    )


@products.get("/rad/<int:line_id>")
def unregistered_product(line_id: int) -> ResponseReturnValue:
    """A product without a serial, or one that is not in the register: what happened to it in its return."""
    line = line_in_sight(line_id)
    if line.device_id is not None:
        return redirect(url_for("products.product", device_id=line.device_id))
    return render_template(
        "products/product.html",
        device=None,
        article=line.article,
        serial=line.serial_number or "",
        name=line.name,
        now_at=whereabouts_of(None, [line]),
        happened=history_of_lines([line]),
        lines=[line],
    )


@products.get("/rad/<int:line_id>/foton/<int:photo_id>.jpg")
def photo_jpg(line_id: int, photo_id: int) -> ResponseReturnValue:
    photo = line_in_sight(line_id).photo(photo_id) or abort(404)
    return as_answer(photo.jpeg)


@products.app_template_global("product_url")
def product_url(line: Line) -> str:
    """The address of the page of a line's product."""
    if line.device_id is not None:
        return url_for("products.product", device_id=line.device_id)
    return url_for("products.unregistered_product", line_id=line.id)
