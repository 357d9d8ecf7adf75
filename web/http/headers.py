"""What browsers are told with every answer: where scripts may come from, which sites may show our pages in a frame, and
what may be stored."""

from apiflask import APIFlask
from flask import Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def tell(app: APIFlask) -> None:
    app.after_request(add_headers)


def add_headers(answer: Response) -> Response:
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    if answer.mimetype == "text/html":
        answer.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    if request.endpoint and not request.endpoint.startswith(("static", "pwa.")):
        # A tablet is shared. After signing out, "back" must not show what the user before was packing.
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
