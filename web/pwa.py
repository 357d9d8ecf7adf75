"""What makes the pages installable: the manifest, the service worker with the static shell, the offline page."""

import hashlib
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, current_app, jsonify, make_response, render_template, url_for
from flask_babel import gettext as _

pwa = APIBlueprint("pwa", __name__, enable_openapi=False)

SHELL = frozenset({".css", ".js", ".svg", ".png"})
PAPER = "#f4f2ed"
MANIFEST_TYPE = "application/manifest+json"


@pwa.get("/manifest.webmanifest")
def manifest() -> Response:
    answer = jsonify(
        id="/",
        name=_("Returkoll"),
        short_name=_("Returkoll"),
        description=_("Returer av hörhjälpmedel: skanna, kontrollera, packa, skicka."),
        lang=current_app.config["BABEL_DEFAULT_LOCALE"],
        start_url=url_for("home.index"),
        scope="/",
        display="standalone",
        orientation="any",
        background_color=PAPER,
        theme_color=PAPER,
        icons=[
            _icon("returkoll-192.png", "192x192"),
            _icon("returkoll-512.png", "512x512"),
            _icon("returkoll-maskable-512.png", "512x512", purpose="maskable"),
        ],
    )
    answer.mimetype = MANIFEST_TYPE
    return answer


def _icon(name: str, sizes: str, purpose: str = "any") -> dict[str, str]:
    source = url_for("static", filename=f"icons/{name}")
    return {"src": source, "sizes": sizes, "type": "image/png", "purpose": purpose}


@pwa.get("/sw.js")
def service_worker() -> Response:
    """The worker carries the shell's version, so that a changed file makes a new worker, and so a new cache."""
    names = shell_files()
    answer = make_response(
        render_template(
            "pwa/service_worker.js",
            version=shell_version(names),
            files=[url_for("static", filename=name) for name in names],
            offline=url_for("pwa.offline"),
        )
    )
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pwa.get("/offline")
def offline() -> str:
    """Asked for without cookies, and kept on shared tablets: nothing on it may be anybody's."""
    return render_template("pwa/offline.html")


def shell_files() -> list[str]:
    """The static files that a page needs to look and work as it should, as paths below static/."""
    root = _static_root()
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.suffix in SHELL)


def shell_version(names: list[str]) -> str:
    """The same for the same contents, on every worker and machine, and after a restart."""
    digest = hashlib.sha256(render_template("pwa/offline.html").encode())
    for name in names:
        digest.update(name.encode() + b"\0" + (_static_root() / name).read_bytes())
    return digest.hexdigest()[:16]


def _static_root() -> Path:
    return Path(current_app.static_folder or "")
