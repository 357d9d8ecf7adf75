"""A picture that is kept: what came is checked as every picture is, then drawn anew as a JPEG.

Only pixels go over. The camera's own data (place, time, name of the device), previews and whatever else a file can
carry stay behind, and what no browser shows (HEIC) becomes what all of them do.
"""

import hashlib
import io
from dataclasses import dataclass

from flask import Response, request

from scanner.colours import BUDGET_MS, in_colour
from scanner.header import LEAST_MS
from scanner.time_budget import Clock
from web.scan.scanning import NothingToRead

MOST_SIDE = 1600  # pixels: a scratch is seen, a photo is some 300 kB
QUALITY = 82
REQUEST_MS = 4000
"""What all pictures of one request may take to open together."""


@dataclass(frozen=True)
class CleanPicture:
    """A JPEG of our own making."""

    jpeg: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.jpeg).hexdigest()


def clean(data: bytes, budget_ms: float = BUDGET_MS) -> CleanPicture:
    """Raises UnreadablePicture for what is no picture, too large, broken or too slow to open."""
    pixels = in_colour(data, MOST_SIDE, budget_ms)
    written = io.BytesIO()
    pixels.save(written, "JPEG", quality=QUALITY, optimize=True, exif=b"", icc_profile=None)
    return CleanPicture(written.getvalue(), *pixels.size)


def uploaded(most: int) -> list[CleanPicture]:
    """The request's pictures, clean. Raises NothingToRead where none came or more than `most` (judged before any is
    opened), UnreadablePicture for one that is none."""
    files = [file for file in request.files.getlist("picture") if file.filename]
    if not files:
        raise NothingToRead("Ingen bild kom fram. Välj ett foto och försök igen.")
    if len(files) > most:
        raise NothingToRead(
            "%(came)s bilder kom, och högst %(most)s tas emot. Välj färre och försök igen.",
            came=len(files),
            most=most,
        )
    clock = Clock(REQUEST_MS)
    return [clean(file.read(), min(BUDGET_MS, max(clock.left_ms, LEAST_MS))) for file in files]


def as_answer(jpeg: bytes) -> Response:
    """For the page that shows it, and for nobody's cache."""
    return Response(jpeg, mimetype="image/jpeg", headers={"Content-Disposition": "inline"})
