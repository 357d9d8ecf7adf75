"""What a look may well see: serials and GTINs that the register knows, as a prior for readings that are nearly sure.

    reading = scanner.read(picture, expected=Expected.of(serials=["7302948"], gtins=["07350103680016"]))

The pixels are read first, as if nothing were expected, so that no prior can turn a clear reading into another one. Only
then the register is asked about what was seen once, where once is not enough.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np

from identity import Identity, normalise_serial
from scanner.evidence import ENOUGH, Claim, Evidence

ODDS = 1e6
"""How much likelier than wrong a reading has to be before the register settles it."""
SIGHTING_ODDS = 3.0
"""How much likelier than wrong a single sighting is that nothing contradicts: of 12 in small soft pictures 9 were
right (`python -m benchmarks prior`)."""
MISTAKABLE = 2
"""Characters in which two numbers differ at the most that may be taken for each other: two digits of an EAN that are
misread together pass its check once in ten times."""
DIGITS, LETTERS_AND_DIGITS = 10, 36
GTIN_LENGTH = 14


@dataclass(frozen=True)
class Expected:
    """The numbers that are likely to be in view, in the forms in which they are compared."""

    serials: frozenset[str] = frozenset()
    gtins: frozenset[str] = frozenset()
    """In 14 digits."""
    odds: float = ODDS
    """How much likelier than wrong a reading has to be before it is settled."""

    @classmethod
    def of(cls, serials: Iterable[str] = (), gtins: Iterable[str] = (), odds: float = ODDS) -> "Expected":
        """These serials and GTINs as they are written. Empty ones are left out."""
        return cls(
            frozenset(filter(None, map(normalise_serial, serials))),
            frozenset(gtin.rjust(GTIN_LENGTH, "0") for gtin in gtins if gtin),
            odds,
        )

    def __contains__(self, identity: Identity) -> bool:
        """Whether the code says one of these numbers, and nothing beside it that nobody has checked."""
        return self._numbers_like(identity) is not None

    def odds_for(self, identity: Identity) -> float:
        """How much likelier than wrong a reading is that was sighted once.

        Parameters
        ----------
        identity : what the reading says

        Returns
        -------
        float
            0 for what is not expected, and where another expected number looks so much like this one that one may
            have been read for the other.

        Notes
        -----
        A wrong reading says any number of this length. Of these the register holds a small part, so that one that is
        registered has been read wrongly by so much more seldom.
        """
        found = self._numbers_like(identity)
        if found is None:
            return 0.0
        number, numbers = found
        if _nearest(number, numbers) <= MISTAKABLE:
            return 0.0
        shown = number.lstrip("0") if numbers is self.gtins else number
        free = len(shown) - 1 if numbers is self.gtins else len(shown)
        possible = float(DIGITS if shown.isdigit() else LETTERS_AND_DIGITS) ** free
        return SIGHTING_ODDS * possible / len(numbers)

    def _numbers_like(self, identity: Identity) -> tuple[str, frozenset[str]] | None:
        """The number that the code says, and the expected ones of its sort; None where it is none of them."""
        said = normalise_serial(identity.text)
        if identity.gtin in self.gtins and said.rjust(GTIN_LENGTH, "0") == identity.gtin:
            return identity.gtin, self.gtins
        if identity.serial and said == normalise_serial(identity.serial) and said in self.serials:
            return said, self.serials
        return None


Prior = Expected | Callable[[], Expected]
"""What is expected, or a function that looks it up. It is called only where something is in doubt."""


def settle(
    evidence: Evidence, asked: Prior | None, identity_of: Callable[[Claim], Identity]
) -> tuple[list[Claim], list[Claim]]:
    """Ask the register about readings that lack half of the support that they need.

    Parameters
    ----------
    evidence : what was seen; a settled reading is believed afterwards
    asked : what is expected; None when nothing is
    identity_of : what a claim says

    Returns
    -------
    (settled, suggested)
        Readings that are believed now, and registered ones that are too unsure for that.
    """
    doubts = evidence.lacking_a_half() if asked is not None else []
    if not doubts:
        return [], []
    expected = asked() if callable(asked) else asked
    assert expected is not None
    settled, suggested = [], []
    for claim in doubts:
        identity = identity_of(claim)
        if identity not in expected:
            continue
        if expected.odds_for(identity) > expected.odds:
            settled.append(claim)
        else:
            suggested.append(claim)
    for claim in settled:
        evidence.add(claim.sighting, "register", ENOUGH / 2)
    return settled, suggested


def _nearest(number: str, numbers: Collection[str]) -> int:
    """In how many characters the most similar other number of the same length differs; more than MISTAKABLE when there
    is none."""
    others = [other for other in numbers if len(other) == len(number) and other != number]
    if not others:
        return MISTAKABLE + 1
    rows = np.array(others).view(np.uint32).reshape(len(others), -1)
    own = np.array([number]).view(np.uint32)
    return int((rows != own).sum(axis=1).min())
