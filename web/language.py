"""Which language a request is answered in: the user's choice, then the browser's, then Swedish."""

from flask import current_app, has_request_context, request, session
from flask_security import current_user


def choose_language() -> str:
    """The language code for this request."""
    languages = current_app.config["LANGUAGES"]
    if not has_request_context():
        return str(languages[0])
    chosen = session.get("language") or getattr(current_user, "language", None)
    if chosen in languages:
        return str(chosen)
    return request.accept_languages.best_match(languages) or str(languages[0])
