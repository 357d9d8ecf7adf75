"""Bytes → a smaller picture in colour, upright, for people to look at.

The limits of size and time are those of pictures in which codes are read.
"""

from PIL import Image

from scanner.pictures.decoding import PIECE, check_time, cost_of_one_call, grey_of_deep, is_deep
from scanner.pictures.header import Header, check_drawn, read_header
from scanner.pictures.timed_file import OutOfTime, PacedFile
from scanner.pictures.turns import MOST_WAITING_S, TURNS
from scanner.pictures.unreadable import BROKEN, UnreadablePicture, broken, too_slow
from scanner.time_budget import Clock

STRIP = 256
"""About so many rows are set on white at once. With all rows at once the picture would be in memory several times."""
BUDGET_MS = 2500
"""Milliseconds that opening one picture may take. For codes half a picture may do; a person wants the whole one."""

TURN_OF_ORIENTATION = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How EXIF's orientation is undone (Exif 2.32, section 4.6.4)."""


def in_colour(data: bytes, most_side: int, budget_ms: float = BUDGET_MS) -> Image.Image:
    """The picture as new RGB pixels, without anything else that stands in the file.

    Parameters
    ----------
    data : the bytes of a picture file
    most_side : pixels that no side may exceed
    budget_ms : milliseconds that it may take

    Returns
    -------
    PIL.Image.Image
        What is transparent stands on white.

    Raises
    ------
    UnreadablePicture
        For what is no picture, is too large or broken, or takes too long to open.
    NoTurn
        When too many are opened already; at most half of `budget_ms` is waited for a turn.
    """
    header = read_header(data, Clock(budget_ms))
    check_drawn(header)
    with TURNS.take(header.size, min(MOST_WAITING_S, budget_ms / 2000)):
        try:
            return _decoded(data, header, most_side, Clock(budget_ms))
        except OutOfTime as late:
            raise too_slow(header.format, header.size) from late
        except UnreadablePicture:
            raise
        except BROKEN as error:
            raise broken() from error


def _decoded(data: bytes, header: Header, most_side: int, clock: Clock) -> Image.Image:
    with Image.open(PacedFile(data, clock), formats=(header.format,)) as opened:
        opened.draft("RGB", (most_side, most_side))
        if cost := cost_of_one_call(opened, header):
            check_time(header, data, cost, clock)
        opened.decodermaxblock = PIECE
        opened.load()
        pixels = _reduced(opened, max(1, max(opened.size) // (2 * most_side)))
    pixels.thumbnail((most_side, most_side), Image.Resampling.LANCZOS)
    turn = TURN_OF_ORIENTATION.get(header.orientation)
    return pixels if turn is None else pixels.transpose(turn)


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """The picture in RGB at 1/factor of its size, made strip by strip."""
    if is_deep(image):
        return Image.fromarray(grey_of_deep(image)).reduce(factor).convert("RGB")
    width, height = image.size
    sheet = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    rows = factor * max(1, STRIP // factor)
    for top in range(0, height, rows):
        strip = image.crop((0, top, width, min(top + rows, height)))
        sheet.paste(_on_white(strip, image).reduce(factor), (0, top // factor))
    return sheet


def _on_white(strip: Image.Image, whole: Image.Image) -> Image.Image:
    if "A" not in whole.getbands() and "transparency" not in whole.info:
        return strip.convert("RGB")
    coloured = strip.convert("RGBA")
    white = Image.new("RGB", strip.size, "white")
    white.paste(coloured, mask=coloured.getchannel("A"))
    return white
