"""A list of a page as a file for Excel: all its rows, in the user's language."""

import datetime
from collections.abc import Iterable, Sequence

from flask import Response
from flask_babel import get_timezone

from common.csv_form import Cell, csv_text
from web.http.local_time import today

MOST_ROWS = 100_000
"""Of one file. Nobody looks through more, and whoever needs them has the API."""


def list_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """`name` without its ending; the day is added."""
    return Response(
        csv_text(headings, rows).encode(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}-{today().isoformat()}.csv"'},
    )


def shown_moment(moment: datetime.datetime | None) -> str:
    """A moment as Excel reads it, at the place where the clinics are; nothing for none."""
    return moment.astimezone(get_timezone()).strftime("%Y-%m-%d %H:%M") if moment else ""
