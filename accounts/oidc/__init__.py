"""Signing in by the region's own sign-in service, with OpenID Connect (docs/decisions/0034, docs/signing-in.md)."""

from accounts.oidc.refusal import RefusalKind, SignInRefused
from accounts.oidc.sign_in_service import SignInService

__all__ = ["RefusalKind", "SignInRefused", "SignInService"]
