"""The pages and the API: blueprints that parse, call and render."""

from apiflask import APIFlask

from web import access, errors, pages


def register(app: APIFlask) -> None:
    """Put every blueprint, guard and error page on the app."""
    access.guard(app)
    errors.handle(app)
    pages.register(app)
