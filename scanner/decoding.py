"""Bytes → grey pixels, upright, within the time that there is (docs/decisions/0010-decoding-keeps-the-time.md)."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from scanner.header import LEAST_MS, Header
from scanner.time_budget import Clock
from scanner.timed_file import OutOfTime, PacedFile
from scanner.unreadable import broken, too_slow

Grey = NDArray[np.uint8]

PIECES_SHARE = 0.6
"""Of what is left: what a decoder that can be stopped may take; the rest is for looking."""
WHOLE_SHARE = 0.7
"""And what a decoder that cannot be stopped is expected to take at most: it gives the whole picture or nothing."""
WHOLE_COST = {"WEBP": (2.5, 75), "HEIF": (8, 105), "AVIF": (5, 125)}
"""Decoders of one call: milliseconds a megapixel, and a megabyte of the file. Noise, photo and blank paper each lie
near that line (the decision has the figures)."""
LIBTIFF_COST = (4, 10)
"""The same for compressed TIFF; the first for each band."""
FLATTENING = {"L": 1e-6, "RGB": 3e-6}
MOST_FLATTENING = 7e-6
"""Milliseconds a pixel from what was decoded to upright grey of the size wanted, by mode."""
PUTTING_TOGETHER = 4e-6
"""Milliseconds a pixel from a progressive JPEG's coefficients to pixels, after the last scan that is read."""
PIECE = 8 * 1024
"""Bytes that a decoder gets at once: of blank paper in PNG, some 3 megapixels."""
PIECE_OF_SCANS = 512
"""Of a progressive JPEG, which can have a scan of the whole picture in a hundred bytes."""
END_OF_IMAGE = b"\xff\xd9"
"""JPEG's EOI marker (ITU-T T.81, B.1.1.3)."""


def decode(data: bytes, header: Header, reduction: int, clock: Clock) -> Grey:
    """Upright grey pixels, of JPEG at 1/reduction of the size, of all others in full. When time is up or the file is
    broken off, what came until then: the rest is black. Raises UnreadablePicture when that is nothing, and what is in
    BROKEN."""
    try:
        if header.format == "WEBP" and header.plain:
            grey = _decode_webp(data, header, clock)
        else:
            grey = _decode_opened(data, header, reduction, clock)
    except OutOfTime as late:
        raise too_slow(header.format, header.size) from late
    return upright(grey, header.orientation)


def _decode_webp(data: bytes, header: Header, clock: Clock) -> Grey:
    """Several times Pillow's speed, which goes over an animation's canvas."""
    check_time(header, data, WHOLE_COST["WEBP"], clock)
    grey = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    if grey is None:
        raise broken()
    return np.asarray(grey, np.uint8)


