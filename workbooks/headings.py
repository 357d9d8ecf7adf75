"""How headings are compared, in files of every kind."""

import re


def normalised(heading: str) -> str:
    """The form in which headings are compared: 'Art. nr:' → 'artnr'."""
    return re.sub(r"[\W_]+", "", heading.casefold())
