"""What proves more than a password: a one-time code from an app with recovery codes, and passkeys
(docs/decisions/0035)."""

from accounts.second_factor.code_app import has_code_app
from accounts.second_factor.passkey import Passkey
from accounts.second_factor.recovery_code import RecoveryCode

__all__ = ["Passkey", "RecoveryCode", "has_code_app"]
