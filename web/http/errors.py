"""Answers to what goes wrong, with a sentence that says what to do: a page for pages, JSON for scripts and the API."""

import errno
import os
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from apiflask import APIFlask, HTTPError
from flask import Response, current_app, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from passlib.exc import PasswordSizeError
from sqlalchemy.exc import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, TooManyRequests

from accounts.people import AccountRefused
from common.privacy import PatientDataError
from common.sentence import WrongFields
from common.storage_fault import StorageFault, is_out_of_room, storage_fault
from photos import NoPhoto
from registry.imports import FileProblem
from returns import Refused
from scanner.pictures.turns import NoTurn
from web.http.audited import told_path
from web.http.before_body import NO_ROOM
from web.http.fragments import wants_fragment
from web.http.own_path import own_path
from web.http.translated import say
from web.monitoring.counters import FAILURES

log = structlog.get_logger()

DATABASE_FAILURES = (OperationalError, InterfaceError, InternalError, NoFreeConnection)
"""The database does not answer, answers no more, is full, or may only be read (PEP 249, "Exceptions")."""
RETRY_AFTER = {"Retry-After": "5"}
"""Seconds: a database that is started again is back about then."""


PROBLEM = "application/problem+json"
"""RFC 9457, "Problem Details for HTTP APIs"."""
TOLD_TO_OPERATOR = frozenset({400, 413, 421, 422, 429})
"""Somebody may be trying what the house lets in. What signed-in people are refused (403) stands in the audit log."""
HEADERS_OF_ERRORS = ("Allow", "Retry-After", "WWW-Authenticate", "ETag")


def handle(app: APIFlask) -> None:
    app.url_value_preprocessor(stop_without_room)
    app.error_processor(wrong_input)
    app.after_request(tell_as_problem)
    app.register_error_handler(RequestEntityTooLarge, too_large)
    app.register_error_handler(CSRFError, csrf_failed)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(AccountRefused, refused)
    app.register_error_handler(PatientDataError, refused)
    app.register_error_handler(WrongFields, refused)
    app.register_error_handler(FileProblem, refused)
    app.register_error_handler(StaleDataError, overtaken)
    app.register_error_handler(IntegrityError, overtaken)
    for failure in DATABASE_FAILURES:
        app.register_error_handler(failure, database_failed)
    app.register_error_handler(NoTurn, busy)
    app.register_error_handler(NoPhoto, photo_failed)
    app.register_error_handler(DataError, unstorable)
    app.register_error_handler(PasswordSizeError, unstorable)
    app.register_error_handler(OSError, not_stored)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def is_api() -> bool:
    return request.path.startswith("/api/")


def problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """What the API says of an error. The type is "about:blank", so that the title is the status' own phrase.

    `message` is `detail` under the name that version 0.1.0 gave it, and `tone` is as it was there: programs were
    written against them (RFC 9457, section 3.2, "Extension Members").
    """
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "message": detail,
        "tone": "stop",
        **more,
    }


def tell_as_problem(answer: Response) -> Response:
    if answer.status_code >= 400 and is_api() and answer.is_json:
        answer.mimetype = PROBLEM
    return answer


def wrong_input(error: HTTPError) -> tuple[dict[str, Any], int]:
    """What APIFlask has found wrong with a call of the API, each field's faults by themselves."""
    faults = [
        {"field": field, "in": where, "detail": str(told)}
        for where, fields in (error.detail or {}).items()
        for field, told in _flat(fields)
    ]
    return problem(error.status_code, api_sentence(error.status_code), errors=faults), error.status_code


def _flat(found: Any, path: str = "") -> list[tuple[str, Any]]:
    """Faults of fields within fields, each with its path: `answers.whole`."""
    if not isinstance(found, dict):
        return [(path, one) for one in (found if isinstance(found, list) else [found])]
    return [
        pair
        for name, inner in found.items()
        for pair in _flat(inner, f"{path}.{name}" if path else str(name))
    ]


