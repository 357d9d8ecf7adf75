"""The answer to a scan: JSON for a page that goes on running, a whole page for a form without JavaScript."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from identity import Identity, normalise_serial
from web.http.errors import wants_json
from web.scan.scanning import Seen

RANK = {"registered": 0, "return": 1, "serial": 2, "gtin": 3, "other": 4}

Page = Callable[[str], str]


def answer(
    seen: Seen,
    *,
    html: str,
    tone: str,
    message: str,
    page: Page,
    registered: Collection[str] = (),
    location: str = "",
    products: Sequence[dict[str, str]] = (),
) -> ResponseReturnValue:
    """What was seen, drawn and told. `registered` are the normalised serials that the register knows; `location`
    is the page that the scan leads to, when it leads to one; `products` is what may be done with each package."""
    if not wants_json():
        return page("" if seen.key else message)
    return jsonify(
        size=seen.size,
        symbols=[shown_symbol(symbol, registered) for symbol in seen.symbols],
        key=seen.key,
        tone=tone if seen.key else "none",
        message=message,
        html=html,
        location=location,
        products=products,
        elapsed_ms=round(seen.elapsed_ms, 1),
    )


def problem(message: str, page: Page) -> ResponseReturnValue:
    """Nothing that can be read came: a sentence that says what to do, and everything as it was."""
    if wants_json():
        return jsonify(size=None, symbols=[], key="", tone="attention", message=message, html=""), 400
    return page(message), 400


def shown_symbol(symbol: Any, registered: Collection[str]) -> dict[str, Any]:
    role = role_of(symbol.identity, registered)
    return {
        "corners": [[round(x, 1), round(y, 1)] for x, y in symbol.corners],
        "text": symbol.text,
        "label": symbol.identity.serial or symbol.identity.return_number or symbol.text,
        "format": symbol.format,
        "role": "serial" if role == "registered" else role,
        "rank": RANK[role],
    }


def role_of(identity: Identity, registered: Collection[str]) -> str:
    """What a code is good for here, the most useful first: a registered serial, then a GTIN, then the rest."""
    if identity.return_number:
        return "return"
    if identity.serial:
        return "registered" if normalise_serial(identity.serial) in registered else "serial"
    return "gtin" if identity.gtin else "other"
