"""How serials are compared, and which of their characters are mistaken for each other.

Serials are opaque strings: kept raw, compared by `key`. `fold` makes look-alikes one character, so that two
serials that differ only by such characters have the same fold; it is for suggestions, never for an answer.
"""

from identity import normalise_serial

CONFUSABLE = ("0OQ", "1IL", "2Z", "5S", "8B")
"""Characters that a worn label or a hurried eye mistakes for each other; the first stands for its group."""

_FOLD = str.maketrans({character: group[0] for group in CONFUSABLE for character in group[1:]})


def key(serial: str) -> str:
    """The serial as serials are compared. The plain ones, nearly all, take a short cut: imports do millions."""
    if serial.isascii() and serial.isalnum():
        return serial.upper()
    return normalise_serial(serial)


def fold(serial_key: str) -> str:
    """The key with look-alikes made one: '1O0L' → '1001'."""
    return serial_key.translate(_FOLD)
