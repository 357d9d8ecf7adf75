"""How Returkoll comes onto the home screen of an iPad and of an Android tablet, with drawings of what to press."""

from flask import render_template

from web.installed.blueprint import installed


@installed.get("/installera")
def installing() -> str:
    """Open to everybody: nobody has signed in on a tablet that is new."""
    return render_template("pwa/installing.html")
