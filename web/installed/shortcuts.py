"""The shortcuts of the app's icon (manifest.webmanifest, "shortcuts")."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from web.installed.blueprint import installed


@installed.get("/ny-retur")
def new_return() -> ResponseReturnValue:
    """A page whose only form presses itself: a GET changes nothing, and the form's key makes one return of it, however
    often it is sent. Who packs nothing comes to their own first page."""
    if not current_user.is_clinic:
        return redirect(url_for("home.index"))
    return render_template("pwa/new_return.html")


@installed.get("/skanna")
def scan() -> ResponseReturnValue:
    """Where one look says what a thing is: for the clinic a product, for the warehouse everything that comes."""
    return redirect(url_for("products.finding" if current_user.is_clinic else "warehouse.home"))
