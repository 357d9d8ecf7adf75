"""What stands around Returkoll: its public address with proxy and certificate, mail."""

import datetime
import json
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from flask import current_app

from database import utcnow
from operations.doctor.finding import HealthFinding
from operations.mail import MailFailed, MailServer
from operations.seen_request import proof

PATIENCE_S = 5.0
RENEW_WITHIN = datetime.timedelta(days=21)


# --- the public address


def public_address() -> Iterator[HealthFinding]:
    """Asks /readyz at RETURKOLL_PUBLIC_URL as a browser would, and compares what came through the proxy."""
    url = str(current_app.config["PUBLIC_URL"]).rstrip("/")
    if not url:
        yield HealthFinding(
            "public address",
            "RETURKOLL_PUBLIC_URL is not set",
            "Set it to the address that browsers use: labels and mail lead there.",
        )
        return
    request = urllib.request.Request(  # noqa: S310 - http or https, as judged with the settings
        f"{url}/readyz", headers={"Authorization": f"Bearer {proof()}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        yield _told_error(url, error)
        return
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        yield HealthFinding("public address", f"{url} does not answer ({reason})", cure_of(reason))
        return
    yield from _through_the_proxy(url, told.get("seen"))


def _told_error(url: str, error: urllib.error.HTTPError) -> HealthFinding:
    if error.code == 503:
        return HealthFinding(
            "public address", f"{url} says 503: {error.read()[:200].decode(errors='replace')}", "See above."
        )
    return HealthFinding(
        "public address",
        f"{url} answers {error.code} to /readyz",
        "Something else answers there, or the proxy leads elsewhere: see its log.",
    )


def cure_of(reason: object) -> str:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return (
            f"Browsers refuse it, too ({reason.verify_message}). Renew the certificate, or let the proxy send the "
            "whole chain."
        )
    if isinstance(reason, socket.gaierror):
        return "The name is not known: ask for its DNS entry, or correct RETURKOLL_PUBLIC_URL."
    if isinstance(reason, TimeoutError):
        return "Something there accepts and says nothing: see whether Returkoll and the proxy run."
    return "Start Returkoll and its proxy, or correct RETURKOLL_PUBLIC_URL."


def _through_the_proxy(url: str, seen: dict[str, object] | None) -> Iterator[HealthFinding]:
    if seen is None:
        yield HealthFinding(
            "public address",
            "what answers there has another RETURKOLL_SECRET_KEY",
            "Give all servers of one database the same key: otherwise signing in holds on one of them only.",
        )
        return
    wanted = urlsplit(url)
    named, believed = int(str(seen["proxies_named"])), int(str(seen["proxies_believed"]))
    if named != believed:
        yield HealthFinding(
            "proxy",
            f"{named} proxies name themselves in X-Forwarded-For, and {believed} are believed",
            f"Set RETURKOLL_PROXIES={named}, so that each client has its own address and nobody can name another.",
        )
    elif seen["scheme"] != wanted.scheme or seen["host"] != wanted.netloc:
        yield HealthFinding(
            "proxy",
            f"a request to {url} comes here as {seen['scheme']}://{seen['host']}",
            "Let the proxy set X-Forwarded-Proto and X-Forwarded-Host (docs/deployment.md), and set RETURKOLL_PROXIES.",
        )
    else:
        yield HealthFinding("public address", f"{url} answers, through {named} proxies")
    if wanted.scheme == "https" and not current_app.config["HTTPS"]:
        yield HealthFinding(
            "cookies",
            "they may go over plain HTTP",
            "Set RETURKOLL_HTTPS=true, as the public address is HTTPS.",
        )
    apart = abs((utcnow() - datetime.datetime.fromisoformat(str(seen["at"]))).total_seconds())
    if apart > PATIENCE_S:
        yield HealthFinding(
            "clock", f"{apart:.0f} s from the server's that answers there", "Set both by NTP."
        )


def certificates() -> Iterator[HealthFinding]:
    """The one that the public address shows, and those of `make run HTTPS=1`."""
    url = urlsplit(str(current_app.config["PUBLIC_URL"]))
    if url.scheme == "https" and url.hostname:
        try:
            yield judged_certificate(url.netloc, certificate_shown_by(url.hostname, url.port or 443))
        except OSError as error:
            yield HealthFinding(
                "certificate", f"{url.netloc} shows none that holds ({error})", cure_of(error)
            )
    if folder := _own_folder():
        for name in ("authority.pem", "server.pem"):
            path = folder / name
            if path.exists():
                yield judged_certificate(str(path), x509.load_pem_x509_certificate(path.read_bytes()))


def _own_folder() -> Path | None:
    authority = current_app.config["LOCAL_AUTHORITY"]
    folder = Path(authority).parent if authority else Path(current_app.instance_path) / "https"
    return folder if folder.is_dir() else None


def certificate_shown_by(host: str, port: int) -> x509.Certificate:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=PATIENCE_S) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        return x509.load_der_x509_certificate(secured.getpeercert(binary_form=True) or b"")


def judged_certificate(name: str, certificate: x509.Certificate) -> HealthFinding:
    left = certificate.not_valid_after_utc - utcnow()
    told = f"{name} holds until {certificate.not_valid_after_utc:%Y-%m-%d}"
    if left < datetime.timedelta():
        return HealthFinding(
            "certificate", told, "It is over: renew it now. With `make run HTTPS=1` a new start does."
        )
    if left < RENEW_WITHIN:
        return HealthFinding(
            "certificate", f"{told}, {left.days} days", "Renew it. With `make run HTTPS=1` a new start does."
        )
    return HealthFinding("certificate", told)


# --- mail


def mail() -> Iterator[HealthFinding]:
    server = MailServer.from_settings(current_app.config)
    if server is None:
        yield HealthFinding("mail", "no server is set: links are handed over by people")
        return
    try:
        server.greet(PATIENCE_S)
    except MailFailed as error:
        yield HealthFinding(
            "mail",
            f"{server.address.hostname} does not take mail ({error})",
            "See that the server runs and that name, port and password in RETURKOLL_MAIL_SERVER are right.",
        )
    else:
        yield HealthFinding("mail", f"{server.address.hostname} takes mail")
