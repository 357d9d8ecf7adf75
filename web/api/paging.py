"""Lists page by page: the answer's `next` is the `cursor` of the following page, and stays right while rows come."""

from collections.abc import Sequence
from typing import Any

from apiflask import Schema
from apiflask.fields import Integer
from apiflask.validators import Range

from web.http.judged_text import LARGEST_ID

MOST = 200


class PageQuery(Schema):
    limit = Integer(load_default=50, validate=Range(1, MOST), metadata={"description": "at most so many"})
    cursor = Integer(
        load_default=None,
        validate=Range(0, LARGEST_ID),
        metadata={"description": "the `next` of the page before"},
    )


class PageOutput(Schema):
    next = Integer(
        allow_none=True, metadata={"description": "the following page's cursor; null on the last one"}
    )


def one_page(
    found: Sequence[Any], asked: dict[str, Any], attribute: str = "id"
) -> tuple[list[Any], int | None]:
    """The page's rows and the next cursor. `found` was asked for one row more than the page has."""
    shown = list(found[: asked["limit"]])
    more = len(found) > asked["limit"]
    return shown, getattr(shown[-1], attribute) if more else None
