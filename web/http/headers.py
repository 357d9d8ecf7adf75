"""What browsers are told about every answer: where scripts may come from, who may frame us, what may be kept."""

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
        # A tablet is shared: "back" after signing out must not show what the one before was packing.
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
