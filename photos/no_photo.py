"""What a store says when it has no answer."""


class NoPhoto(Exception):  # noqa: N818 - it is an answer
    """The picture is not there, or its store does not answer; the message says which."""
