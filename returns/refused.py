"""The answer of a verb that may not be done now."""

from common.sentence import SentenceError


class Refused(SentenceError):  # noqa: N818 - it is an answer for the user
    """Raised by a verb whose guard does not hold."""
