"""What the frames of one look have shown so far, in a signed token that goes to the tablet and comes back with the next
frame. So any worker on any machine can go on with the look, and nothing is believed because a tablet says so.

A token holds for a moment, for one user and one page. It names the frames that it stands for: the same picture sent
twice is one witness. What names a patient is never put into it.
"""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from flask_security import current_user
from itsdangerous import BadSignature, URLSafeSerializer

from identity import identify
from scanner.reading import Corners, Glimpse
from web.scan.patient_codes import names_a_patient

SALT = "look"
LIFE_S = 2.0
"""Seconds for which a glimpse holds: two or three frames over a slow network."""
CLOCKS_S = 0.5
"""Seconds by which a glimpse may lie ahead: two machines' clocks differ a little. Where they differ by more, each frame
is read as if it were alone."""
LONGEST = 20_000
"""Characters of a token: none of ours is longer."""
MOST_SENT = 12
DIGEST = 12
"""Bytes of a frame's SHA-256."""
FURTHEST = 20_000
"""Pixels by which a part may lie inside its picture: none of a camera's is larger."""


@dataclass(frozen=True)
class GlimpseThen:
    """A glimpse, and when it was had."""

    glimpse: Glimpse
    """Its corners are in pixels of the camera's whole picture."""
    at: float
    """Seconds since 1970."""
    frame: str
    """Digest of the picture."""


@dataclass(frozen=True)
class LookSoFar:
    """A frame, and what the frames before it have shown."""

    frame: str
    left: int
    top: int
    """Where in the camera's whole picture the part lies that was sent."""
    seen: tuple[GlimpseThen, ...]

    @classmethod
    def of_request(cls, picture: bytes) -> "LookSoFar":
        """What the request brings. A token that is old, of somebody else or of another page, or that we did not sign
        holds nothing."""
        frame = hashlib.sha256(picture).digest()[:DIGEST].hex()
        seen = [one for one in seen_in_token(request.form.get("look", "")) if one.frame != frame]
        return cls(frame, _pixels("left"), _pixels("top"), tuple(seen))

    @property
    def glimpses(self) -> tuple[Glimpse, ...]:
        """What earlier frames have shown, in pixels of this frame's part."""
        return tuple(one.glimpse.shifted(-self.left, -self.top) for one in self.seen)

    def token_with(self, glimpses: Iterable[Glimpse]) -> str:
        """What the next frame brings along: the earlier frames' and this one's."""
        now = time.time()
        new = [GlimpseThen(one.shifted(self.left, self.top), now, self.frame) for one in glimpses]
        return look_token([*self.seen, *new])


def _pixels(name: str) -> int:
    text = request.form.get(name, "")
    return min(int(text), FURTHEST) if text.isdecimal() and len(text) <= len(str(FURTHEST)) else 0


def seen_in_token(token: str) -> list[GlimpseThen]:
    """What a token holds still."""
    if not token or len(token) > LONGEST:
        return []
    try:
        whose, rows = _serializer().loads(token)
    except BadSignature:
        return []
    now = time.time()
    seen = [_glimpse_then(row) for row in rows] if whose == _whose() else []
    return [one for one in seen if -CLOCKS_S <= now - one.at <= LIFE_S]


def look_token(seen: Iterable[GlimpseThen]) -> str:
    """The token of these, empty where there is nothing that may be in it. Of too many the newest stay."""
    sent = [one for one in seen if not _is_private(one.glimpse)][-MOST_SENT:]
    return str(_serializer().dumps([_whose(), [_row(one) for one in sent]])) if sent else ""


def _whose() -> list[str]:
    return [str(current_user.get_id() or ""), request.path]


def _is_private(glimpse: Glimpse) -> bool:
    return names_a_patient(identify(glimpse.payload, glimpse.format, glimpse.symbology_identifier))


def _row(seen: GlimpseThen) -> list[Any]:
    glimpse = seen.glimpse
    corners = [[round(x), round(y)] for x, y in glimpse.corners]
    text = glimpse.payload.decode("latin-1")
    return [text, glimpse.format, corners, glimpse.symbology_identifier, round(seen.at, 2), seen.frame]


def _glimpse_then(row: list[Any]) -> GlimpseThen:
    text, form, corners, identifier, at, frame = row
    placed: Corners = tuple((float(x), float(y)) for x, y in corners)  # type: ignore[assignment] # four, as we signed
    return GlimpseThen(Glimpse(text.encode("latin-1"), form, placed, identifier), at, frame)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
