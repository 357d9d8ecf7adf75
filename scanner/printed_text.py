"""Serial numbers in print, for a device of which no code can be read. They are suggestions, never identities.

    suggestions = scanner.printed_text.suggest(picture)

Print has no check character, so that nothing tells whether it was read rightly. So nothing here becomes an Identity:
the register and the user are asked about each suggestion.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from common.privacy import masked_number
from identity import return_number
from scanner.engines import text, text_process
from scanner.engines.text import PrintedLine
from scanner.pictures.image import Grey, load, reduction_for
from scanner.reading import Corners
from scanner.time_budget import Clock

MOST = 8
"""Suggestions for one picture, at the most."""
BUDGET_MS = 2500
"""For one picture: a label's thirty lines take about as long on one core. Whoever sent the photo waits meanwhile."""
SHORTEST, LONGEST = 5, 24
"""Characters that a serial number without a name before it has, at the least and at the most."""
SHORTEST_NAMED = 3
"""Characters that it has at the least where something like S/N stands before it."""
FEWEST_DIGITS, LEAST_DIGITS = 3, 0.4
"""Digits that a serial number without a name before it has at the least, and their part of its characters."""
EAN_LENGTHS = (12, 13, 14)
"""Digits of the number that is printed under an EAN, UPC or ITF-14."""

NAMED = re.compile(
    r"(?:\bserien(?:umme)?r|\bserial\b(?:\s*(?:number|no)\b)?|\bser\b\.?\s*(?:nr|no)|\bs\s?[/.|-]\s?n|\bsn(?=\b|\d)"
    r"|\(21\))\s*[:;.#]*\s*(?P<serial>.*)",
    re.IGNORECASE,
)
"""What stands before a serial number: Serienr, Serial No, S/N, SN, and the (21) of GS1's text."""
OTHER = re.compile(
    r"^\W*(?:ref|lot|batch|model(?:l)?|art(?:ikel)?(?:\.|nr|\b)|gtin|ean|udi|ce|tel|fax|pers|pnr|född|fcc|ic|ip|iso|en)\b",
    re.IGNORECASE,
)
"""What stands before numbers that are no serial numbers."""
RETURN_NUMBER = re.compile(r"\bRK[\s-]?[0-9A-Z]{4}[\s-]?[0-9A-Z]{3}\b")
WORD = re.compile(r"[0-9A-Z](?:[0-9A-Z\-/.]*[0-9A-Z])?", re.IGNORECASE)
DATE = re.compile(
    r"(?:19|20)\d\d[-./]?\d\d[-./]?\d\d|\d\d[-./]\d\d[-./](?:19|20)?\d\d|(?:19|20)\d\d[-./]\d\d"
)


@dataclass(frozen=True)
class Suggestion:
    """What may be a serial number."""

    text: str
    corners: Corners
    """The line's four (x, y) in pixels of the upright picture, clockwise from its own beginning."""
    confidence: float
    """0 to 1: how sure the reader of the print is of its characters; says nothing about what they are."""
    named: bool
    """Whether something like S/N stands before it."""


def suggest(picture: "bytes | NDArray[np.uint8]", budget_ms: float = BUDGET_MS) -> list[Suggestion]:
    """What looks like a serial number in the picture's print.

    Parameters
    ----------
    picture : the bytes of a picture file, or a (height, width[, channels]) uint8 array (grey, BGR or BGRA)
    budget_ms : milliseconds for decoding the picture and for reading its print; then the lines in its middle have been
        read

    Returns
    -------
    list of Suggestion
        At most MOST: first those with a name like S/N before them, and in each group the most confident first.

    Raises
    ------
    UnreadablePicture
        For what is no picture, or cannot be decoded in that time.
    """
    clock = Clock(budget_ms)
    grey, reduction = _reduced(picture, clock)
    return from_lines([text.enlarged(line, reduction) for line in text_process.read(grey, clock)])


def _reduced(picture: "bytes | NDArray[np.uint8]", clock: Clock) -> tuple[Grey, int]:
    """The grey pixels, and how much smaller they are than the picture's own. The picture itself is let go, as its
    memory would come on top of what reading takes."""
    loaded = load(picture, clock)
    reduction = reduction_for(loaded.size)
    return loaded.grey(reduction), reduction


