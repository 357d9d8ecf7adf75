"""What a hand scanner presses, and what the layout of the device's keyboard makes of it: the key events of a browser.

The scanner presses an American keyboard's keys. Layouts are the systems' own (Windows' and Linux's tables agree on
these keys); "Dead" is an accent that waits for its letter.
"""

from dataclasses import dataclass

SEPARATOR = "\x1d"

# Code, then what it writes without and with Shift, on an American keyboard.
AMERICAN = {
    **{f"Digit{digit}": (digit, shifted) for digit, shifted in zip("1234567890", "!@#$%^&*()", strict=True)},
    **{f"Key{letter}": (letter.lower(), letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    "Minus": ("-", "_"),
    "Equal": ("=", "+"),
    "BracketLeft": ("[", "{"),
    "BracketRight": ("]", "}"),
    "Semicolon": (";", ":"),
    "Quote": ("'", '"'),
    "Comma": (",", "<"),
    "Period": (".", ">"),
    "Slash": ("/", "?"),
}
SWEDISH = {
    **AMERICAN,
    **{f"Digit{digit}": (digit, shifted) for digit, shifted in zip("1234567890", '!"#¤%&/()=', strict=True)},
    "Minus": ("+", "?"),
    "Equal": ("Dead", "Dead"),
    "BracketLeft": ("å", "Å"),
    "BracketRight": ("Dead", "Dead"),
    "Semicolon": ("ö", "Ö"),
    "Quote": ("ä", "Ä"),
    "Comma": (",", ";"),
    "Period": (".", ":"),
    "Slash": ("-", "_"),
}
GERMAN = {
    **SWEDISH,
    **{f"Digit{digit}": (digit, shifted) for digit, shifted in zip("1234567890", '!"§$%&/()=', strict=True)},
    "Minus": ("ß", "?"),
    "BracketLeft": ("ü", "Ü"),
    "BracketRight": ("+", "*"),
    "KeyY": ("z", "Z"),
    "KeyZ": ("y", "Y"),
}
FRENCH = {
    **AMERICAN,
    **{f"Digit{digit}": (plain, digit) for digit, plain in zip("1234567890", "&é\"'(-è_çà", strict=True)},
    "Minus": (")", "°"),
    "Equal": ("=", "+"),
    "BracketLeft": ("Dead", "Dead"),
    "Semicolon": ("m", "M"),
    "Comma": (";", "."),
    "Period": (":", "/"),
    "Slash": ("!", "§"),
    "KeyA": ("q", "Q"),
    "KeyQ": ("a", "A"),
    "KeyW": ("z", "Z"),
    "KeyZ": ("w", "W"),
    "KeyM": (",", "?"),
}
LAYOUTS = {"american": AMERICAN, "swedish": SWEDISH, "german": GERMAN, "french": FRENCH}


@dataclass(frozen=True)
class Wedge:
    """A hand scanner on a device: its layout, how it sends FNC1 ("control" is Ctrl+], "" not at all), whether the
    browser tells which keys were pressed."""

    layout: str = "swedish"
    separator: str = "control"
    tells_positions: bool = True

    def events(self, text: str) -> list[dict[str, object]]:
        """The keydown events of one scan, without its Enter."""
        return [event for character in text for event in self._of(character)]

    def _of(self, character: str) -> list[dict[str, object]]:
        if character == SEPARATOR:
            return self._separator()
        code, shift = self._pressed(character)
        key = LAYOUTS[self.layout][code][shift]
        pressed = [{"key": "Shift", "code": "ShiftLeft", "shiftKey": True}] if shift else []
        return [*pressed, self._event(key, code, shiftKey=bool(shift))]

    def _separator(self) -> list[dict[str, object]]:
        if self.separator == "control":
            key = LAYOUTS[self.layout]["BracketRight"][0]
            return [self._event(key, "BracketRight", ctrlKey=True)]
        if self.separator == "alt":
            return [self._event("0", f"Numpad{digit}", altKey=True) for digit in "029"]
        return [self._event(self.separator, self.separator)] if self.separator else []

    def _pressed(self, character: str) -> tuple[str, int]:
        return next(
            (code, shift)
            for code, writes in AMERICAN.items()
            for shift, written in enumerate(writes)
            if written == character
        )

    def _event(self, key: str, code: str, **modifiers: bool) -> dict[str, object]:
        return {"key": key, "code": code if self.tells_positions else "", **modifiers}
