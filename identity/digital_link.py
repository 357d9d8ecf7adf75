"""GS1 Digital Link addresses (GS1 Digital Link Standard, URI syntax, 1.4): `https://…/01/GTIN/21/SERIAL?17=…`.

The standard sets an order for the qualifiers, and allows any path before the key. Printers keep neither the order nor
the end (a trailing slash is common), so each pair of the path is taken by itself; what cannot be read is told.
"""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

KEY_NAMES = {"01": "01", "gtin": "01"}
ALPHABETIC = {"gtin": "01", "ser": "21", "lot": "10", "cpv": "22", "exp": "17"}
"""Names of the standard's earlier versions."""
GTIN = re.compile(r"\d{8}|\d{12,14}", re.ASCII)
AI = re.compile(r"\d{2,4}", re.ASCII)

Pair = tuple[str, str]


def pairs(address: str) -> tuple[list[Pair], list[str]] | None:
    """(AI, value) in the order in which they stand, and what of the path is neither; None without a GTIN."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    segments = [segment for segment in parts.path.split("/") if segment]
    start = next((at for at in range(len(segments) - 1) if _is_key(segments[at], segments[at + 1])), None)
    if start is None:
        return None
    found: list[Pair] = [("01", unquote(segments[start + 1]).zfill(14))]
    rest = segments[start + 2 :]
    unread: list[str] = []
    while rest:
        name, value = ALPHABETIC.get(rest[0].lower(), rest[0]), rest[1] if len(rest) > 1 else ""
        if AI.fullmatch(name) and value:
            found.append((name, unquote(value)))
        else:
            unread.append("/".join(rest[:2]))
        rest = rest[2:]
    query = parse_qsl(parts.query.replace(";", "&"))
    found += [
        (ALPHABETIC.get(n.lower(), n), v) for n, v in query if AI.fullmatch(ALPHABETIC.get(n.lower(), n))
    ]
    return found, unread


def _is_key(name: str, value: str) -> bool:
    return name.lower() in KEY_NAMES and bool(GTIN.fullmatch(unquote(value)))
