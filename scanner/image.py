"""Safe loading: bytes from anywhere → grey pixels, upright, or UnreadablePicture with the reason.

The header is read first and the picture decoded only when its size is one that a camera makes, so that a
decompression bomb costs nothing.
"""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps

Grey = NDArray[np.uint8]

MAX_BYTES = 32 * 2**20
MAX_PIXELS = 64_000_000
"""Phones make up to 50 megapixels (and 108 as a stunt, which they send reduced)."""
MAX_SIDE = 16_384
MIN_SIDE = 8

HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1")
SIGNATURES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}
FORMAT_NAMES = "JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF"

# What Pillow and its plug-ins raise on broken files; there is no common base class (the thousands of broken
# pictures in tests/scanner found these).
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    MemoryError,
    RuntimeError,
    ZeroDivisionError,
    AttributeError,
    struct.error,
    Image.DecompressionBombError,
    cv2.error,
)

# zbar, zxing-cpp and this module want one core for a picture: the workers are the parallelism (Gunicorn
# preforks).
cv2.setNumThreads(1)
# What is wrong with a broken file is told by UnreadablePicture, not on the standard error output.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
# Pillow only warns between its own limit and twice that; the limit that counts here is MAX_PIXELS.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class UnreadablePicture(Exception):  # noqa: N818 - the name is the library's face (docs/architecture.md)
    """What came is no picture that can be read. `.reason` is a short code, `str()` a sentence for the
    user; `.source` and `.params` are that sentence for a translation, as a Problem has them."""

    def __init__(self, reason: str, source: str, **params: object) -> None:
        super().__init__(source % params if params else source)
        self.reason, self.source, self.params = reason, source, params


@dataclass(frozen=True)
class Header:
    """What a file says about itself before anything is decoded."""

    format: str
    size: tuple[int, int]
    """(width, height) of the upright picture."""

    plain: bool = False
    """Neither transparent nor to be turned: a fast decoder will do."""


