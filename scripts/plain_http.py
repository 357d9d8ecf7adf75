"""What `make run HTTPS=1` answers over plain HTTP: how to trust it. Everything else leads to HTTPS."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.utils import redirect

import app
from web.site.trusting import trusting

OPEN = (f"{trusting.url_prefix}/", "/v/")
"""The trust page, and the stylesheet and icons that it is shown with."""


class TrustOnly:
    """Around the whole application: lets through what OPEN names."""

    def __init__(self, inner: WSGIApplication, https_port: int) -> None:
        self.inner, self.https_port = inner, https_port

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(OPEN):
            return self.inner(environ, start_response)
        host = environ.get("HTTP_HOST", "localhost").rsplit(":", 1)[0]
        return redirect(f"https://{host}:{self.https_port}{environ['PATH_INFO']}")(environ, start_response)


def create_app(https_port: int) -> TrustOnly:
    return TrustOnly(app.create_app(), https_port)
