"""The SSCC numbers of envelopes, where the region has a GS1 company prefix: how they are given out, and how a return is
found by one."""

import re
from collections.abc import Iterable

from flask import current_app

from database import db
from identity import Identity
from labels import LabelError
from labels.contents import sscc
from returns import MOST_ENVELOPES, Return

ELEMENT_STRING = re.compile(r"00(\d{18})")
"""An SSCC as a hand scanner types it when it sends no symbology identifier (GS1 General Specifications, 3.2, AI
(00))."""


def prefix() -> str:
    return str(current_app.config["GS1_COMPANY_PREFIX"])


def first_sscc(return_: Return) -> str | None:
    """The SSCC of the return's first envelope. Each return has a row of numbers of its own, one for each envelope that
    it can have, so that no number is ever given twice. Raises LabelError for a prefix that cannot be one."""
    return sscc.numbered(prefix(), return_.id * MOST_ENVELOPES) if prefix() else None


def envelope_of(identities: Iterable[Identity]) -> tuple[Return, int] | None:
    """The return that one of the SSCCs in view was given to, and which of its envelopes that one is."""
    if not prefix():
        return None
    for identity in identities:
        plain = ELEMENT_STRING.fullmatch(identity.text)
        code = identity.sscc or (plain[1] if plain else None)
        if code and (found := _envelope_with(code)):
            return found
    return None


def _envelope_with(code: str) -> tuple[Return, int] | None:
    try:
        number = sscc.number_of(prefix(), code)
    except LabelError:
        return None
    found = db.session.get(Return, number // MOST_ENVELOPES) if number is not None else None
    given = found and found.sealing and found.sealing.label.get("sscc")
    # A return that was sealed before the region had this prefix has none, whatever the arithmetic says.
    at = (number or 0) % MOST_ENVELOPES
    return (found, at + 1) if found and given and code == sscc.later(given, at) else None
