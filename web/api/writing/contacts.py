"""Contacts with units about their returns."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Date, String
from apiflask.validators import Length
from flask import abort

from accounts.tokens import Scope
from database import db, utcnow
from registry.lookup import unit_with_code
from registry.models import Unit
from warehouse import UnitContact
from warehouse.follow_up.contact import LONGEST_SAID, LONGEST_SPOKE_WITH, contacts_with
from web.api.calls import reads, writes
from web.api.shown.worked import ContactsOutput, OneContact, shown_contact
from web.http.access import actor
from web.http.audited import looks_at
from web.http.local_time import today

contacts_api = APIBlueprint("contacts_api", __name__, url_prefix="/api/v1", tag="contacts")

WITH_UNIT = "/units/<code>/contacts"


def unit_at(code: str) -> Unit:
    unit = unit_with_code(code) or abort(404)
    looks_at(unit)
    return unit


@reads(
    contacts_api,
    WITH_UNIT,
    Scope.CONTACTS,
    ContactsOutput,
    summary="The contacts with a unit, the newest first",
)
def list_unit_contacts(code: str) -> Any:
    return {"contacts": [shown_contact(contact) for contact in contacts_with(unit_at(code))]}


class ContactInput(Schema):
    spoke_with = String(load_default=None, allow_none=True, validate=Length(max=LONGEST_SPOKE_WITH))
    said = String(required=True, validate=Length(1, LONGEST_SAID))
    follow_up_on = Date(load_default=None, allow_none=True)


@writes(
    contacts_api,
    WITH_UNIT,
    Scope.CONTACTS,
    OneContact,
    takes=ContactInput,
    status=201,
    summary="Note a contact",
)
def write_contact_down(code: str, said: dict[str, Any]) -> Any:
    return shown_contact(UnitContact.note(unit_at(code), today(), actor=actor(), now=utcnow(), **said)), 201


@writes(
    contacts_api,
    "/contacts/<int:contact_id>/finish",
    Scope.CONTACTS,
    OneContact,
    summary="Note that somebody has got back to the unit",
)
def finish_unit_contact(contact_id: int) -> Any:
    contact = db.session.get(UnitContact, contact_id) or abort(404)
    contact.finish(actor=actor(), now=utcnow())
    return shown_contact(contact)
