"""UnreadablePicture: the answer to something that is no picture or cannot be read, with the reason and what to do."""

import struct

import cv2
from PIL import Image

from common.sentence import SentenceError

# The errors that Pillow and its plug-ins raise on broken files. They have no common base class; the thousands of broken
# pictures in tests/scanner found them.
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


class UnreadablePicture(SentenceError):  # noqa: N818 - it is an answer for the user
    """It is no picture, or none that can be read. `.reason` is a short code, `.sentence` is for the user."""

    def __init__(self, reason: str, text: str, /, **params: object) -> None:
        super().__init__(text, **params)
        self.reason = reason


def broken() -> UnreadablePicture:
    """The answer to a damaged file."""
    return UnreadablePicture(
        "broken", "Bilden är skadad och kan inte läsas. Ta ett nytt foto, eller skriv serienumret."
    )


def too_slow(kind: str, size: tuple[int, int]) -> UnreadablePicture:
    """The answer to a picture of which nothing can be decoded in the time that the caller gave."""
    return UnreadablePicture(
        "too_slow",
        "Bilden (%(kind)s, %(megapixels)s miljoner bildpunkter) tar för lång tid att öppna. "
        "Ta ett nytt foto med lägre upplösning eller som JPEG, eller skriv serienumret.",
        kind=kind,
        megapixels=max(1, round(size[0] * size[1] / 1e6)),
    )


def endless_header(kind: str) -> UnreadablePicture:
    """The answer to a file whose header alone takes longer than that time: it has millions of parts, which no camera
    writes."""
    return UnreadablePicture(
        "too_slow",
        "Bilden (%(kind)s) tar för lång tid att öppna. "
        "Ta ett nytt foto med lägre upplösning eller som JPEG, eller skriv serienumret.",
        kind=kind,
    )
