"""How a printing that did not succeed ended. What nobody knows is told apart from what is known not to have come out.

`str()` is a sentence in Swedish: what happened, and what to do.
"""


class NotPrinted(Exception):  # noqa: N818 - an outcome
    """Nothing came out, and nothing will: sending it again is safe."""


class Doubtful(Exception):  # noqa: N818 - an outcome
    """The printer may have printed it, or may do so yet. A person has to look before it is sent again."""