def from_lines(lines: "list[PrintedLine]") -> list[Suggestion]:
    """What looks like a serial number in lines that have been read. No part of a personnummer is suggested."""
    lines = [replace(line, text=masked_number(line.text)) for line in lines]
    best: dict[str, Suggestion] = {}
    for suggestion in (*_return_numbers(lines), *_named(lines), *_shaped(lines)):
        known = best.get(suggestion.text)
        if not known or (suggestion.named, suggestion.confidence) > (known.named, known.confidence):
            best[suggestion.text] = suggestion
    ranked = sorted(best.values(), key=lambda suggestion: (not suggestion.named, -suggestion.confidence))
    return ranked[:MOST]


def _return_numbers(lines: "list[PrintedLine]") -> Iterator[Suggestion]:
    """Our own return numbers, for an envelope whose codes are torn. Their last character checks them; still they are
    only suggested."""
    for line in lines:
        for found in RETURN_NUMBER.findall(line.text.upper()):
            if number := return_number.parse(found):
                yield Suggestion(number, line.corners, line.confidence, named=True)


def _named(lines: "list[PrintedLine]") -> Iterator[Suggestion]:
    """Words that stand after S/N or the like: in the same line, or in the one beside or under it."""
    for line in lines:
        found = NAMED.search(line.text)
        if not found:
            continue
        serial = _first_word(found["serial"])
        if serial:
            yield Suggestion(serial, line.corners, line.confidence, named=True)
            continue
        neighbour = None if found["serial"].strip() else _neighbour(line, lines)
        if neighbour and (serial := _first_word(neighbour.text)):
            yield Suggestion(serial, neighbour.corners, neighbour.confidence, named=True)


def _shaped(lines: "list[PrintedLine]") -> Iterator[Suggestion]:
    """Words that look like a serial number, in lines that name no other number."""
    for line in lines:
        if NAMED.search(line.text) or OTHER.search(line.text) or RETURN_NUMBER.search(line.text.upper()):
            continue
        for word in WORD.findall(line.text):
            if _has_shape(word):
                yield Suggestion(word.upper(), line.corners, line.confidence, named=False)


def _first_word(after: str) -> str | None:
    """The first word, where it can be a serial number that has a name before it."""
    found = WORD.search(after)
    word = found[0].upper() if found else ""
    return word if SHORTEST_NAMED <= len(word) <= LONGEST and any(map(str.isdigit, word)) else None


def _has_shape(word: str) -> bool:
    """Whether it has enough digits, and is neither a date nor the number under an EAN."""
    bare = re.sub(r"\W", "", word)
    digits = sum(map(str.isdigit, bare))
    if not SHORTEST <= len(bare) <= LONGEST or digits < FEWEST_DIGITS or digits < LEAST_DIGITS * len(bare):
        return False
    is_ean = bare.isdigit() and len(bare) in EAN_LENGTHS
    return not (is_ean or DATE.fullmatch(word))


SAME_LINE, LEAST_GAP, MOST_GAP = 0.6, -0.5, 8
"""A line goes on beside another one that is no more than SAME_LINE lower or higher, and begins between LEAST_GAP and
MOST_GAP after the first one's end."""
LEAST_DROP, MOST_DROP, MOST_SHIFT = 0.5, 2.5, 4
"""A line stands under another one that begins between LEAST_DROP and MOST_DROP lower, and no more than MOST_SHIFT to
either side. The unit of all these is the height of the first line."""


def _neighbour(line: PrintedLine, lines: Iterable[PrintedLine]) -> PrintedLine | None:
    """The nearest line that goes on beside this one, or stands right under it, in the line's own direction."""
    (a, b, _c, d) = (np.array(corner) for corner in line.corners)
    across, down = b - a, d - a
    height = float(np.hypot(*down)) or 1.0
    across, down = across / (float(np.hypot(*across)) or 1.0), down / height
    best: tuple[float, PrintedLine] | None = None
    for other in lines:
        if other is line:
            continue
        begin = np.array(other.corners[0])
        beside, under = float((begin - b) @ across), float((begin - a) @ down)
        shifted = abs(float((begin - a) @ across))
        goes_on = abs(under) < SAME_LINE * height and LEAST_GAP * height < beside < MOST_GAP * height
        stands_under = LEAST_DROP * height < under < MOST_DROP * height and shifted < MOST_SHIFT * height
        if goes_on or stands_under:
            far = beside if goes_on else under + height
            best = min(best or (far, other), (far, other), key=lambda pair: pair[0])
    return best[1] if best else None
