"""What a tablet's queue asks for before and after it sends: who is signed in, and how the return looks now."""

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import generate_csrf

from web.clinic.blueprint import clinic, clinic_only, own_return


@clinic.get("/ko")
@clinic_only
def ticket() -> ResponseReturnValue:
    """Who is signed in, and the token for changing requests, as a page that has been open for days has an old one."""
    return jsonify(user=current_user.id, csrf_token=generate_csrf())


@clinic.get("/<number>/innehall")
@clinic_only
def contents(number: str) -> ResponseReturnValue:
    """The list of what is packed, as it is now."""
    return render_template("clinic/_contents.html", return_=own_return(number))
