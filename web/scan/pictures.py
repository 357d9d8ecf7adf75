"""A picture that is stored. It is checked as every picture is, and then drawn anew as a JPEG.

Only its pixels are taken over. The camera's own data (place, time, name of the device), previews and everything else
that a file can hold are left out, and a HEIC, which no browser shows, becomes a JPEG, which all of them show.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Response, request
from PIL import Image

from returns import LinePhoto
from scanner.pictures.colours import BUDGET_MS, in_colour
from scanner.pictures.header import LEAST_MS
from scanner.time_budget import Clock
from web.scan.scanning import NothingToRead

MOST_SIDE = 1600  # pixels: a scratch is seen, a photo is some 300 kB
QUALITY = 82
REQUEST_MS = 4000
"""Milliseconds that opening all pictures of one request may take together."""


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
    """The picture drawn anew. Raises UnreadablePicture for data that is no picture, is too large or broken, or takes
    too long to open."""
    pixels = in_colour(data, MOST_SIDE, budget_ms)
    written = io.BytesIO()
    pixels.save(written, "JPEG", quality=QUALITY, optimize=True, exif=b"", icc_profile=None)
    return CleanPicture(written.getvalue(), *pixels.size)


SMALL_SIDE = 144  # pixels: twice the places where it is shown, some 3 kB
SMALL_QUALITY = 72


def thumbnail(jpeg: bytes, side: int = SMALL_SIDE) -> bytes:
    """One of our own pictures, as small as a list shows it."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as opened:
        opened.draft("RGB", (side, side))
        pixels = opened.convert("RGB")
    pixels.thumbnail((side, side), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    pixels.save(written, "JPEG", quality=SMALL_QUALITY, optimize=True)
    return written.getvalue()


def uploaded(most: int) -> list[CleanPicture]:
    """The request's pictures, drawn anew. Raises NothingToRead where none came or more than `most`, which is checked
    before any is opened, and UnreadablePicture for one that cannot be read."""
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


def as_line_photos(pictures: Iterable[CleanPicture]) -> Iterator[LinePhoto]:
    for picture in pictures:
        yield LinePhoto(jpeg=picture.jpeg, width=picture.width, height=picture.height, digest=picture.digest)


def as_answer(jpeg: bytes) -> Response:
    """The JPEG as an answer for the page that shows it. No cache may store it."""
    return Response(jpeg, mimetype="image/jpeg", headers={"Content-Disposition": "inline"})
