"""An invented region with which everything can be tried: its register, an account for each role, and what has happened
there lately."""

from operations.demo.command import PASSWORD, Account, accounts, demo_command, first_unit, load_whole_demo
from operations.demo.history import load_demo_history

__all__ = [
    "PASSWORD",
    "Account",
    "accounts",
    "demo_command",
    "first_unit",
    "load_demo_history",
    "load_whole_demo",
]
