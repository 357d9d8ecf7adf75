"""How often one address may send a request. Guessing passwords must be slow, and packing products must not."""

from typing import Any

from apiflask import APIFlask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, strategy="moving-window")

SIGN_IN = "20 per minute"
"""All users of a clinic may have the same address, and sign in when the day begins."""


def limit(app: APIFlask) -> None:
    """Set up the limits. Each worker counts in its own memory, unless RETURKOLL_RATELIMIT_STORAGE_URI names a Redis
    that all of them share."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", "memory://")
    limiter.init_app(app)
    sign_in: Any = app.view_functions["security.login"]
    limited: Any = limiter.limit(SIGN_IN, methods=["POST"])(sign_in)
    app.view_functions["security.login"] = limited
