"""The users of Returkoll and their roles. Which rooms may import this one stands in docs/decisions/0001."""

from accounts.models import Role, RoleName, User, datastore

__all__ = ["Role", "RoleName", "User", "datastore"]
