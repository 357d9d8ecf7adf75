"""Why a label did not come out."""


class LabelError(ValueError):
    """What was expected, what came, and what to do about it, in Swedish."""
