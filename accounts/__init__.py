"""Who signs in, and as what. Only `web/` and `app.py` import this room: see docs/decisions/0001."""

from accounts.models import Role, RoleName, User, datastore

__all__ = ["Role", "RoleName", "User", "datastore"]
