"""How headings are compared, in files of every kind."""

import re


def normalised(heading: str) -> str:
    """'Art. nr:' → 'artnr'."""
    return re.sub(r"[\W_]+", "", heading.casefold())
