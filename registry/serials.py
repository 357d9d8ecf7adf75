"""How serials are compared, and which of their characters are mistaken for each other.

Serials are opaque strings. They are stored as they were read, and compared by `key`. `fold` makes characters that look
alike one character, so that two serials that differ only in such characters have the same fold. It is for suggestions,
never for an answer.
"""

from identity import normalise_serial

CONFUSABLE = ("0OQ", "1IL", "2Z", "5S", "8B")
"""Characters that look alike on a worn label or to somebody in a hurry. The first one stands for its group."""

_FOLD = str.maketrans({character: group[0] for group in CONFUSABLE for character in group[1:]})


def key(serial: str) -> str:
    """The form in which serials are compared. Nearly all serials are plain ASCII and take a shorter way, because
    imports compare millions."""
    if serial.isascii() and serial.isalnum():
        return serial.upper()
    return normalise_serial(serial)


def fold(serial_key: str) -> str:
    """The key with characters that look alike made one: '1O0L' → '1001'."""
    return serial_key.translate(_FOLD)
