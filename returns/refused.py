"""The error with which a verb of a model refuses to do something now."""

from common.sentence import SentenceError


class Refused(SentenceError):  # noqa: N818 - it is an answer for the user
    """A verb raises this when its conditions are not met. The sentence says why, and what to do."""
