"""What a hand scanner set for an American keyboard types on a Swedish one.

The same key positions, other characters: `-` comes as `+`, `/` as `-`, `+` as a dead accent, `$` as `¤`.
The way back is only believed where the result then passes a check character (HIBC, a return number's
address).
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
        # A dead accent on the letter after it: the LIC of a HIBC code begins with a letter.
        "À": "+A",
        "È": "+E",
        "Ì": "+I",
        "Ò": "+O",
        "Ù": "+U",
    }
)


def from_swedish(text: str) -> str:
    """The text that an American scanner meant by what a Swedish keyboard layout made of it."""
    return text.translate(SWEDISH_TO_US)
