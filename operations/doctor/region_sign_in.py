"""The region's sign-in service: whether it answers as the standard has it, its certificate, and its clock."""

import datetime
import email.utils
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from flask import current_app

from accounts.oidc.exchange import CLOCKS_DIFFER_S, PATIENCE_S
from accounts.oidc.sign_in_service import SignInService
from database import utcnow
from operations.doctor.finding import HealthFinding
from operations.doctor.outside import certificate_shown_by, judged_certificate

SUBJECT = "region's sign-in"
SAID_AT = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def region_sign_in() -> Iterator[HealthFinding]:
    """What signing in would meet, asked in the same way. Nothing where no service is set."""
    service = SignInService.from_settings(current_app.config)
    if service is None:
        return
    address = service.issuer.rstrip("/") + SAID_AT
    try:
        answer = _asked(address)
        said = answer.json()
        yield from _judged_words(service, said)
        if isinstance(said, dict) and isinstance(said.get("jwks_uri"), str):
            _asked(said["jwks_uri"]).json()
    except requests.exceptions.SSLError as error:
        yield HealthFinding(
            SUBJECT,
            f"{service.host} shows a certificate that does not hold ({error})",
            "Tell those who run the service. Where the region has an authority of its own, name its certificate in "
            "REQUESTS_CA_BUNDLE.",
        )
        return
    except requests.Timeout:
        yield HealthFinding(
            SUBJECT,
            f"{service.host} did not answer within {PATIENCE_S:.0f} s",
            "See whether the service runs, and whether a firewall lets this server reach it.",
        )
        return
    except (requests.RequestException, ValueError) as error:
        yield HealthFinding(
            SUBJECT,
            f"{address} does not answer as a sign-in service ({error})",
            "Correct RETURKOLL_OIDC_ISSUER, or see whether the service runs and this server may reach it.",
        )
        return
    yield from _clocks(answer.headers.get("Date", ""))
    yield from _certificate(service)


def _asked(address: str) -> requests.Response:
    answer = requests.get(address, timeout=PATIENCE_S, allow_redirects=False)
    answer.raise_for_status()
    return answer


def _judged_words(service: SignInService, said: object) -> Iterator[HealthFinding]:
    """OpenID Connect Discovery 1.0, sections 4.2 and 4.3."""
    if not isinstance(said, dict) or said.get("issuer") != service.issuer:
        named = said.get("issuer") if isinstance(said, dict) else None
        yield HealthFinding(
            SUBJECT,
            f"{service.issuer} calls itself {named}: nobody can sign in by it",
            "Set RETURKOLL_OIDC_ISSUER to what it calls itself, to the letter.",
        )
    elif missing := [name for name in NEEDED if not said.get(name)]:
        yield HealthFinding(
            SUBJECT, f"it does not say its {' and '.join(missing)}", "Tell those who run the service."
        )
    else:
        yield HealthFinding(SUBJECT, f"{service.host} answers")


def _clocks(date: str) -> Iterator[HealthFinding]:
    """The Date of its answer (RFC 9110, 6.6.1) against our clock. What it signs is good for minutes."""
    try:
        theirs = email.utils.parsedate_to_datetime(date)
    except ValueError:
        return
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=datetime.UTC)
    apart = abs((utcnow() - theirs).total_seconds())
    if apart > CLOCKS_DIFFER_S / 2:
        yield HealthFinding(
            SUBJECT,
            f"its clock is {apart:.0f} s from ours; from {CLOCKS_DIFFER_S} s on nobody can sign in by it",
            "Let this machine keep its time by NTP (systemd-timesyncd or chrony).",
        )


def _certificate(service: SignInService) -> Iterator[HealthFinding]:
    url = urlsplit(service.issuer)
    if url.scheme != "https" or not url.hostname:
        return
    try:
        found = judged_certificate(url.netloc, certificate_shown_by(url.hostname, url.port or 443))
    except OSError:
        return  # the region's own authority, which `requests` knows and Python's own list does not
    yield found