def _decode_opened(data: bytes, header: Header, reduction: int, clock: Clock) -> Grey:
    file = PacedFile(data, clock.part(PIECES_SHARE, at_least_ms=LEAST_MS))
    with Image.open(file, formats=(header.format,)) as opened:
        if header.format == "JPEG":
            # libjpeg decodes the luma only, and at a half, a quarter or an eighth for less.
            opened.draft("L", (max(1, opened.width // reduction), max(1, opened.height // reduction)))
        if cost := cost_of_one_call(opened, header):
            check_time(header, data, cost, clock)
        else:
            _load_in_time(opened, file, header, clock)
        return _flattened(opened)


def cost_of_one_call(opened: ImageFile.ImageFile, header: Header) -> tuple[float, float] | None:
    """Milliseconds a megapixel and a megabyte, where the decoder cannot be stopped; None where it reads in pieces."""
    if any(tile.codec_name == "libtiff" for tile in opened.tile):
        a_band, a_megabyte = LIBTIFF_COST
        return a_band * len(opened.getbands()), a_megabyte
    return WHOLE_COST.get(header.format)


def check_time(header: Header, data: bytes, cost: tuple[float, float], clock: Clock) -> None:
    """Raises OutOfTime where a decoder that cannot be stopped is expected to take longer than there is."""
    a_megapixel, a_megabyte = cost
    expected = (a_megapixel * header.size[0] * header.size[1] + a_megabyte * len(data)) / 1e6
    if not clock.part(WHOLE_SHARE, at_least_ms=LEAST_MS).allows(expected):
        raise OutOfTime


def _load_in_time(opened: ImageFile.ImageFile, file: PacedFile, header: Header, clock: Clock) -> None:
    """The pixels, or as many as come in time and are whole. Raises OutOfTime when none do or when there would be no
    time left to make grey of them, OSError when none are."""
    progressive = bool(opened.info.get("progressive"))
    afterwards = FLATTENING.get(opened.mode, MOST_FLATTENING) * opened.width * opened.height
    if progressive:
        afterwards += PUTTING_TOGETHER * header.size[0] * header.size[1]
    if afterwards > LEAST_MS and not clock.part(PIECES_SHARE).allows(afterwards):
        raise OutOfTime
    file.clock = clock.part(PIECES_SHARE, afterwards, LEAST_MS)
    file.ending = END_OF_IMAGE if progressive else b""
    opened.decodermaxblock = PIECE_OF_SCANS if progressive else PIECE
    try:
        opened.load()
    except (OutOfTime, OSError) as end:
        # What there is is the picture, also of a file that is cut off or broken further down. WeasyPrint lets all of
        # Pillow take such files (ImageFile.LOAD_TRUNCATED_IMAGES): here it does not depend on that.
        opened.tile = []
        if opened.getbbox(alpha_only=False) is None:
            if isinstance(end, OSError) and file.clock.left_ms <= 0:
                raise OutOfTime from end  # a JPEG's end marker came amid another marker
            raise


STRIP = 256
"""Rows that are flattened at once: whole, a picture within the limits would take a gigabyte on the way to grey."""


def _flattened(image: Image.Image) -> Grey:
    """Grey, what is transparent on white; more than eight bits a pixel are scaled down."""
    if is_deep(image):
        return grey_of_deep(image)
    if "A" in image.getbands() or "transparency" in image.info:
        return _in_strips(image, _on_white)
    return np.asarray(image.convert("L"))


def is_deep(image: Image.Image) -> bool:
    """Whether it has more than eight bits a pixel."""
    return image.mode.startswith("I") or image.mode == "F"


def grey_of_deep(image: Image.Image) -> Grey:
    top = 65535.0 if image.mode.startswith("I;16") or _brightest(image) > 255 else 255.0
    return _in_strips(image, lambda strip: np.asarray(strip, np.float32) * np.float32(255 / top))


def _brightest(image: Image.Image) -> float:
    return float(image.getextrema()[1])  # type: ignore[arg-type] # one band: a pair of numbers


def _on_white(strip: Image.Image) -> Grey:
    coloured = strip.convert("RGBA")
    white = Image.new("L", strip.size, 255)
    return np.asarray(Image.composite(coloured.convert("L"), white, coloured.getchannel("A")))


def _in_strips(image: Image.Image, grey_of: Callable[[Image.Image], NDArray]) -> Grey:
    width, height = image.size
    out = np.empty((height, width), np.uint8)
    for top in range(0, height, STRIP):
        bottom = min(top + STRIP, height)
        out[top:bottom] = np.clip(grey_of(image.crop((0, top, width, bottom))), 0, 255)
    return out


def upright(grey: Grey, orientation: int) -> Grey:
    """Turned as EXIF says (orientation 1 to 8, Exif 2.32 section 4.6.4)."""
    if orientation in (5, 6, 7, 8):
        grey = np.asarray(cv2.transpose(grey), np.uint8)
    if orientation in FLIPS:
        grey = np.asarray(cv2.flip(grey, FLIPS[orientation]), np.uint8)
    return grey


FLIPS = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}
"""cv2.flip's codes, after transposing where rows are columns: 1 left to right, 0 upside down, -1 both."""
