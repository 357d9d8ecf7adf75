"""Serials as people and cameras get them wrong, and how likely each mistake is: what the best ranking could know."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.registry.data import ALPHABET
from registry.serials import CONFUSABLE, fold

GROUP_OF = {character: group for group in CONFUSABLE for character in group}


@dataclass(frozen=True)
class Mistake:
    """What was read, which registered serial it was, and the device's unit and article."""

    read: str
    right: str
    unit: int
    article: int


def make_mistakes(devices: list[tuple[str, int, int]], count: int) -> Iterator[Mistake]:
    """Of (serial key, unit, article): look-alikes, a swap, a character wrong, missing or too many. What comes out is
    no registered serial."""
    dice = random.Random(6)
    registered = {serial for serial, _unit, _article in devices}
    made = 0
    while made < count:
        right, unit, article = dice.choice(devices)
        read = mistaken(right, dice)
        if read not in registered:
            made += 1
            yield Mistake(read, right, unit, article)


def mistaken(serial: str, dice: random.Random) -> str:
    at = dice.randrange(len(serial) - 1)
    ways: tuple[Callable[[], str], ...] = (
        lambda: look_alike(serial, dice),
        lambda: serial[:at] + serial[at + 1] + serial[at] + serial[at + 2 :],
        lambda: serial[:at] + serial[at + 1 :],
        lambda: serial[:at] + serial[at] + serial[at:],
        lambda: serial[:at] + dice.choice(ALPHABET) + serial[at:],
        lambda: serial[:at] + dice.choice(ALPHABET) + serial[at + 1 :],
    )
    return dice.choice(ways)()


def look_alike(serial: str, dice: random.Random) -> str:
    """One or two characters taken for ones that look like them."""
    places = [at for at, character in enumerate(serial) if character in GROUP_OF]
    for at in dice.sample(places, min(len(places), dice.choice((1, 1, 2)))):
        serial = serial[:at] + dice.choice(GROUP_OF[serial[at]].replace(serial[at], "")) + serial[at + 1 :]
    return serial


# --- how likely


def likelihood(read: str, serial: str) -> float:
    """The chance that `mistaken(serial)` is `read`, but for the share of each way, which is the same for all."""
    places = len(serial) - 1
    chance = _as_look_alike(read, serial)
    for at in range(places):
        chance += (serial[:at] + serial[at + 1] + serial[at] + serial[at + 2 :] == read) / places
        chance += (serial[:at] + serial[at + 1 :] == read) / places
        chance += (serial[:at] + serial[at] + serial[at:] == read) / places
        if at < len(read) and read[at] in ALPHABET:
            for rest in (serial[at:], serial[at + 1 :]):
                chance += (serial[:at] + read[at] + rest == read) / places / len(ALPHABET)
    return chance


def _as_look_alike(read: str, serial: str) -> float:
    if len(read) != len(serial) or fold(read) != fold(serial):
        return 0.0
    places = sum(character in GROUP_OF for character in serial)
    wrong = [right for got, right in zip(read, serial, strict=True) if got != right]
    chance = 1.0
    for character in wrong:
        chance /= len(GROUP_OF[character]) - 1
    if len(wrong) == 1:
        return chance * (2 / 3 if places > 1 else 1) / places
    return chance / 3 / (places * (places - 1) / 2) if len(wrong) == 2 else 0.0


def most_to_be_found(read: str, candidates: set[str], among: int) -> float:
    """The chance that the right one is among so many, by a ranking that knows just how the mistakes were made."""
    chances = sorted((likelihood(read, serial) for serial in candidates), reverse=True)
    return sum(chances[:among]) / sum(chances)
