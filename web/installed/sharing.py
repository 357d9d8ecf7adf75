"""Photos that were shared with the app, from the gallery or from a mail (manifest.webmanifest, "share_target").

The service worker takes them before they reach the server, keeps them on the device, and leads here with a GET. So they
survive a sign-in and a lost contact, and the system's own request needs no token. The page asks which return they
belong to and puts them into the device's queue (static/js/pages/shared_photos.js), each with a key of its own, so that
a second press puts in nothing twice.
"""

from flask import current_app, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_security import current_user

from returns import Return
from returns.unit_returns import ReturnGroup, in_group
from web.installed.blueprint import installed

MOST_DRAFTS = 20


@installed.get("/dela")
def shared() -> str:
    return render_template(
        "pwa/shared.html",
        drafts=open_drafts(),
        lost="utan" in request.args,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


def open_drafts() -> list[Return]:
    """The unit's returns that products may still be put into, the newest first. Nobody else has any."""
    if not current_user.is_clinic or current_user.unit is None:
        return []
    return [one for one in in_group(current_user.unit, ReturnGroup.BEGUN, limit=MOST_DRAFTS) if one.is_draft]


@installed.post("/dela")
def arrived() -> ResponseReturnValue:
    """Only where no service worker took the photos: they are let go, and the page says how to share them again."""
    return redirect(url_for("installed.shared", utan="1"), 303)


@installed.record_once
def let_systems_share(state: BlueprintSetupState) -> None:
    """The system that shares has no token of ours, and nothing is changed by it."""
    state.app.extensions["csrf"].exempt(arrived)
