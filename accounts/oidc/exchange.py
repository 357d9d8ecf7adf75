"""What is said with the sign-in service: where to send the browser, and who has come back.

OpenID Connect Core 1.0, section 3.1 (authorization code flow), with PKCE (RFC 7636). Nothing of it is stored here: what
has to be remembered until the browser is back (`Asked`) goes into its signed session, so that any worker on any machine
can take the answer. What services say of themselves and their keys are remembered in the process for a while, to ask
less often.
"""

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import requests
import structlog
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from accounts.oidc.refusal import RefusalKind, SignInRefused
from accounts.oidc.sign_in_service import SignInService

log = structlog.get_logger()

PATIENCE_S = 5
"""For each of the two or three questions to a service that hangs: a thread of ours waits with it."""
LOOKED_UP_FOR_S = 600
"""How long what a service says of itself is good."""
CLOCKS_DIFFER_S = 60
COMES_BACK_WITHIN_S = 15 * 60
"""So long somebody may take to sign in there."""
SAFE_SIGNATURES = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""With a key of the service's own. `none` proves nothing, and those with a shared secret (HS256) less."""

Claims = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What was asked, as the browser's session remembers it until the answer."""

    state: str
    nonce: str
    verifier: str
    at: float
    """Seconds since 1970."""
    anew: bool
    """Whether the person had to show anew who they are."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def begin_asking(service: SignInService, redirect_uri: str, *, anew: bool) -> tuple[str, Asked]:
    """Where to send the browser, and what to remember. `anew`: the person has to show who they are, even when the
    service remembers somebody in this browser: on a shared tablet that may be a colleague."""
    asked = Asked(generate_token(32), generate_token(32), generate_token(64), time.time(), anew)
    more = {"nonce": asked.nonce, "code_challenge": code_challenge(asked.verifier)}
    if service.levels:
        more["acr_values"] = " ".join(service.levels)
    if anew:
        more["prompt"] = "login"
    with talking(), session_with(service) as http:
        endpoint = said_of_itself(service, http)["authorization_endpoint"]
        address, _ = http.create_authorization_url(
            endpoint, state=asked.state, redirect_uri=redirect_uri, code_challenge_method="S256", **more
        )
    return address, asked


def claims_for(service: SignInService, asked: Asked, code: str, redirect_uri: str) -> Claims:
    """What the service says of the person, with its signature checked, and that it is for us, of now, and the answer
    to what was asked. Raises SignInRefused."""
    if time.time() - asked.at > COMES_BACK_WITHIN_S:
        raise SignInRefused(RefusalKind.STATE)
    with talking(), session_with(service) as http:
        said = said_of_itself(service, http)
        token = http.fetch_token(
            said["token_endpoint"],
            grant_type="authorization_code",
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=asked.verifier,
            auth=http.client_auth(way_to_say_who_we_are(service, said)),
        )
        claims = checked(service, asked, token, said, http)
        if service.id_claim not in claims and "userinfo_endpoint" in said:
            claims = {**more_of(claims, said["userinfo_endpoint"], http), **claims}
        return claims


def where_to_sign_out(service: SignInService, back_to: str) -> str | None:
    """The address at which the person signs out of the service, too (OpenID Connect RP-Initiated Logout 1.0); None
    where it has none, or does not answer. It is not told the identity token, which is stored nowhere here."""
    try:
        with talking(), session_with(service) as http:
            endpoint = said_of_itself(service, http).get("end_session_endpoint")
    except SignInRefused:
        return None
    if not endpoint:
        return None
    asked = {"client_id": service.client_id, "post_logout_redirect_uri": back_to}
    return requests.Request("GET", endpoint, params=asked).prepare().url


# --- parts of it


def code_challenge(verifier: str) -> str:
    """RFC 7636, section 4.2, with SHA-256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def session_with(service: SignInService) -> OAuth2Session:
    session = OAuth2Session(
        service.client_id, service.client_secret or None, scope=service.scope, default_timeout=PATIENCE_S
    )
    session.max_redirects = 0  # what is sent is for the service alone
    return session


