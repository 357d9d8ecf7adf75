"""The answer to a scan: JSON for a page that goes on running, a whole page for a form without JavaScript."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from identity import Identity, normalise_serial
from scanner.reading import Corners
from web.http.errors import wants_json
from web.monitoring.counters import VERDICTS
from web.scan.scanning import Seen

RANK = {"registered": 0, "return": 1, "serial": 2, "gtin": 3, "other": 4}

ShowPage = Callable[[str], str]


def answer(
    seen: Seen,
    *,
    html: str,
    tone: str,
    message: str,
    page: ShowPage,
    registered: Collection[str] = (),
    location: str = "",
    products: Sequence[dict[str, str]] = (),
    verdict: str = "",
) -> ResponseReturnValue:
    """The answer with what was seen. `registered` are the serials that the register knows, in the form in which serials
    are compared. `location` is the page that the scan leads to, when it leads to one. `products` says what may be done
    with each package, and `verdict` is the kind of the verdict that the message tells."""
    if verdict:
        VERDICTS.labels(verdict).inc()
    if not wants_json():
        said = "" if seen.key else message
        return page(" ".join(part for part in (said, _notes(seen)) if part))
    return jsonify(
        size=seen.size,
        symbols=[shown_symbol(symbol, registered) for symbol in seen.symbols],
        unread=[rounded(corners) for corners in seen.unread],
        unread_note=_notes(seen),
        key=seen.key,
        tone=tone if seen.key else "none",
        message=message,
        html=html,
        location=location,
        products=products,
        verdict=verdict,
        cards=seen.commands,
        look=seen.look,
        elapsed_ms=round(seen.elapsed_ms, 1),
    )


def problem(message: str, page: ShowPage) -> ResponseReturnValue:
    """The answer when nothing readable was sent: a sentence that says what to do. The rest of the page stays."""
    if wants_json():
        return jsonify(size=None, symbols=[], key="", tone="attention", message=message, html=""), 400
    return page(message), 400


def unread_note(seen: Seen) -> str:
    """What to do about codes that are evident in the picture and could not be read; empty where there are none."""
    if not seen.unread:
        return ""
    return ngettext(
        "%(num)s kod i bild gick inte att läsa: gå närmare.",
        "%(num)s koder i bild gick inte att läsa: gå närmare.",
        len(seen.unread),
    )


def register_note(seen: Seen) -> str:
    """Which codes are believed as the register knows them; empty where the picture alone was enough for all."""
    settled = ", ".join(symbol.text for symbol in seen.symbols if symbol.settled_by_register)
    return (
        _("%(numbers)s lästes med hjälp av registret: jämför med produkten.", numbers=settled)
        if settled
        else ""
    )


def _notes(seen: Seen) -> str:
    return " ".join(note for note in (register_note(seen), unread_note(seen)) if note)


def rounded(corners: Corners) -> list[list[float]]:
    return [[round(x, 1), round(y, 1)] for x, y in corners]


def shown_symbol(symbol: Any, registered: Collection[str]) -> dict[str, Any]:
    role = role_of(symbol.identity, registered)
    return {
        "corners": rounded(symbol.corners),
        "text": symbol.text,
        "label": symbol.identity.serial or symbol.identity.return_number or symbol.text,
        "format": symbol.format,
        "role": "serial" if role == "registered" else role,
        "rank": RANK[role],
    }


def role_of(identity: Identity, registered: Collection[str]) -> str:
    """What a code is used for here. A registered serial is the most useful, then a GTIN, then everything else."""
    if identity.return_number:
        return "return"
    if identity.serial:
        return "registered" if normalise_serial(identity.serial) in registered else "serial"
    return "gtin" if identity.gtin else "other"
