"""The front door: each role is shown to its own room, a label's code leads to its return, a user chooses a language."""

import re

from apiflask import APIBlueprint
from flask import abort, current_app, redirect, request, url_for
from flask_babel import get_locale
from flask_security import current_user
from werkzeug.wrappers import Response

from accounts import RoleName
from scanner.identity import return_number
from web.idempotency import changing

home = APIBlueprint("home", __name__, enable_openapi=False)
home.add_app_template_global(get_locale, "get_locale")  # the page says which language it is in

FIRST_PAGE = {
    RoleName.CLINIC: "clinic.returns",
    RoleName.WAREHOUSE: "warehouse.home",
    RoleName.ADMIN: "admin.home",
}

# Not "//elsewhere.example", nor what browsers take for it.
OUR_OWN_PATH = re.compile(r"/(?![/\\])")


@home.get("/")
def index() -> Response:
    return redirect(url_for(FIRST_PAGE[current_user.role]))


@home.post("/sprak")
@changing
def choose_language() -> Response:
    """The user's own language, from now on and on every device; back to the page it was chosen on."""
    chosen = request.form.get("language", "")
    if chosen not in current_app.config["LANGUAGES"]:
        abort(400)
    current_user.language = chosen
    back = request.form.get("back", "")
    return redirect(back if OUR_OWN_PATH.match(back) else url_for("home.index"))


@home.get("/r/<number>")
def label_code(number: str) -> Response:
    """What the 2D code on the label opens: the warehouse takes the return in, the clinic looks at it."""
    parsed = return_number.parse(number)
    if parsed is None:
        abort(404)
    if current_user.is_clinic:
        return redirect(url_for("clinic.show", number=parsed))
    return redirect(url_for("warehouse.receive", number=parsed))
