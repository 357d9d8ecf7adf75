"""What makes the pages installable: the manifest, the service worker with the static shell, the offline page."""

from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import (
    Response,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _

from web.site import shell

pwa = APIBlueprint("pwa", __name__, enable_openapi=False)
pwa.add_app_template_global(shell.address, "shell")

PAPER = "#f4f2ed"
MANIFEST_TYPE = "application/manifest+json"


@pwa.get("/manifest.webmanifest")
def manifest() -> Response:
    answer = jsonify(
        id="/",
        name=_("Returkoll"),
        short_name=_("Returkoll"),
        description=_("Returer av hörhjälpmedel: skanna, kontrollera, packa, skicka."),
        lang=str(get_locale()),
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
        screenshots=_screenshots(),
        shortcuts=_shortcuts(),
        share_target=_share_target(),
    )
    answer.mimetype = MANIFEST_TYPE
    return answer


def _screenshots() -> list[dict[str, str]]:
    """What a store or the browser's own question shows: made of the real pages by
    scripts/pictures/manifest_pictures.py."""
    words = {"packa": _("Packa en retur"), "hem": _("Det som väntar")}
    forms = {"wide": "1180x820", "narrow": "390x844"}
    return [
        {
            "src": shell.address(f"app/{name}-{form}.webp"),
            "sizes": size,
            "type": "image/webp",
            "form_factor": form,
            "label": words[name],
        }
        for form, size in forms.items()
        for name in words
    ]


def _shortcuts() -> list[dict[str, Any]]:
    icon = [_icon("returkoll-192.png", "192x192")]
    return [
        {"name": _("Ny retur"), "url": url_for("installed.new_return"), "icons": icon},
        {"name": _("Skanna"), "url": url_for("installed.scan"), "icons": icon},
    ]


def _share_target() -> dict[str, Any]:
    return {
        "action": url_for("installed.arrived"),
        "method": "POST",
        "enctype": "multipart/form-data",
        "params": {"files": [{"name": "picture", "accept": ["image/*"]}]},
    }


def _icon(name: str, sizes: str, purpose: str = "any") -> dict[str, str]:
    return {"src": shell.address(f"icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}


@pwa.get("/v/<version>/<path:name>")
def shell_file(version: str, name: str) -> Response:
    """A file of the shell. An old page may ask for an old version. It gets the present one, and may not store it."""
    squeezed = shell.squeezed(name) if request.accept_encodings.best_match(["gzip"]) else None
    if squeezed is not None:
        answer = Response(
            squeezed, mimetype=shell.TEXTS[Path(name).suffix], headers={"Content-Encoding": "gzip"}
        )
    elif name == shell.LOOK:
        answer = Response(shell.look(), mimetype="text/css")
    else:
        answer = send_from_directory(shell.root(), name)
    answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = shell.FOR_EVER if version == shell.version() else "no-cache"
    return answer


@pwa.get("/sw.js")
def service_worker() -> Response:
    """The worker names the shell's version, so that a changed file makes a new worker, and so a new cache."""
    answer = make_response(
        render_template(
            "pwa/service_worker.js",
            version=shell.version(),
            files=[shell.address(name) for name in shell.names()],
            later=[shell.address(name) for name in shell.names_of_others()],
            offline=url_for("pwa.offline"),
            share=url_for("installed.shared"),
        )
    )
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pwa.get("/offline")
def offline() -> str:
    """The page that is shown without contact. It is fetched without cookies and stored on shared tablets, so that
    nothing on it may belong to a user."""
    return render_template("pwa/offline.html", max_upload_mb=current_app.config["MAX_UPLOAD_MB"])