def api_sentence(status: int) -> str:
    """What a program's author is told to do."""
    known = {
        400: _("Anropet går inte att läsa. Jämför det med API:ets beskrivning."),
        401: _("Skicka en nyckel som gäller: Authorization: Bearer rk_…"),
        403: _("Nyckeln eller rollen ger inte rätt till det här."),
        404: _("Det finns inget här med den adressen. Kontrollera numret."),
        405: _("Så går det inte att anropa den här adressen. Se Allow."),
        409: _("Det går inte just nu. Hämta hur det ser ut, och försök igen."),
        412: _("Det har ändrats sedan du hämtade det. Hämta det igen, och försök med den nya ETag:en."),
        415: _("Skicka anropet som JSON, med Content-Type: application/json."),
        422: _("Något i anropet är fel. Varje fel står för sig i errors."),
        428: _("Skicka en Idempotency-Key, så att anropet kan skickas igen utan att göras två gånger."),
        429: _("För många anrop. Vänta så många sekunder som Retry-After säger."),
    }
    return known.get(status, _("Något gick fel hos oss. Försök igen om en stund."))


def answer(status: int, title: str, message: str) -> tuple[dict[str, Any] | str, int]:
    """The error in the form that was asked for."""
    if is_api():
        return problem(status, message), status
    if wants_json():
        return {"message": message, "title": title, "tone": "stop"}, status
    return page(status, title, message), status


def page(status: int, title: str, message: str) -> str:
    """The whole page. Where the database does not answer, it is a page that asks the database nothing."""
    told = {"status": status, "title": title, "message": message}
    if not g.get("without_database"):
        try:
            return render_template("errors/error.html", **told)
        except SQLAlchemyError as error:
            log.info("error_page_without_database", error=str(error))
            g.without_database = True
    # Not by render_template: its context processors ask who is signed in.
    name = "errors/fragment.html" if wants_fragment() else "errors/without_database.html"
    return current_app.jinja_env.get_template(name).render(**told)


def refused(
    error: Refused | AccountRefused | PatientDataError | WrongFields | FileProblem,
) -> ResponseReturnValue:
    """The answer when a verb has refused: its sentence, on the page that the user was on. Nothing has changed."""
    if is_api() and isinstance(error, WrongFields):
        faults = [{"field": name, "in": "json", "detail": say(one)} for name, one in error.faults.items()]
        return problem(422, api_sentence(422), errors=faults), 422
    return stay(say(error.sentence), 409)


def overtaken(error: StaleDataError | IntegrityError) -> ResponseReturnValue:
    """The answer when somebody else has changed the same thing at the same moment. The other change stays."""
    log.info("overtaken", path=told_path(), error=str(error))
    return stay(_("Någon annan ändrade samtidigt. Titta på hur det ser ut nu, och försök igen."), 409)


def database_failed(error: SQLAlchemyError) -> ResponseReturnValue:
    """Nothing that the request would have changed is there: it was one transaction. It is safe to send it again."""
    FAILURES.labels("database").inc()
    log.error("database_failed", path=told_path(), error=str(error))
    fault = storage_fault(error)
    if fault is StorageFault.FULL:
        return no_room()
    if fault is StorageFault.READ_ONLY:
        title = _("Det går inte att spara något just nu")
        message = _(
            "Det går bara att titta, inte att ändra. Det du gjorde sist är inte sparat. Säg till den som sköter "
            "Returkoll."
        )
        return *answer(503, title, message), RETRY_AFTER
    g.without_database = True
    title = _("Det går inte att spara eller hämta något just nu")
    message = _("Databasen svarar inte. Det du gjorde sist är inte sparat. Vänta en stund och försök igen.")
    return *answer(503, title, message), RETRY_AFTER


def no_room() -> ResponseReturnValue:
    """Nothing is half-written, and what is there can be read. It is safe to send the request again."""
    g.without_database = True
    title = _("Det går inte att spara något just nu")
    message = _(
        "Serverns disk är full. Det du gjorde sist är inte sparat, allt annat finns kvar. Säg till den som sköter "
        "Returkoll."
    )
    return *answer(503, title, message), RETRY_AFTER


def not_stored(error: OSError) -> ResponseReturnValue:
    if not is_out_of_room(error):
        return unexpected(error)
    FAILURES.labels("disk").inc()
    log.error("no_room", path=told_path(), error=str(error))
    return no_room()


