"""The contact log: a contact is written down, and a follow-up is done."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import db, utcnow
from warehouse import UnitContact
from web.follow_up.blueprint import follow_up, follows_up, unit_to_see
from web.follow_up.contact_form import ContactForm
from web.follow_up.units import unit_page
from web.http.access import actor
from web.http.idempotency import changing
from web.http.local_time import today


@follow_up.post("/<int:unit_id>/kontakt")
@follows_up
@changing
def note_contact(unit_id: int) -> ResponseReturnValue:
    unit, form = unit_to_see(unit_id), ContactForm.from_request()
    if not form.validate():
        return unit_page(unit, form), 422
    UnitContact.note(unit, today(), actor=actor(), now=utcnow(), **form.data)
    flash(_("Kontakten är sparad."), "good")
    return redirect(url_for("follow_up.unit", unit_id=unit.id))


@follow_up.post("/kontakt/<int:contact_id>/klar")
@follows_up
@changing
def finish_contact(contact_id: int) -> ResponseReturnValue:
    contact = db.session.get(UnitContact, contact_id) or abort(404)
    contact.finish(actor=actor(), now=utcnow())
    flash(_("Uppföljningen är klar."), "good")
    return redirect(url_for("follow_up.unit", unit_id=contact.unit_id))
