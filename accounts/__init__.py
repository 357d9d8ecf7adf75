"""The users of Returkoll and their roles. Which rooms may import this one stands in docs/decisions/0001."""

from accounts.deciding_right import DecidingRight
from accounts.models import Role, User, datastore
from accounts.roles import RoleName, Workplace

__all__ = ["DecidingRight", "Role", "RoleName", "User", "Workplace", "datastore"]
