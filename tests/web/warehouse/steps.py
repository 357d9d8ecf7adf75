"""What a receiver does with an envelope and its products, as requests."""

import itertools
from typing import Any

from flask.testing import FlaskClient

from database import db
from registry.control_steps import steps_for
from returns import Line

JSON = {"Accept": "application/json"}
KEYS = itertools.count()


class Receiver:
    """Scans one thing after another, as a tablet's queue sends it."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.open = client, ""

    def scan(self, text: str = "", *, key: str = "", **fields: str) -> dict[str, Any]:
        sent = {"text": text, **fields} if text else fields
        headers = {**JSON, "Idempotency-Key": key or f"scan-{next(KEYS)}"}
        answer = self.client.post("/lager/direkt/rader", data={"oppet": self.open, **sent}, headers=headers)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json or {}
        self.open = told["open"]
        return told


def scan(client: FlaskClient, path: str, text: str) -> dict[str, Any]:
    shown: dict[str, Any] = client.post(f"/lager/{path}", data={"text": text}, headers=JSON).json or {}
    return shown


def take(client: FlaskClient, number: str, text: str, **form: object) -> object:
    html = scan(client, f"mottag/{number}/skanna", text)["html"]
    token = html.split('name="token" value="')[1].split('"')[0]
    return client.post(f"/lager/mottag/{number}/produkter", data={"token": token, **form})


def finish_control(client: FlaskClient, line_id: int) -> object:
    """Mark every step done, then make it available."""

    line = db.session.get_one(Line, line_id)
    assert line.article is not None
    for step in steps_for(line.article):
        client.post(f"/lager/kontroll/{line_id}/steg/{step.code}", data={"outcome": "done"})
    return client.post(f"/lager/kontroll/{line_id}/tillganglig", data={"shelf": "A3"})
