"""What a hand scanner that is set for an American keyboard types on a Swedish one.

It presses the same keys, which give other characters: `-` comes as `+`, `/` as `-`, `+` as a dead accent, `$` as `¤`.
The text that is translated back is believed only where it then passes a check character (HIBC, the address of a return
number).
"""

SWEDISH_TO_US = str.maketrans(
    {
        "+": "-",
        "-": "/",
        "`": "+",
        "?": "_",
        "_": "?",
        "¤": "$",
        "&": "^",
        "/": "&",
        "(": "*",
        ")": "(",
        "=": ")",
        "´": "=",
        "Ö": ":",
        "ö": ";",
        "Ä": '"',
        "ä": "'",
        "Å": "{",
        "å": "[",
        '"': "@",
        ";": "<",
        ":": ">",
        # The dead accent changes the letter after it. It is a letter, as the LIC of a HIBC code begins with one.
        "À": "+A",
        "È": "+E",
        "Ì": "+I",
        "Ò": "+O",
        "Ù": "+U",
    }
)


def from_swedish(text: str) -> str:
    """The text that the scanner sent, from the text that the Swedish keyboard layout made of it."""
    return text.translate(SWEDISH_TO_US)