def stop_without_room(_endpoint: str | None, _values: object) -> None:
    """The server had no room for what was sent: before anybody looks for it, that is said."""
    if NO_ROOM in request.environ:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def photo_failed(error: NoPhoto) -> ResponseReturnValue:
    """A photo that cannot be stored is not acknowledged: the page, or the tablet's queue, sends it again."""
    FAILURES.labels("photos").inc()
    log.error("photo_failed", path=told_path(), error=str(error))
    if is_out_of_room(error):
        return no_room()
    title = _("Bilden går inte att spara eller hämta just nu")
    message = _("Bilderna ligger på ett ställe som inte svarar. Vänta en stund och försök igen.")
    return *answer(503, title, message), RETRY_AFTER


def busy(error: NoTurn) -> ResponseReturnValue:
    """Nothing was read. The pages ask again by themselves."""
    body, status = answer(503, _("Många bilder läses just nu"), say(error.sentence))
    if isinstance(body, dict) and "tone" in body:
        body["tone"] = "attention"
    return body, status, {"Retry-After": str(error.again_in_s)}


def unstorable(error: DataError | PasswordSizeError) -> ResponseReturnValue:
    """The answer to a request with a value that the database cannot store. It is told as a fault of the request."""
    log.warning("unstorable", path=told_path(), error=type(error).__name__)
    return answer(400, sentence(400)[0], api_sentence(400) if is_api() else sentence(400)[1])


def stay(message: str, status: int) -> ResponseReturnValue:
    if is_api():
        return problem(status, message), status
    if wants_json():
        return {"message": message, "tone": "stop"}, status
    flash(message, "stop")
    if wants_fragment():
        return render_template("layout/flashes.html"), status
    return redirect(page_before(), code=303)


def page_before() -> str:
    """The page of ours that the form was on, else the first page."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return "/"
    return own_path(before.path + (f"?{before.query}" if before.query else ""), "/")


def http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if status in TOLD_TO_OPERATOR:
        log.info("refused_request", status=status, path=told_path())
    title, message = sentence(status)
    headers = {name: value for name, value in error.get_headers() if name in HEADERS_OF_ERRORS}
    if is_api():
        message = api_sentence(status)
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"  # RFC 6750, 3
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        message = _("Vänta %(seconds)s sekunder och försök igen.", seconds=error.retry_after)
        return *answer(status, title, message), {"Retry-After": str(error.retry_after)}
    return *answer(status, title, message), headers


def sentence(status: int) -> tuple[str, str]:
    """The title for a status, and a sentence that says what to do."""
    known = {
        400: (
            _("Det gick inte att läsa det som skickades"),
            _("Gå tillbaka, ladda om sidan och försök igen."),
        ),
        401: (_("Du är utloggad"), _("Logga in igen. Det du har packat finns kvar.")),
        403: (
            _("Den här sidan är inte för din roll"),
            _("Gå till startsidan, eller logga in med ett annat konto."),
        ),
        404: (_("Sidan finns inte"), _("Kontrollera numret, eller gå till startsidan.")),
        405: (_("Så går det inte att göra här"), _("Gå tillbaka och använd knapparna på sidan.")),
        421: (_("Fel adress"), _("Returkoll finns på %(address)s", address=current_app.config["PUBLIC_URL"])),
        429: (_("För många försök"), _("Vänta en minut och försök igen.")),
    }
    return known.get(
        status,
        (_("Något gick fel hos oss"), _("Försök igen om en stund. Det du har packat finns kvar.")),
    )


def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The answer to an upload that is too large. Nothing of it is read here: the server throws the rest away, so that a
    browser shows this answer."""
    log.info("refused_request", status=413, path=told_path())
    limit = current_app.config["MAX_UPLOAD_MB"]
    message = _("Bilden får vara högst %(limit)s MB. Ta en ny bild, eller välj en mindre.", limit=limit)
    return answer(413, _("Bilden är för stor"), message)


def csrf_failed(error: CSRFError) -> ResponseReturnValue:
    log.info("csrf_refused", reason=error.description, path=told_path())
    return answer(
        400, _("Sidan var för gammal"), _("Ladda om sidan och försök igen. Det du har packat finns kvar.")
    )


def unexpected(error: Exception) -> ResponseReturnValue:
    FAILURES.labels("unexpected").inc()
    log.exception("unexpected_error", path=told_path(), error=type(error).__name__)
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return answer(500, sentence(500)[0], api_sentence(500) if is_api() else sentence(500)[1])
