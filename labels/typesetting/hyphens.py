"""Where a word that is wider than its row is broken: after a hyphen of its own, between syllables, or where it must."""

import re
from collections.abc import Callable, Iterator
from functools import cache

import pyphen

LEAST = 3
"""At least so many letters stand on either side of a hyphen that we add."""
WORD = re.compile(r"[^\W\d_]+")
SPOKEN = re.compile(r"\W*[^\W\d_]+([-–.,:;()&'’/]+[^\W\d_]+)*\W*")


def spoken(word: str) -> bool:
    """Letters only, and not capitals only: in a number, a serial or an e-mail address a hyphen that we add would be
    taken for one of its signs."""
    return SPOKEN.fullmatch(word) is not None and not word.isupper()


def hyphenated(word: str, fits: Callable[[str], bool]) -> list[str]:
    """The word in parts that fit, each but the last as long as it may be; one that fits is one part."""
    hyphen = "-" if spoken(word) else ""
    places = tuple(_syllables(word)) if hyphen and not fits(word) else ()
    parts, start = [], 0
    while len(word) - start > 1 and not fits(word[start:]):
        end, sign = _end(word, start, places, hyphen, fits)
        parts.append(word[start:end] + sign)
        start = end
    return [*parts, word[start:]]


def _end(
    word: str, start: int, places: tuple[int, ...], hyphen: str, fits: Callable[[str], bool]
) -> tuple[int, str]:
    """Where the part that begins at `start` ends, and the sign to be added."""
    reach = start + 1
    while reach < len(word) - 1 and fits(word[start : reach + 1] + hyphen):
        reach += 1
    own = word.rfind("-", (start + reach) // 2, reach + 1) + 1
    if own > start + 1 and own < len(word) and fits(word[start:own]):
        return own, ""
    return max((at for at in places if start < at <= reach), default=reach), hyphen


def _syllables(word: str) -> Iterator[int]:
    for part in WORD.finditer(word):
        yield from (part.start() + at for at in _dictionary().positions(part[0]))


@cache
def _dictionary() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="sv_SE", left=LEAST, right=LEAST)
