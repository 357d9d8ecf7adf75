"""A field of a form that cannot be what it should be."""


class FormProblem(ValueError):  # noqa: N818 - it is an answer for the user
    """Which field, and what to write instead, in the user's language."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)
