"""What is sent, and how it is signed (Standard Webhooks 1.0.0, "Payload structure" and "Signature scheme")."""

import base64
import datetime
import hashlib
import hmac
import json
from typing import Any

from operations.webhooks.webhook import SECRET_BEGINS
from returns import Event, Return


def event_type(event: Event) -> str:
    """`return.envelope_arrived`"""
    return "return." + event.what.value.replace(" ", "_").replace("-", "_")


def payload_of(event: Event, of: Return, base_url: str) -> bytes:
    """The body. It names no person. The rest is fetched from the API, where the reader's rights are asked."""
    told: dict[str, Any] = {
        "type": event_type(event),
        "timestamp": event.at.isoformat(),
        "data": {
            "event_id": event.id,
            "return": of.number,
            "unit": of.unit.code,
            "line_id": event.line_id,
            "product": event.product,
            "url": f"{base_url.rstrip('/')}/api/v1/returns/{of.number}",
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed_headers(message_id: str, body: bytes, secret: str, now: datetime.datetime) -> dict[str, str]:
    stamp = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET_BEGINS))
    signed = hmac.digest(key, b".".join((message_id.encode(), stamp.encode(), body)), hashlib.sha256)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
        "content-type": "application/json",
        "user-agent": "Returkoll",
    }
