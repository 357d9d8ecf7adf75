"""Where a redirect may go: a path of this site, and nothing that a browser takes for another host."""

import re

LONGEST = 2000
"""Characters. No page of ours has an address near it."""
FORM = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")
"""One slash, and no second one. Browsers drop tabs and line breaks from an address and read a backslash as a slash
(WHATWG URL Standard, 4.4 "URL parsing"), so that `/\\evil.example` and a tab between two slashes name another host."""


def own_path(place: str | None, otherwise: str) -> str:
    """`place` when it is a path of this site, else `otherwise`."""
    if place and len(place) <= LONGEST and FORM.fullmatch(place):
        return place
    return otherwise
