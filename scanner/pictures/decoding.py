"""Bytes → grey pixels, upright, within the time that is left (docs/decisions/0010-decoding-keeps-the-time.md)."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from scanner.pictures.header import LEAST_MS, Header, check_drawn
from scanner.pictures.timed_file import OutOfTime, PacedFile
from scanner.pictures.unreadable import broken, too_slow
from scanner.time_budget import Clock

Grey = NDArray[np.uint8]

PIECES_SHARE = 0.6
"""The part of the time that is left that a decoder that can be stopped may take. The rest is for looking."""
WHOLE_SHARE = 0.7
"""The part that a decoder that cannot be stopped is expected to take at the most. It gives the whole picture or
nothing."""
WHOLE_COST = {"WEBP": (2.5, 75), "HEIF": (8, 105), "AVIF": (5, 125)}
"""What decoders that cannot be stopped take: milliseconds a megapixel, and milliseconds a megabyte of the file. Noise,
photos and blank paper each take about as much as the two together say (the decision has the figures)."""
LIBTIFF_COST = (4, 10)
"""The same for compressed TIFF; the first number is for each band."""
FLATTENING = {"L": 1e-6, "RGB": 3e-6}
"""Milliseconds a pixel from what was decoded to upright grey of the wanted size, by Pillow's mode."""
MOST_FLATTENING = 7e-6
"""The same for all other modes."""
PUTTING_TOGETHER = 4e-6
"""Milliseconds a pixel that a progressive JPEG takes from its coefficients to pixels, after the last scan was read."""
PIECE = 8 * 1024
"""Bytes that a decoder gets at once: of blank paper in PNG, some 3 megapixels."""
PIECE_OF_SCANS = 512
"""The same for a progressive JPEG, in which a hundred bytes can be a scan of the whole picture."""
END_OF_IMAGE = b"\xff\xd9"
"""JPEG's EOI marker (ITU-T T.81, B.1.1.3)."""


def decode(data: bytes, header: Header, reduction: int, clock: Clock) -> Grey:
    """Decode a picture to upright grey pixels.

    Parameters
    ----------
    data : the bytes of a picture file
    header : what `scanner.pictures.header.read_header` said of it
    reduction : 1, 2, 4 or 8
    clock : the time that is left

    Returns
    -------
    (height, width) uint8
        A JPEG has 1/reduction of its size, all other pictures their full size. When the time is up or the file is cut
        off, the pixels that did not come are black.

    Raises
    ------
    UnreadablePicture
        When no pixels came in time.
    BROKEN
        Any of these errors (scanner.pictures.unreadable), for a broken file.
    """
    try:
        if header.format == "WEBP" and header.plain:
            grey = _decode_webp(data, header, clock)
        else:
            grey = _decode_opened(data, header, reduction, clock)
    except OutOfTime as late:
        raise too_slow(header.format, header.size) from late
    return upright(grey, header.orientation)


def _decode_webp(data: bytes, header: Header, clock: Clock) -> Grey:
    """Decode with OpenCV, which is several times as fast as Pillow: Pillow draws on the canvas of an animation."""
    check_time(header, data, WHOLE_COST["WEBP"], clock)
    grey = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    if grey is None:
        raise broken()
    return np.asarray(grey, np.uint8)


def _decode_opened(data: bytes, header: Header, reduction: int, clock: Clock) -> Grey:
    check_drawn(header)
    file = PacedFile(data, clock.part(PIECES_SHARE, at_least_ms=LEAST_MS))
    with Image.open(file, formats=(header.format,)) as opened:
        if header.format == "JPEG":
            # libjpeg can decode the brightness alone, and takes less time at a half, a quarter or an eighth of the
            # size.
            opened.draft("L", (max(1, opened.width // reduction), max(1, opened.height // reduction)))
        if cost := cost_of_one_call(opened, header):
            check_time(header, data, cost, clock)
        else:
            _load_in_time(opened, file, header, clock)
        return _flattened(opened)


def cost_of_one_call(opened: ImageFile.ImageFile, header: Header) -> tuple[float, float] | None:
    """(milliseconds a megapixel, milliseconds a megabyte) of a decoder that cannot be stopped; None for one that reads
    the file in pieces, and can."""
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
    """Load the pixels, or as many as come in time and are whole. Raises OutOfTime when none come in time, or when there
    would be no time left to make grey of them; OSError when none are whole."""
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
        # The pixels that have come are the picture, also of a file that is cut off or broken further down. WeasyPrint
        # lets all of Pillow accept such files (ImageFile.LOAD_TRUNCATED_IMAGES); here it does not depend on that.
        opened.tile = []
        if opened.getbbox(alpha_only=False) is None:
            if isinstance(end, OSError) and file.clock.left_ms <= 0:
                raise OutOfTime from end  # our end marker stopped the decoder in the middle of another marker
            raise


AT_ONCE = 4_000_000
"""Pixels that are made grey at once, which is quicker."""
STRIP = 256
"""Rows that are made grey at once. With all rows at once the largest picture allowed would take a gigabyte."""


def _flattened(image: Image.Image) -> Grey:
    """The picture in grey. What is transparent stands on white, and more than eight bits a pixel are scaled down."""
    if is_deep(image):
        return grey_of_deep(image)
    if "A" in image.getbands() or "transparency" in image.info:
        return _in_strips(image, _on_white)
    if image.width * image.height <= AT_ONCE:
        return np.asarray(image.convert("L"))
    return _in_strips(image, lambda strip: np.asarray(strip.convert("L")))


def is_deep(image: Image.Image) -> bool:
    """Whether it has more than eight bits a pixel."""
    return image.mode.startswith("I") or image.mode == "F"


def grey_of_deep(image: Image.Image) -> Grey:
    """A picture of more than eight bits a pixel in grey, scaled down so that its full range fits into eight bits."""
    top = 65535.0 if image.mode.startswith("I;16") or _brightest(image) > 255 else 255.0
    return _in_strips(image, lambda strip: np.asarray(strip, np.float32) * np.float32(255 / top))


def _brightest(image: Image.Image) -> float:
    return float(image.getextrema()[1])  # type: ignore[arg-type] # one band: a pair of numbers


def _on_white(strip: Image.Image) -> Grey:
    coloured = strip.convert("RGBA")
    white = Image.new("L", strip.size, 255)
    return np.asarray(Image.composite(coloured.convert("L"), white, coloured.getchannel("A")))


def _in_strips(image: Image.Image, grey_of: Callable[[Image.Image], NDArray[Any]]) -> Grey:
    width, height = image.size
    out = np.empty((height, width), np.uint8)
    for top in range(0, height, STRIP):
        bottom = min(top + STRIP, height)
        out[top:bottom] = np.clip(grey_of(image.crop((0, top, width, bottom))), 0, 255)
    return out


def upright(grey: Grey, orientation: int) -> Grey:
    """The pixels turned as EXIF's orientation, 1 to 8, says (Exif 2.32, section 4.6.4)."""
    if orientation in (5, 6, 7, 8):
        grey = np.asarray(cv2.transpose(grey), np.uint8)
    if orientation in FLIPS:
        grey = np.asarray(cv2.flip(grey, FLIPS[orientation]), np.uint8)
    return grey


FLIPS = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}
"""EXIF's orientation → how cv2.flip undoes it, after transposing where rows are columns: 1 from left to right, 0 upside
down, -1 both."""
