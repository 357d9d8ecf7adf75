"""How a tablet comes to trust `make run HTTPS=1`: the certificate authority to install, in each system's form, and what
to tap.

A tablet that does not trust us yet opens the page over plain HTTP, and somebody who shows the QR code to the next
tablet opens it over HTTPS. Behind a reverse proxy with a public certificate there is no local authority, and no such
page.
"""

import hashlib
import plistlib
import ssl
import uuid
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, abort, current_app, render_template, request
from flask_babel import gettext as _

from web.site.qr import qr

trusting = APIBlueprint("trusting", __name__, url_prefix="/lita-pa", enable_openapi=False)

PAYLOAD = "com.apple.security.root"  # Apple, Configuration Profile Reference: "Certificate (root)"


def authority() -> bytes:
    """The certificate of the local authority in DER. Answers 404 where there is none."""
    path = current_app.config["LOCAL_AUTHORITY"]
    if not path:
        abort(404)
    return ssl.PEM_cert_to_DER_cert(Path(path).read_text())


@trusting.get("/")
def page() -> str:
    """The page, without a session: nobody is signed in here, and a cookie would be sent unencrypted."""
    fingerprint = hashlib.sha256(authority()).hexdigest().upper()
    url = current_app.config["TRUST_URL"]
    return render_template(
        "pwa/trusting.html",
        fingerprint=[fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4)],
        trust_url=url,
        code=qr(url, _("QR-kod till den här sidan")),
        secure=request.is_secure,
        home=_https_address(),
    )


def _https_address() -> str:
    """The address of Returkoll itself, on the host of this request. The port for plain HTTP is the next higher one."""
    if request.is_secure:
        return request.url_root
    host, _colon, port = request.host.rpartition(":")
    return f"https://{host}:{int(port) - 1}/" if port.isdecimal() else request.url_root


@trusting.get("/returkoll.crt")
def authority_crt() -> Response:
    """The certificate in the form that Android wants."""
    return _file(authority(), "application/x-x509-ca-cert", "returkoll.crt")


@trusting.get("/returkoll.mobileconfig")
def authority_mobileconfig() -> Response:
    """The certificate in the form that iPhone and iPad want: a profile with one root certificate. The same certificate
    makes the same profile."""
    der = authority()
    digest = hashlib.sha256(der).hexdigest()
    certificate = {
        "PayloadType": PAYLOAD,
        "PayloadVersion": 1,
        "PayloadIdentifier": f"se.returkoll.{digest[:16]}.certificate",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{digest} certificate")),
        "PayloadDisplayName": "Returkoll",
        "PayloadContent": der,
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"se.returkoll.{digest[:16]}",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{digest} profile")),
        "PayloadDisplayName": "Returkoll",
        "PayloadDescription": _("Låter den här enheten lita på Returkoll på mottagningens nät."),
        "PayloadContent": [certificate],
    }
    return _file(plistlib.dumps(profile), "application/x-apple-aspen-config", "returkoll.mobileconfig")


def _file(content: bytes, kind: str, name: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    return Response(content, content_type=kind, headers={"Content-Disposition": disposition})
