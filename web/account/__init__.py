"""A person's own account: the first password, a forgotten one, a changed one, where they work now, and whose turn it is
on a shared tablet."""

from web.account import (
    changing_user,
    choosing_password,
    code_at_sign_in,
    mail_choice,
    own_page,
    passkeys,
    region,
    setting_up_code,
    sharing,
    signed_in_elsewhere,
    workplaces,
)
from web.account.blueprint import account

__all__ = [
    "account",
    "changing_user",
    "choosing_password",
    "code_at_sign_in",
    "mail_choice",
    "own_page",
    "passkeys",
    "region",
    "setting_up_code",
    "sharing",
    "signed_in_elsewhere",
    "workplaces",
]
