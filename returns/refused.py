"""The answer of a verb that may not be done now."""

from common.sentence import Sentence


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """Raised by a verb whose guard does not hold. `sentence` says what was expected and what to do."""

    def __init__(self, text: str, **params: object) -> None:
        self.sentence = Sentence(text, params)
        super().__init__(str(self.sentence))
