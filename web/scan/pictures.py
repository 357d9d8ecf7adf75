"""A picture that is kept: what came is checked as every picture is, then drawn anew as a JPEG.

Only pixels go over. The camera's own data (place, time, name of the device), previews and whatever else a file can
carry stay behind, and what no browser shows (HEIC) becomes what all of them do.
"""

import hashlib
import io
from dataclasses import dataclass

from flask import Response, request
from flask_babel import gettext as _
from PIL import Image, ImageOps

from scanner import UnreadablePicture
from scanner.image import BROKEN, read_header
from web.scan.scanning import NothingToRead

MOST_SIDE = 1600  # pixels: a scratch is seen, a photo is some 300 kB
QUALITY = 82


@dataclass(frozen=True)
class CleanPicture:
    """A JPEG of our own making."""

    jpeg: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.jpeg).hexdigest()


def clean(data: bytes) -> CleanPicture:
    """Raises UnreadablePicture for what is no picture, too large or broken."""
    header = read_header(data)
    try:
        with Image.open(io.BytesIO(data), formats=(header.format,)) as opened:
            opened.draft("RGB", (MOST_SIDE, MOST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            pixels = _on_white(upright)
        pixels.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
        written = io.BytesIO()
        pixels.save(written, "JPEG", quality=QUALITY, optimize=True, exif=b"", icc_profile=None)
    except BROKEN as error:
        raise UnreadablePicture(
            "broken", "Bilden är skadad och kan inte läsas. Ta ett nytt foto, eller skriv serienumret."
        ) from error
    return CleanPicture(written.getvalue(), *pixels.size)


def _on_white(image: Image.Image) -> Image.Image:
    """New pixels in RGB, so that nothing of the file's own is carried along."""
    sheet = Image.new("RGB", image.size, "white")
    if "A" in image.getbands() or "transparency" in image.info:
        rgba = image.convert("RGBA")
        sheet.paste(rgba, mask=rgba.getchannel("A"))
    else:
        sheet.paste(image.convert("RGB"))
    return sheet


def uploaded() -> list[CleanPicture]:
    """The request's pictures, clean. Raises NothingToRead where none came, UnreadablePicture for one that is none."""
    files = [file for file in request.files.getlist("picture") if file.filename]
    if not files:
        raise NothingToRead(_("Ingen bild kom fram. Välj ett foto och försök igen."))
    return [clean(file.read()) for file in files]


def as_answer(jpeg: bytes) -> Response:
    """For the page that shows it, and for nobody's cache."""
    return Response(jpeg, mimetype="image/jpeg", headers={"Content-Disposition": "inline"})
