"""Why nothing is sent to a subscriber any more."""

import enum

from common.sentence import Sentence


class WhyStopped(enum.StrEnum):
    """The values are stored: they never change."""

    BY_HAND = "by hand"
    GONE = "gone"
    """It has answered 410 (RFC 9110, 15.5.11)."""
    FAILED = "failed"
    """Nothing was taken for as long as a delivery is tried."""

    @property
    def words(self) -> Sentence:
        return STOPPED_WORDS[self]


STOPPED_WORDS = {
    WhyStopped.BY_HAND: Sentence("Pausad"),
    WhyStopped.GONE: Sentence("Stoppad: mottagaren säger att adressen är borta (410)"),
    WhyStopped.FAILED: Sentence("Stoppad: mottagaren har inte svarat på flera dygn"),
}
