"""A one-time code from an app on the person's telephone (TOTP, RFC 6238), asked for beside the password."""

import datetime
from typing import Any

from flask import current_app
from passlib.exc import TokenError
from passlib.totp import TOTP

from accounts.account_event import AccountEventKind
from accounts.models import User
from accounts.second_factor.recovery_code import (
    forget_recovery_codes,
    make_recovery_codes,
    use_recovery_code,
)
from accounts.second_factor.sealed_secret import WrongSeal, is_sealed, sealed, unsealed
from accounts.sign_in_pace import Pace
from common.sentence import Sentence, WrongFields

CODE_DIGITS = 6
CLOCK_MAY_DIFFER_S = 30
CODE_PACE = Pace(at_once=5, every_s=60)
"""Of a million codes three are right at a time."""
MOST_WRONG_CODES = 50
"""In a row. Then only a recovery code helps, or an administrator."""
LONGEST_CODE = 40
ISSUER = "Returkoll"


def has_code_app(user: User) -> bool:
    return user.code_secret is not None


def new_code_secret() -> str:
    """What app and server share, encrypted with the server's secret: it may lie in the database and in a session."""
    return sealed(str(_factory().new().base32_key), _server_secret())


def app_address(user: User, secret: str) -> str:
    """What the app reads from the QR code: otpauth://…"""
    return str(_app_of(secret).to_uri(user.email))


def typed_secret(secret: str) -> str:
    """The same to type in, in groups of four."""
    return str(_app_of(secret).pretty_key())


def add_code_app(user: User, secret: str, code: str, *, now: datetime.datetime) -> list[str]:
    """The app shows the right code, so it is asked for from now on. Gives the recovery codes. Raises WrongFields."""
    counter = _right_counter(secret, code, None, now)
    if counter is None:
        raise WrongFields({"code": Sentence("Koden stämmer inte. Skriv den som appen visar nu.")})
    user.code_secret, user.code_counter, user.code_since, user.wrong_codes = secret, counter, now, 0
    user.note(AccountEventKind.CODE_APP_ADDED, actor=user.email, now=now)
    return make_recovery_codes(user, now=now)


def try_code(user: User, code: str, *, now: datetime.datetime) -> bool:
    """Whether it is the app's code of now, which was not used before, or a recovery code. A wrong one is counted. The
    user's row must be locked, so that nobody uses the same code at the same moment."""
    is_right = len(code) <= LONGEST_CODE and (
        _use_app(user, code, now) or use_recovery_code(user, code, now=now)
    )
    user.wrong_codes = 0 if is_right else user.wrong_codes + 1
    return is_right


def is_app_barred(user: User) -> bool:
    return user.wrong_codes >= MOST_WRONG_CODES


def remove_code_app(user: User, *, actor: str, now: datetime.datetime) -> None:
    """The password is enough again. Doing it again changes nothing."""
    if not has_code_app(user):
        return
    user.code_secret, user.code_counter, user.code_since, user.wrong_codes = None, None, None, 0
    forget_recovery_codes(user)
    user.note(AccountEventKind.CODE_APP_REMOVED, actor=actor, now=now)


def _use_app(user: User, code: str, now: datetime.datetime) -> bool:
    if user.code_secret is None or is_app_barred(user):
        return False
    counter = _right_counter(user.code_secret, code, user.code_counter, now)
    if counter is not None:
        user.code_counter = counter
        if not is_sealed(user.code_secret):
            user.code_secret = sealed(str(_app_of(user.code_secret).base32_key), _server_secret())
    return counter is not None


def _right_counter(secret: str, code: str, last: int | None, now: datetime.datetime) -> int | None:
    """Of which half minute the code is; None for a wrong one, and for one that was used (RFC 6238, section 5.2)."""
    digits = "".join(code.split())
    if len(digits) != CODE_DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    try:
        match = _app_of(secret).match(
            digits, time=now.timestamp(), window=CLOCK_MAY_DIFFER_S, last_counter=last
        )
    except (TokenError, WrongSeal):
        return None
    return int(match.counter)


def _app_of(secret: str) -> Any:
    """Raises WrongSeal."""
    if is_sealed(secret):
        return _factory()(key=unsealed(secret, _server_secret()), format="base32")
    return _factory().from_source(secret)  # as a version before this one stored it


def _server_secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _factory() -> Any:
    return TOTP.using(issuer=ISSUER, secrets={"1": _server_secret()})  # type: ignore[no-untyped-call]
