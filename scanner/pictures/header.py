"""What a file says about itself. It is read before anything is decoded, so that a decompression bomb costs nothing."""

from dataclasses import dataclass
from typing import Literal

from PIL import ExifTags, Image

from scanner.pictures.timed_file import OutOfTime, PacedFile
from scanner.pictures.unreadable import BROKEN, UnreadablePicture, broken, endless_header
from scanner.time_budget import ENDLESS, Clock

MAX_BYTES = 32 * 2**20
MAX_PIXELS = 64_000_000
"""Phones take pictures of up to 50 megapixels. Some take 108, which they send reduced."""
MOST_DRAWN_PIXELS = 16_000_000
"""Of a WebP that is drawn on the canvas of an animation, as transparent ones are and those that are kept: a pixel takes
sixteen bytes there. A picture of 34 bytes took a gigabyte."""
MOST_PIXELS_OF = dict.fromkeys(("PNG", "TIFF", "BMP", "HEIF"), 50_000_000) | {"AVIF": 32_000_000}
"""Of formats whose decoders hold more than two bytes a pixel: nine for AVIF, seven for HEIF, five for the others
(Pillow keeps four, and the grey picture is one). An AVIF of 3 kB that says it has 64 megapixels took 520 MB, and a TIFF
of 300 kB 310 MB. Telephones make HEIF of 12, 24 and 48 megapixels."""
MAX_SIDE = 16_384
"""Pixels of the longer side at the most."""
MIN_SIDE = 8
"""Pixels of the shorter side at the least."""

HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1")
SIGNATURES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}
MAX_TIFF_ENTRIES = 512
"""Entries of a TIFF's first directory at the most; usual files have twenty."""
TIFF_ENTRY = 12
"""Bytes an entry of a TIFF's directory (TIFF 6.0, section 2)."""
TIFF_PIECES = (273, 324)
"""The tags StripOffsets and TileOffsets. Their count is limited by MAX_SIDE: a strip has at least one row, and a
picture within the limits has no more tiles than that."""
FORMAT_NAMES = "JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF"
LEAST_MS = 25
"""Milliseconds that opening may take however small the budget is: a small picture takes as long on a busy machine."""
UPRIGHT = 1
"""EXIF's orientation of a picture that needs no turning."""

# Pillow only warns between its own limit and twice that; the limit that counts here is MAX_PIXELS.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class Header:
    """What a file says about itself before anything is decoded."""

    format: str
    size: tuple[int, int]
    """(width, height) of the upright picture."""

    orientation: int = UPRIGHT
    """EXIF's, 1 to 8: how what is decoded has to be turned."""

    plain: bool = False
    """Whether it is neither transparent nor of more than eight bits a pixel, so that a fast decoder will do."""


