"""The cards that a scan's answer shows, read as a user reads them: what stands there, and what can be pressed."""

import io
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask.testing import FlaskClient

AS_JSON = {"Accept": "application/json"}


@dataclass(frozen=True)
class Card:
    """One product's card."""

    verdict: str
    serial: str
    """What the card names the product by; empty for an article without serials."""
    heading: str
    token: str
    """Of the form that puts it in; empty where there is none."""
    html: str


def cards_in(html: str) -> list[Card]:
    return [_card(part) for part in re.split(r"<article ", html)[1:]]


def _card(html: str) -> Card:
    serial = re.search(r'<span class="code">([^<]*)</span>', html) or re.search(
        r'<p class="code">([^<]*)</p>', html
    )
    add = re.search(r'action="[^"]*/rader".*?name="token" value="([^"]*)"', html, re.S)
    heading = re.search(r"<h2>(.*?)</h2>", html, re.S)
    verdict = re.search(r'data-verdict="(\w+)"', html)
    assert verdict, html
    return Card(
        verdict=verdict.group(1),
        serial=unescape(serial.group(1)) if serial else "",
        heading=unescape(heading.group(1)) if heading else "",
        token=add.group(1) if add else "",
        html=html,
    )


def look(client: FlaskClient, number: str, *pictures: bytes, text: str = "", **fields: str) -> list[Card]:
    """What the packing page shows for a picture, or for a text."""
    data: dict[str, object] = {"text": text} if text else {"picture": (io.BytesIO(pictures[0]), "view.png")}
    answer = client.post(f"/returer/{number}/skanna", data={**data, **fields}, headers=AS_JSON)
    assert answer.status_code == 200, answer.text
    shown: Any = answer.json
    return cards_in(shown["html"])


def press(client: FlaskClient, number: str, card: Card, **fields: str) -> object:
    """The card's button."""
    return client.post(f"/returer/{number}/rader", data={"token": card.token, **fields})
