"""The users of Returkoll and their roles. Which rooms may import this one stands in docs/decisions/0001."""

from accounts.models import DecidingRight, Role, RoleName, User, datastore

__all__ = ["DecidingRight", "Role", "RoleName", "User", "datastore"]
