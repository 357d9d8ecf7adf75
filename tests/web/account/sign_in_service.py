"""A region's sign-in service that the tests sign in with, over HTTP: OpenID Connect with Authlib's server side.

It signs real tokens, asks for PKCE and for the client's secret, and says of a person what the test wants it to say,
true or not, as Inera's service names things.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "returkoll", "a secret of the tests"
SITHS = "http://id.sambi.se/loa/loa3"
LOW = "http://id.sambi.se/loa/loa2"
COMMISSION = "SE2321000016-A1B2"
GOOD_FOR_S = 300
KEYS = [RSAKey.generate_key(2048, {"kid": f"key-{number}", "use": "sig"}) for number in (1, 2)]
"""The service's own, and one that it does not know."""


@dataclass
class Client(ClientMixin):
    """Returkoll, as it is registered there."""

    secret: str = CLIENT_SECRET

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        raise AssertionError("every request names one")

    def get_allowed_scope(self, scope: Any) -> Any:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/logga-in/region/svar")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that it has given, as it was asked for."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> str:
        return ""

    def get_amr(self) -> list[str]:
        return []


class RegionService:
    """`says` is what it says of whoever signs in; `lies` what it puts into the token instead of the truth."""

    def __init__(self) -> None:
        self.says: dict[str, Any] = {
            "sub": "subject-1",
            "acr": SITHS,
            "employeeHsaId": "SE2321000016-E123",
            "commissionHsaId": COMMISSION,
        }
        self.lies: dict[str, Any] = {}
        self.only_when_asked: set[str] = set()
        """Claims that are not in the token: the userinfo endpoint says them."""
        self.key = KEYS[0]
        self.known_keys = [KEYS[0]]
        self.changes_to_what_it_says_of_itself: dict[str, Any] = {}
        self.client = Client()
        self.asked: list[dict[str, str]] = []
        """The parameters with which browsers came."""
        self.codes: dict[str, Code] = {}
        self.app = flask.Flask("sign-in service of the tests", template_folder=None)
        os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
        self._server = AuthorizationServer(
            self.app, query_client=lambda name: self.client if name == CLIENT_ID else None, save_token=_forget
        )
        self._server.register_grant(
            _grant_of(self), [_tokens_of(self)(require_nonce=True), CodeChallenge(required=True)]
        )
        self._http = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.issuer = f"http://127.0.0.1:{self._http.server_port}"
        self._route()

    def settings(self, **more: str) -> dict[str, str]:
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "OIDC_NAME": "SITHS",
            "OIDC_LEVELS": f"{SITHS} http://id.sambi.se/loa/loa4",
            "OIDC_COMMISSIONS": COMMISSION,
            **more,
        }

    def _route(self) -> None:
        self.app.add_url_rule("/.well-known/openid-configuration", view_func=self.of_itself)
        self.app.add_url_rule("/keys", view_func=self.keys)
        self.app.add_url_rule("/authorize", view_func=self.page)
        self.app.add_url_rule("/authorize", view_func=self.sign_in, methods=["POST"])
        self.app.add_url_rule("/token", view_func=self.give_token, methods=["POST"])
        self.app.add_url_rule("/userinfo", view_func=self.userinfo)
        self.app.add_url_rule("/leave", view_func=self.leave)
        self.app.add_url_rule("/elsewhere/<path>", view_func=self.elsewhere, methods=["GET", "POST"])

    def of_itself(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            **self.changes_to_what_it_says_of_itself,
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.known_keys]}

    def page(self) -> str:
        self.asked.append(flask.request.args.to_dict())
        return '<!doctype html><title>SITHS</title><form method="post"><button>Legitimera</button></form>'

    def sign_in(self) -> Any:
        grant = self._server.get_consent_grant(end_user=self)  # type: ignore[no-untyped-call]
        return self._server.create_authorization_response(grant_user=self, grant=grant)

    def give_token(self) -> Any:
        return self._server.create_token_response()

    def userinfo(self) -> dict[str, Any]:
        return {"sub": self.says["sub"], **{name: self.says[name] for name in self.only_when_asked}}

    def leave(self) -> str:
        return f"signed out: {flask.request.args['post_logout_redirect_uri']}"

    def elsewhere(self, path: str) -> Any:
        """The same method again, with the same contents, at another address (RFC 9110, 15.4.8)."""
        return flask.redirect(f"{self.issuer}/{path}", 307)

    def token(self, code: Code) -> str:
        now = int(time.time())
        said = {name: value for name, value in self.says.items() if name not in self.only_when_asked}
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + GOOD_FOR_S,
            "auth_time": code.auth_time,
            "nonce": code.nonce,
            **said,
            **self.lies,
        }
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def get_user_id(self) -> str:
        return str(self.says["sub"])

    def serve(self) -> None:
        self._http.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def _forget(_token: Any, _request: Any) -> None:
    """Access tokens are good for the userinfo endpoint of this test alone."""


def _grant_of(service: RegionService) -> type[Any]:
    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]  # noqa: RUF012 - as Authlib has it

        def save_authorization_code(self, code: str, request: Any) -> None:
            asked = request.payload.data
            service.codes[code] = Code(
                code,
                request.payload.redirect_uri,
                request.payload.scope,
                asked["nonce"],
                asked["code_challenge"],
                asked["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, _client: Any) -> Code | None:
            return service.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del service.codes[authorization_code.code]

        def authenticate_user(self, _authorization_code: Code) -> RegionService:
            return service

    return Grant


def _tokens_of(service: RegionService) -> type[Any]:
    class Tokens(OpenIDCode):
        def exists_nonce(self, _nonce: str, _request: Any) -> bool:
            return False

        def encode_id_token(self, _token: Any, request: Any) -> str:
            return service.token(request.authorization_code)

    return Tokens


@contextmanager
def region_service() -> Iterator[RegionService]:
    service = RegionService()
    thread = threading.Thread(target=service.serve, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.stop()
        thread.join()
