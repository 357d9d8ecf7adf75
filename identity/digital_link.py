"""The fields in a GS1 Digital Link address (GS1 Digital Link Standard: URI Syntax, sections 4 and 5).

    https://example.com/some/path/01/05707131123459/21/ABC123?17=261231

The path may begin with anything. From the GTIN on, application identifiers and values take turns. Qualifiers may come
in any order, because printed addresses often do not have the standard's order.
"""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from identity.ean import is_gtin

NAMES = {"gtin": "01", "ser": "21", "lot": "10", "cpv": "22", "exp": "17"}
"""The words that earlier versions of the standard had for application identifiers."""
GTIN_DIGITS = re.compile(r"\d{8}|\d{12,14}", re.ASCII)
AI = re.compile(r"\d{2,4}", re.ASCII)


def pairs(address: str) -> list[tuple[str, str]]:
    """The (application identifier, value) pairs of an address, the GTIN first and in 14 digits. The list is empty for
    any other address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return []
    segments = [unquote(segment) for segment in parts.path.split("/")]
    while segments and not segments[-1]:
        segments.pop()
    places = [at for at in range(len(segments) - 1) if _ai(segments[at]) == "01"]
    places = [at for at in places if GTIN_DIGITS.fullmatch(segments[at + 1])]
    right = [at for at in places if is_gtin(segments[at + 1])]
    # A GTIN with a wrong check digit is handed on, too: the reader of the fields makes a Problem of it.
    return _from(segments[(right or places)[0] :], parts.query) if places else []


def gtin_in(address: str) -> str | None:
    """The GTIN of an address that cannot be read to its end, in 14 digits; None where it has none that is right."""
    try:
        segments = [unquote(segment) for segment in urlsplit(address).path.split("/")]
    except ValueError:
        return None
    named = (segments[at + 1] for at in range(len(segments) - 1) if _ai(segments[at]) == "01")
    return next((digits.zfill(14) for digits in named if is_gtin(digits)), None)


def _from(segments: list[str], query: str) -> list[tuple[str, str]]:
    """The pairs of the segments and the query. The list is empty where a segment has no partner or is no identifier, as
    an address is read as a whole or not at all."""
    if len(segments) % 2:
        return []
    names = [_ai(segment) for segment in segments[::2]]
    if not all(AI.fullmatch(name) for name in names):
        return []
    found = [("01", segments[1].zfill(14)), *zip(names[1:], segments[3::2], strict=True)]
    asked = [(_ai(name), value) for name, value in parse_qsl(query.replace(";", "&").replace("+", "%2B"))]
    return found + [(name, value) for name, value in asked if AI.fullmatch(name)]


def _ai(segment: str) -> str:
    """The application identifier that a segment stands for, also by its earlier name."""
    return NAMES.get(segment.lower(), segment)
