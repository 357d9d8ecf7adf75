"""Tokens of the API: for a program that works as a person or as an integration."""

from accounts.tokens.api_token import ApiToken
from accounts.tokens.scope import Scope

__all__ = ["ApiToken", "Scope"]
