"""The first page: it leads each role to its own pages, and who has several workplaces to the choice of one.

The code on a label leads to its return.
"""

from apiflask import APIBlueprint
from flask import abort, redirect, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from accounts import RoleName
from identity import return_number
from web.http.signed_in import current_sign_in

home = APIBlueprint("home", __name__, enable_openapi=False)

FIRST_PAGE = {
    RoleName.CLINIC: "clinic.returns",
    RoleName.WAREHOUSE: "warehouse.home",
    RoleName.ADMIN: "admin.home",
}


@home.get("/")
def index() -> Response:
    if len(current_user.workplaces) > 1 and current_sign_in().workplace is None:
        return redirect(url_for("account.workplaces"))
    return redirect(url_for(FIRST_PAGE[current_user.role]))


@home.get("/r/<number>")
def label_code(number: str) -> Response:
    """The page that the 2D code on a label opens: where the warehouse takes the return in, or the clinic looks at
    it."""
    parsed = return_number.parse(number)
    if parsed is None:
        abort(404)
    if current_user.is_clinic:
        return redirect(url_for("clinic.show", number=parsed))
    return redirect(url_for("warehouse.receive", number=parsed, kuvert=return_number.envelope_in(number)))
