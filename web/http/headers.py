"""What browsers are told with every answer: where scripts may come from, which sites may show our pages in a frame, and
what may be stored; and the cookies that are stored beside the session's."""

from apiflask import APIFlask
from flask import Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

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
OF_THE_READER = f"{CONTENT_SECURITY_POLICY}; script-src 'self' 'wasm-unsafe-eval'"
"""For the worker that reads codes on devices whose browser does not: WebAssembly runs there, and nowhere else."""
READER = "js/scan/on_device/wasm_worker.js"
OF_A_PDF = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""Without `default-src`: a browser shows it in a page of its own making, with scripts and styles of its own."""
OF_DATA = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""For photos, JSON, CSV: when a browser took one for a page, after all, nothing in it would run."""
FILES_OF_OURS = ("static", "pwa.")
"""The service worker is among them: what it may fetch is what the policy of its own file says."""
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


def tell(app: APIFlask) -> None:
    app.after_request(add_headers)


def add_headers(answer: Response) -> Response:
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    answer.headers.setdefault("Content-Security-Policy", policy_of(answer))
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if current_app.config["HTTPS"] and not current_app.config["LOCAL_AUTHORITY"]:
        # Not where a machine vouches for itself: its plain address shows tablets how to trust it, and other things may
        # answer on the same name.
        answer.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
    if request.endpoint and not request.endpoint.startswith(FILES_OF_OURS):
        # A tablet is shared. After signing out, "back" must not show what the user before was packing.
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def policy_of(answer: Response) -> str:
    if (request.view_args or {}).get("name") == READER:
        return OF_THE_READER
    if answer.mimetype == "text/html" or (request.endpoint or "").startswith(FILES_OF_OURS):
        return CONTENT_SECURITY_POLICY
    return OF_A_PDF if answer.mimetype == "application/pdf" else OF_DATA


# --- cookies


def cookie_name(name: str) -> str:
    """Over HTTPS it begins with `__Host-`: browsers take such a cookie from this host alone, and over HTTPS alone
    (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


def cookie_value(name: str) -> str:
    """Empty where there is none."""
    return request.cookies.get(cookie_name(name), "")


def set_own_cookie(answer: AnyResponse, name: str, value: str, seconds: int) -> None:
    """Store it in the browser for so long. No script can read it, and no other site's form sends it along."""
    answer.set_cookie(
        cookie_name(name),
        value,
        max_age=seconds,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