def read_header(data: bytes, clock: Clock = ENDLESS) -> Header:
    """Read format, size and orientation, without decoding any pixel.

    Parameters
    ----------
    data : the bytes of a picture file
    clock : the time that is left

    Returns
    -------
    Header

    Raises
    ------
    UnreadablePicture
        For what is no picture, is broken, has too many bytes or pixels, or has a header that takes too long to read.
    """
    if not data:
        raise UnreadablePicture("empty", "Bilden är tom. Ta ett nytt foto, eller skriv serienumret.")
    if len(data) > MAX_BYTES:
        raise UnreadablePicture(
            "too_many_bytes",
            "Bilden är %(came)s MB, större än %(limit)s MB. "
            "Ta ett foto med lägre upplösning, eller skriv serienumret.",
            came=-(-len(data) // 2**20),
            limit=MAX_BYTES // 2**20,
        )
    name = _format(data)
    if name == "TIFF":
        _check_tiff(data)
    try:
        with Image.open(PacedFile(data, clock.part(1, at_least_ms=LEAST_MS)), formats=(name,)) as opened:
            size = opened.size
            orientation = _orientation(opened, data)
            plain = opened.mode in ("RGB", "L")
    except OutOfTime as late:
        raise endless_header(name) from late
    except Image.DecompressionBombError as error:
        raise UnreadablePicture(
            "too_large",
            "Bilden har fler bildpunkter än %(limit)s miljoner. "
            "Ta ett foto med lägre upplösning, eller skriv serienumret.",
            limit=MOST_PIXELS_OF.get(name, MAX_PIXELS) // 1_000_000,
        ) from error
    except BROKEN as error:
        raise broken() from error
    check_size(size, MOST_PIXELS_OF.get(name, MAX_PIXELS))
    return Header(name, (size[1], size[0]) if orientation >= 5 else size, orientation, plain)


def check_drawn(header: Header) -> None:
    """Raises UnreadablePicture for a WebP that is too large for the canvas of an animation."""
    if header.format == "WEBP":
        check_size(header.size, MOST_DRAWN_PIXELS)


def check_size(size: tuple[int, int], most_pixels: int = MAX_PIXELS) -> None:
    """Raises UnreadablePicture for a (width, height) that is too large or too small."""
    width, height = size
    if width * height > most_pixels:
        raise UnreadablePicture(
            "too_large",
            "Bilden har %(came)s miljoner bildpunkter, fler än %(limit)s miljoner. "
            "Ta ett foto med lägre upplösning, eller skriv serienumret.",
            came=-(-width * height // 1_000_000),
            limit=most_pixels // 1_000_000,
        )
    if max(size) > MAX_SIDE:
        raise UnreadablePicture(
            "too_large",
            "Bilden är %(width)s × %(height)s bildpunkter, och ingen sida får ha fler än %(limit)s. "
            "Ta ett nytt foto av bara koden, eller skriv serienumret.",
            width=width,
            height=height,
            limit=MAX_SIDE,
        )
    if min(size) < MIN_SIDE:
        raise UnreadablePicture(
            "too_small",
            "Bilden är %(width)s × %(height)s bildpunkter, och minst %(limit)s behövs åt varje håll. "
            "Ta ett nytt foto närmare koden.",
            width=width,
            height=height,
            limit=MIN_SIDE,
        )


def _check_tiff(data: bytes) -> None:
    """Raises UnreadablePicture for a TIFF of millions of tiles: Pillow's lists of them would take seconds and a
    gigabyte.

    The file's first directory (TIFF 6.0, section 2) says how many there are. Everything else in it is left to Pillow.
    """
    order: Literal["little", "big"] = "little" if data.startswith(b"II") else "big"
    directory = int.from_bytes(data[4:8], order)
    entries = int.from_bytes(data[directory : directory + 2], order)
    if entries > MAX_TIFF_ENTRIES:
        raise broken()
    for at in range(directory + 2, directory + 2 + TIFF_ENTRY * entries, TIFF_ENTRY):
        tag, count = int.from_bytes(data[at : at + 2], order), int.from_bytes(data[at + 4 : at + 8], order)
        if tag in TIFF_PIECES and count > MAX_SIDE:
            raise broken()


def _orientation(opened: Image.Image, data: bytes) -> int:
    if opened.format == "HEIF":
        return UPRIGHT  # pillow-heif has turned it already
    exif = opened.getexif() if opened.format != "PNG" else _exif_of_png(opened, data)
    value = exif.get(ExifTags.Base.Orientation, UPRIGHT)
    return value if value in range(1, 9) else UPRIGHT


def _exif_of_png(opened: Image.Image, data: bytes) -> Image.Exif:
    """The EXIF data of a PNG, which may stand behind the pixels (chunk eXIf, PNG third edition, 11.3.4.5). Pillow's
    getexif() decodes the whole picture to get there, which made a PNG take twice as long."""
    exif, content = Image.Exif(), opened.info.get("exif")
    at = data.find(b"eXIf")
    if content is None and at >= 4:
        content = data[at + 4 : at + 4 + int.from_bytes(data[at - 4 : at])]
    if content:
        exif.load(content)
    return exif


def _format(data: bytes) -> str:
    """Pillow's name of the format, by the file's first bytes. Raises UnreadablePicture for all others."""
    for start, name in SIGNATURES.items():
        if data.startswith(start):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"):
        return "AVIF"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        _register_heif()
        return "HEIF"
    raise UnreadablePicture(
        "not_a_picture",
        "Filen är ingen bild som kan läsas. Skicka ett foto (%(formats)s).",
        formats=FORMAT_NAMES,
    )


def _register_heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()
