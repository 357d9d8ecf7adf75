"""A person's own account: the first password, a forgotten one, a changed one, and where they work now."""

from web.account import choosing_password, own_page, workplaces
from web.account.blueprint import account

__all__ = ["account", "choosing_password", "own_page", "workplaces"]
