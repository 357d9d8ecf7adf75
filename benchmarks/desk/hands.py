"""How long a person's hands and eyes take, step by step: the keystroke-level model, with what it says of touch screens.

Sources: S. K. Card, T. P. Moran, A. Newell, "The keystroke-level model for user performance time with interactive
systems", CACM 23 (1980), and "The Psychology of Human-Computer Interaction" (1983): K, P, H, M, and the cycles of the
human processor. D. Kieras, "Using the keystroke-level model to estimate execution times" (1993): B. A. D. Rice, M. L.
Lartigue, "Touch-level model (TLM)" (2014), adds the tap to those operators and gives no time for it: here it is P and
B. What stands as "our own" in ASSUMED has no source: a stopwatch at a desk would tell it (docs/usability.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

K, P, H, M, B = 0.28, 1.10, 0.40, 1.35, 0.10
"""Seconds: a key (a typist of 40 words a minute), pointing, moving the hand to something else, thinking, a press."""
TAP = P + B
HEARD = 0.24
"""Seconds from a sound to the hand's next move: a cycle each of perceiving (0.10), thinking and moving (0.07)."""
SHOWN = H + P + HEARD + H
"""Seconds of a box without the software's: taken, its code brought before the camera, the sound heard, put down."""
AIMED = H + P + B + HEARD + H
"""The same with a hand scanner: aimed as one points, and its trigger pressed."""
READ = H + M + H
"""The same where the number is read from the box and typed: taken, read, put down. Its keys come beside."""

ASSUMED = (
    ("K", K, "a key, also one of the screen's keyboard (40 words a minute)", "Card, Moran & Newell 1980"),
    ("P", P, "pointing at something, here with a finger", "Card, Moran & Newell 1980"),
    ("H", H, "moving the hand to something else", "Card, Moran & Newell 1980"),
    ("M", M, "thinking: once before each press that is a choice or an answer", "Card, Moran & Newell 1980"),
    ("B", B, "pressing", "Kieras 1993"),
    ("T", TAP, "a tap: P and B", "the operator: Rice & Lartigue 2014; its time: our own"),
    ("", TAP, "a swipe, where what is pressed next is out of view: as a tap", "our own"),
    (
        "",
        HEARD,
        "hearing the sound: a cycle each of perceiving, thinking, moving",
        "Card, Moran & Newell 1983",
    ),
    ("", SHOWN, "a box and the camera: H, P, hearing, H", "our own"),
    ("", AIMED, "a box and a hand scanner: H, P, B for the trigger, hearing, H", "our own"),
    ("", READ, "a box whose number is typed: H, M, H, and K for each key", "our own"),
)
"""Operator, seconds, what it is, and where it comes from."""


class Kind(StrEnum):
    """What the packer does in a step."""

    TAP = "tap"
    SWIPE = "swipe"
    KEYS = "keys"
    BOX = "box"


@dataclass(frozen=True)
class Step:
    """One thing that the packer does, and how long the software took to answer it."""

    what: str
    kind: Kind
    hands: float
    """Seconds by the model."""
    software: float = 0.0
    """Seconds, measured, until the next step could begin."""
    keys: int = 0


@dataclass(frozen=True)
class Course:
    """A whole return, from the home page to the label."""

    way: str
    screen: str
    steps: tuple[Step, ...]

    @property
    def taps(self) -> int:
        return self._count(Kind.TAP)

    @property
    def swipes(self) -> int:
        return self._count(Kind.SWIPE)

    @property
    def keys(self) -> int:
        return sum(step.keys for step in self.steps)

    @property
    def software(self) -> float:
        return sum(step.software for step in self.steps)

    @property
    def seconds(self) -> float:
        return self.software + sum(step.hands for step in self.steps)

    def _count(self, kind: Kind) -> int:
        return sum(step.kind is kind for step in self.steps)


def tapped(what: str, *, chosen: bool, software: float) -> Step:
    """`chosen`: it is an answer or a choice, so that the packer thinks before it."""
    return Step(what, Kind.TAP, TAP + (M if chosen else 0), software)


def typed(what: str, text: str, *, thought: bool, software: float = 0.0) -> Step:
    """`thought`: the packer fetches the text from elsewhere first."""
    return Step(what, Kind.KEYS, K * len(text) + (M if thought else 0), software, keys=len(text))


def median_of(courses: Iterable[Course]) -> Course:
    """The course that took the software the middle time: one that was really gone, not a mean of several."""
    ranked = sorted(courses, key=lambda course: course.software)
    return ranked[len(ranked) // 2]