class Picture:
    """One picture's grey pixels, at full size or reduced; reduced JPEGs never get decoded in full."""

    def __init__(self, data: bytes | None, header: Header, grey: Grey | None = None) -> None:
        self._data = data
        self.header = header
        self._levels: dict[int, Grey] = {} if grey is None else {1: grey}

    @property
    def size(self) -> tuple[int, int]:
        return self.header.size

    def grey(self, reduction: int = 1) -> Grey:
        """Grey pixels, (height, width), at 1/reduction of the size (1, 2, 4 or 8)."""
        if reduction not in self._levels:
            self._levels[reduction] = self._reduced(reduction)
        return self._levels[reduction]

    def _reduced(self, reduction: int) -> Grey:
        if self.header.format == "JPEG" and self._data is not None and 1 not in self._levels:
            return _decode_jpeg(self._data, reduction)
        if reduction == 1:
            assert self._data is not None
            return _decode(self._data, self.header)
        full = self.grey(1)
        size = (max(1, full.shape[1] // reduction), max(1, full.shape[0] // reduction))
        return _as_grey(cv2.resize(full, size, interpolation=cv2.INTER_AREA))


def load(picture: "bytes | NDArray") -> Picture:
    """Bytes of a picture file, or an array as OpenCV has it (grey, BGR or BGRA, uint8) → Picture.

    Raises UnreadablePicture.
    """
    if isinstance(picture, np.ndarray):
        return _from_array(picture)
    data = bytes(picture)
    header = read_header(data)
    result = Picture(data, header)
    try:
        level = result.grey(reduction_for(header.size))
    except BROKEN as error:
        raise _broken() from error
    if min(level.shape) < 1:
        raise _broken()
    return result


def reduction_for(size: tuple[int, int]) -> int:
    """How much to reduce for the first look: a code that fills a fair part of the picture stays readable, and
    a large photo costs little more than a small one."""
    reduction = 1
    while max(size) / reduction > 2200:
        reduction *= 2
    return min(reduction, 8)


def read_header(data: bytes) -> Header:
    """Format and size, nothing decoded. Raises UnreadablePicture for what shall not be decoded."""
    if not data:
        raise UnreadablePicture("empty", "Bilden är tom. Ta ett nytt foto, eller skriv serienumret.")
    if len(data) > MAX_BYTES:
        raise UnreadablePicture(
            "too_many_bytes",
            "Bilden är större än %(limit)s MB. Ta ett foto med lägre upplösning, eller skriv serienumret.",
            limit=MAX_BYTES // 2**20,
        )
    name = _format(data)
    try:
        with Image.open(io.BytesIO(data), formats=(name,)) as opened:
            size = opened.size
            orientation = opened.getexif().get(ExifTags.Base.Orientation, 1)
            plain = orientation == 1 and opened.mode in ("RGB", "L")
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except BROKEN as error:
        raise _broken() from error
    _check_size(size)
    turned = orientation in (5, 6, 7, 8) and name != "HEIF"  # pillow-heif has turned it already
    return Header(name, (size[1], size[0]) if turned else size, plain)


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


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MAX_PIXELS or max(size) > MAX_SIDE:
        raise _too_large()
    if min(size) < MIN_SIDE:
        raise UnreadablePicture(
            "too_small", "Bilden är för liten för att läsas. Ta ett nytt foto närmare koden."
        )


def _from_array(array: NDArray) -> Picture:
    if (
        array.dtype != np.uint8
        or array.ndim not in (2, 3)
        or (array.ndim == 3 and array.shape[2] not in (1, 3, 4))
    ):
        raise UnreadablePicture(
            "array",
            "Väntade en bild som uint8 med 1, 3 eller 4 kanaler, fick %(type)s med formen %(shape)s.",
            type=array.dtype,
            shape=array.shape,
        )
    _check_size((array.shape[1], array.shape[0]))
    if array.ndim == 3 and array.shape[2] > 1:
        code = cv2.COLOR_BGR2GRAY if array.shape[2] == 3 else cv2.COLOR_BGRA2GRAY
        grey = cv2.cvtColor(array, code)
    else:
        grey = np.ascontiguousarray(array.reshape(array.shape[:2]))
    return Picture(None, Header("array", (grey.shape[1], grey.shape[0])), _as_grey(grey))


REDUCED = {
    1: cv2.IMREAD_GRAYSCALE,
    2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
    4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
    8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
}


def _decode_jpeg(data: bytes, reduction: int) -> Grey:
    """libjpeg decodes the luma only, and at a half, a quarter or an eighth for less; EXIF rotation
    included."""
    grey = cv2.imdecode(np.frombuffer(data, np.uint8), REDUCED[reduction])
    if grey is None:
        raise _broken()
    return _as_grey(grey)


def _decode(data: bytes, header: Header) -> Grey:
    if header.format in ("WEBP", "PNG", "BMP") and header.plain:
        # Several times Pillow's speed, which goes over RGB.
        grey = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
        if grey is not None:
            return _as_grey(grey)
    with Image.open(io.BytesIO(data), formats=(header.format,)) as opened:
        ImageOps.exif_transpose(
            opened, in_place=True
        )  # a copy of an upright picture would double what it takes
        return _flattened(opened)


STRIP = 256
"""Rows that are flattened at once: whole, a picture within the limits would take a gigabyte on the way to grey."""


def _flattened(image: Image.Image) -> Grey:
    """Grey, what is transparent on white; more than eight bits a pixel are scaled down."""
    if image.mode.startswith("I") or image.mode == "F":
        top = 65535.0 if image.mode.startswith("I;16") or _brightest(image) > 255 else 255.0
        return _in_strips(image, lambda strip: np.asarray(strip, np.float32) * np.float32(255 / top))
    if "A" in image.getbands() or "transparency" in image.info:
        return _in_strips(image, _on_white)
    return np.asarray(image.convert("L"))


def _brightest(image: Image.Image) -> float:
    return float(image.getextrema()[1])  # type: ignore[arg-type] # one band: a pair of numbers


def _on_white(strip: Image.Image) -> NDArray[np.float32]:
    grey, alpha = np.moveaxis(np.asarray(strip.convert("RGBA").convert("LA"), np.float32), 2, 0)
    return 255 + (grey - 255) * (alpha / 255)


def _in_strips(image: Image.Image, grey_of: Callable[[Image.Image], NDArray[np.float32]]) -> Grey:
    width, height = image.size
    out = np.empty((height, width), np.uint8)
    for top in range(0, height, STRIP):
        bottom = min(top + STRIP, height)
        out[top:bottom] = np.clip(grey_of(image.crop((0, top, width, bottom))), 0, 255)
    return out


def _register_heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()


def _as_grey(array: object) -> Grey:
    return np.asarray(array, dtype=np.uint8)


def _too_large() -> UnreadablePicture:
    return UnreadablePicture(
        "too_large",
        "Bilden har fler bildpunkter än %(limit)s miljoner. "
        "Ta ett foto med lägre upplösning, eller skriv serienumret.",
        limit=MAX_PIXELS // 1_000_000,
    )


def _broken() -> UnreadablePicture:
    return UnreadablePicture(
        "broken", "Bilden är skadad och kan inte läsas. Ta ett nytt foto, eller skriv serienumret."
    )
