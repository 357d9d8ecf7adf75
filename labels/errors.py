"""Why a label did not come out."""

from common.sentence import SentenceError


class LabelError(SentenceError, ValueError):
    """A label that cannot be built, set or read back."""
