"""What a browser is asked about passkeys, and whether its answer holds (WebAuthn Level 2, section 7).

The person's device must have asked for a finger, a face or its own PIN (user verification): then a passkey is both
something that the person has and something that only they are or know.
"""

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from accounts.models import User
from accounts.second_factor.passkey import LONGEST_CREDENTIAL_ID, Passkey

SHOWN_AS = "Returkoll"
CHALLENGE_BYTES = 32
CREDENTIAL_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_CREDENTIAL_ID}}}")
WITHIN_S = 300
"""How long somebody may take over it."""


class WrongPasskey(Exception):  # noqa: N818 - it is an answer to a browser
    """The browser's answer does not hold; the message says why."""


@dataclass(frozen=True)
class PasskeyHost:
    """For which site keys are made, and where its pages are: a key signs for no other one."""

    origin: str

    @property
    def name(self) -> str:
        """The relying party's id: the host's name."""
        return urlsplit(self.origin).hostname or ""


def new_challenge() -> str:
    """In base64url."""
    return bytes_to_base64url(secrets.token_bytes(CHALLENGE_BYTES))


def options_to_make_one(host: PasskeyHost, user: User, has: list[Passkey], challenge: str) -> dict[str, Any]:
    """For navigator.credentials.create(). The key shall be one that the device can offer by itself at sign-in."""
    options = webauthn.generate_registration_options(
        rp_id=host.name,
        rp_name=SHOWN_AS,
        user_name=user.email,
        user_display_name=user.name,
        user_id=user.fs_uniquifier.encode(),
        challenge=base64url_to_bytes(challenge),
        timeout=WITHIN_S * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in has
        ],
    )
    return options_to_json_dict(options)


def judge_new_one(host: PasskeyHost, challenge: str, said: str) -> VerifiedRegistration:
    """Section 7.1. Raises WrongPasskey."""
    try:
        return webauthn.verify_registration_response(
            credential=said,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=host.name,
            expected_origin=host.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise WrongPasskey(f"{type(error).__name__}: {error}") from error


def options_to_sign_in(host: PasskeyHost, challenge: str) -> dict[str, Any]:
    """For navigator.credentials.get(). It names no key: the answer would tell who has one."""
    options = webauthn.generate_authentication_options(
        rp_id=host.name,
        challenge=base64url_to_bytes(challenge),
        timeout=WITHIN_S * 1000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def credential_named(said: str) -> str:
    """Which key the answer says that it is of, in base64url. Raises WrongPasskey."""
    try:
        named = str(json.loads(said)["id"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise WrongPasskey(f"expected a credential, got {type(error).__name__}") from error
    if not CREDENTIAL_ID.fullmatch(named):
        raise WrongPasskey("expected a credential's id in base64url, got something else")
    return named


def judge_signature(host: PasskeyHost, challenge: str, passkey: Passkey, said: str) -> int:
    """Section 7.2. Gives the key's new count. Raises WrongPasskey, also for a key that has counted less than before:
    somebody has a copy of it."""
    try:
        verified = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=host.name,
            expected_origin=host.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
        handle = json.loads(said)["response"].get("userHandle")
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise WrongPasskey(f"{type(error).__name__}: {error}") from error
    if handle and handle != bytes_to_base64url(passkey.user.fs_uniquifier.encode()):
        raise WrongPasskey("expected the user handle of the key's owner, got another one")
    return verified.new_sign_count
