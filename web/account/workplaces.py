"""Where somebody with several workplaces works now: at which unit, at the warehouse, or as administrator."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from database import forget_and_write, utcnow
from web.account.blueprint import account
from web.http.signed_in import current_sign_in, open_tablet


@account.get("/arbetsplats")
def workplaces() -> ResponseReturnValue:
    return render_template("account/workplaces.html")


@account.post("/arbetsplats")
def choose_workplace() -> ResponseReturnValue:
    """Choosing is harmless when done twice. It leads to the first page of that workplace."""
    with forget_and_write():
        try:
            current_sign_in().choose(request.form.get("workplace", ""))
        except ValueError:
            abort(403)
        open_tablet(current_sign_in(), utcnow())
    return redirect(url_for("home.index"))
