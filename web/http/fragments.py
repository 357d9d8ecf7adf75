"""Parts of a page, for a page that stays open: the camera goes on running while the list beside it is renewed.

A fragment is HTML whose outermost elements have ids; static/js/core/fragments.js puts each in place of the element
with the same id. Without JavaScript the same form gets the whole page.
"""

from flask import request


def wants_fragment() -> bool:
    return request.headers.get("X-Requested-With") == "fetch"
