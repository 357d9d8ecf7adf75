"""A short page of help for each role. scripts/pictures/help_pictures.py takes its pictures of the real pages."""

from apiflask import APIBlueprint
from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_security import current_user

from accounts import RoleName
from operations.region_settings import setting
from web.site import shell

help_pages = APIBlueprint("help", __name__, url_prefix="/hjalp", enable_openapi=False)

PAGES = {RoleName.CLINIC: "klinik", RoleName.WAREHOUSE: "lager", RoleName.ADMIN: "administration"}


@help_pages.get("/")
def own() -> ResponseReturnValue:
    return redirect(url_for("help.page", name=PAGES[current_user.role]))


@help_pages.get("/<name>")
def page(name: str) -> str:
    """The page of help for one role. Everybody may read all of them, as somebody who answers the telephone helps
    others.
    """
    if name not in PAGES.values():
        abort(404)
    return render_template(
        f"help/{name}.html", name=name, draft_days=setting("DRAFT_DAYS"), support=setting("SUPPORT_EMAIL")
    )


@help_pages.app_template_global()
def help_picture(name: str) -> str:
    """The picture's address in the page's language."""
    return shell.address(f"help/{get_locale()}/{name}.webp")
