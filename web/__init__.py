"""The pages and the API: blueprints that parse, call and render."""

from apiflask import APIFlask

from web import access, errors, headers, pages, saying


def register(app: APIFlask) -> None:
    """Put every blueprint, guard and error page on the app."""
    access.guard(app)
    errors.handle(app)
    headers.tell(app)
    saying.teach(app)
    pages.register(app)
