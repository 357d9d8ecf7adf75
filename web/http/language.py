"""Which language a request is answered in: the user's choice, then the browser's, then Swedish."""

from apiflask import APIBlueprint
from flask import abort, current_app, g, has_request_context, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_security import current_user
from sqlalchemy.exc import SQLAlchemyError

from database import forget_and_write
from web.http.own_path import own_path

language = APIBlueprint("language", __name__, enable_openapi=False)
language.add_app_template_global(get_locale, "get_locale")  # the page says which language it is in

NAMES = {"sv": "Svenska", "en": "English"}
"""The name of each language in that language, for a user who cannot read the page."""


def choose_language() -> str:
    """The language code for this request."""
    languages = current_app.config["LANGUAGES"]
    if not has_request_context():
        return str(languages[0])
    # The account's choice comes first: on a shared tablet the session may have the choice of the user before.
    for chosen in (_accounts_choice(), session.get("language")):
        if chosen in languages:
            return str(chosen)
    return request.accept_languages.best_match(languages) or str(languages[0])


def _accounts_choice() -> str | None:
    """The language of the signed-in user's account. None while the database does not answer, as the page that says so
    needs a language, too."""
    if g.get("without_database"):
        return None
    try:
        return getattr(current_user, "language", None)
    except SQLAlchemyError:
        g.without_database = True
        return None


@language.post("/sprak")
def choose() -> ResponseReturnValue:
    """Store the choice for this browser, and in the account when somebody is signed in. Then show the same page
    again."""
    chosen = request.form.get("language", "")
    if chosen not in current_app.config["LANGUAGES"]:
        abort(400)
    if current_user.is_authenticated:
        with forget_and_write():
            current_user.language = chosen
    session["language"] = chosen
    return redirect(own_path(request.form.get("back"), url_for("home.index")))


@language.app_template_global()
def languages() -> list[tuple[str, str]]:
    """Code and name of each language that can be chosen."""
    return [(code, NAMES[code]) for code in current_app.config["LANGUAGES"]]
