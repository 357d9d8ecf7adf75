"""The pages that follow up the units (R10). One module a user action."""

from web.follow_up import contacts, units
from web.follow_up.blueprint import follow_up

__all__ = ["contacts", "follow_up", "units"]
