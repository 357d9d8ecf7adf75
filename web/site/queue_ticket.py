"""What a device's queue asks for before it sends: who is signed in, and the token for changing requests."""

from apiflask import APIBlueprint
from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import generate_csrf

queue_ticket = APIBlueprint("queue_ticket", __name__, enable_openapi=False)


@queue_ticket.get("/ko")
@queue_ticket.get("/returer/ko", endpoint="of_older_pages")
def ticket() -> ResponseReturnValue:
    """A page that has been open for days has an old token. Pages that were opened before an upgrade ask at the
    clinic's address."""
    return jsonify(user=current_user.id, csrf_token=generate_csrf())
