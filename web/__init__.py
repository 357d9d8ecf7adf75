"""The pages and the API: blueprints that parse, call and render."""

from apiflask import APIFlask

from web.api import bearer, etags, openapi
from web.http import access, audited, errors, headers, translated
from web.monitoring import counting
from web.site import pages


def register(app: APIFlask) -> None:
    """Put every blueprint, guard and error page on the app."""
    bearer.know_tokens(app)
    counting.count(app)
    access.guard(app)
    audited.audit(app)
    errors.handle(app)
    etags.know_etags(app)
    openapi.describe(app)
    headers.tell(app)
    translated.teach(app)
    pages.register(app)