@contextmanager
def talking() -> Iterator[None]:
    """A service that does not answer, or not as the standard has it, is told to the machine's log."""
    try:
        yield
    except (requests.RequestException, OAuthError, KeyError, TypeError) as error:
        log.error("sign_in_service_failed", error=f"{type(error).__name__}: {error}")
        raise SignInRefused(RefusalKind.SERVICE) from error
    except (JoseError, ValueError) as error:
        log.warning("sign_in_answer_refused", error=f"{type(error).__name__}: {error}")
        kind = RefusalKind.EXPIRED if isinstance(error, ExpiredTokenError) else RefusalKind.ANSWER
        raise SignInRefused(kind) from error


_looked_up: dict[str, tuple[float, Claims]] = {}


def looked_up(address: str, http: OAuth2Session, *, again: bool = False) -> Claims:
    known = _looked_up.get(address)
    if known and not again and time.monotonic() - known[0] < LOOKED_UP_FOR_S:
        return known[1]
    answer = http.request("GET", address, withhold_token=True)
    answer.raise_for_status()
    found: Claims = answer.json()
    _looked_up[address] = (time.monotonic(), found)
    return found


def said_of_itself(service: SignInService, http: OAuth2Session) -> Claims:
    """OpenID Connect Discovery 1.0, section 4. It must say that it is the service that was set (4.3)."""
    said = looked_up(f"{service.issuer.rstrip('/')}/.well-known/openid-configuration", http)
    if said["issuer"] != service.issuer:
        raise ValueError(f"expected the issuer {service.issuer}, got {said['issuer']}")
    return said


def way_to_say_who_we_are(service: SignInService, said: Claims) -> str:
    """The first of the usual ways that the service knows; `client_secret_basic` where it does not say (Discovery 1.0,
    section 3)."""
    if not service.client_secret:
        return "none"
    known = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return next(
        (way for way in ("client_secret_basic", "client_secret_post") if way in known), "client_secret_basic"
    )


def checked(service: SignInService, asked: Asked, token: Claims, said: Claims, http: OAuth2Session) -> Claims:
    """Core 1.0, section 3.1.3.7."""
    decoded = decoded_token(token["id_token"], said, http)
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {
            "iss": {"essential": True, "value": service.issuer},
            "aud": {"essential": True, "value": service.client_id},
        },
        {"nonce": asked.nonce, "client_id": service.client_id, "access_token": token.get("access_token")},
    )
    claims.validate(leeway=CLOCKS_DIFFER_S)
    shown_at = claims.get("auth_time")
    if asked.anew and shown_at is not None and shown_at < asked.at - CLOCKS_DIFFER_S:
        raise SignInRefused(RefusalKind.STATE)
    return dict(claims)


def decoded_token(text: str, said: Claims, http: OAuth2Session) -> jwt.Token:
    known = SAFE_SIGNATURES & set(said.get("id_token_signing_alg_values_supported") or ["RS256"])
    registry = JWSRegistry(algorithms=sorted(known), strict_check_header=False)
    keys = KeySet.import_key_set(looked_up(said["jwks_uri"], http))  # type: ignore[arg-type]
    try:
        return jwt.decode(text, keys, registry=registry)
    except InvalidKeyIdError:  # it has changed its keys
        keys = KeySet.import_key_set(looked_up(said["jwks_uri"], http, again=True))  # type: ignore[arg-type]
        return jwt.decode(text, keys, registry=registry)


def more_of(claims: Claims, endpoint: str, http: OAuth2Session) -> Claims:
    """What the service says where it is asked with the access token, if that is about the same person (5.3.2)."""
    answer = http.get(endpoint)
    answer.raise_for_status()
    more: Claims = answer.json()
    if more.get("sub") != claims["sub"]:
        raise ValueError("expected more about the same person, got another subject")
    return more
