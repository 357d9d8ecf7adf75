"""Showing anew who one is before something of the account is changed: somebody may have left the tablet open."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_security import current_user

from accounts.passwords import is_password_of
from common.sentence import Sentence
from database import utcnow
from web.account.password_fields import PasswordField
from web.http.page_form import PageForm
from web.http.signed_in import current_sign_in


class ProofForm(PageForm):
    """The password is asked. Who has none must have signed in a short while ago."""

    proof = PasswordField(_l("Ditt lösenord"), required=True)

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        return {"proof": Sentence("Det är inte ditt lösenord.")} if not is_proved(read.get("proof")) else {}

    def judge_whole(self) -> Sequence[Sentence]:
        return () if is_signed_in_lately() else (SIGN_IN_FIRST,)


SIGN_IN_FIRST = Sentence("Logga ut och in igen först, och gör det här inom tio minuter.")


def is_proved(typed: str | None) -> bool:
    """Whether it is their password; always, where they have none."""
    return not current_user.password or is_password_of(current_user, typed)


def is_signed_in_lately() -> bool:
    """Whether who has no password has signed in a short while ago; always, where a password can be asked for."""
    return bool(current_user.password) or current_sign_in().is_fresh(utcnow())
