"""The audit log: who has done, seen or fetched what, for administrators to search, fetch and check."""

from datetime import datetime
from urllib.parse import urlencode

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.csv_form import csv_text
from common.sentence import Sentence
from database import db
from operations.audit import AuditKind, head, verify
from operations.audit.entry import KIND_WORDS
from operations.audit.listing import CSV_HEADINGS, AuditSearch, csv_rows, page_of
from web.admin.blueprint import admin, admin_only
from web.http.local_time import asked_day, day_bounds
from web.http.translated import say

ON_A_PAGE = 50
CHECKED_ON_THE_PAGE = 2_000
"""Of the newest entries; `flask audit verify` follows the whole chain."""
LONGEST_WORDS = 100
LARGEST_NUMBER = 2**62


@admin.get("/logg")
@admin_only
def audit_log() -> ResponseReturnValue:
    search, session = asked_search(), db.session()
    found = page_of(session, search, asked_number("fore"), ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    older = {**asked(), "fore": str(shown[-1].number)} if len(found) > ON_A_PAGE else None
    end = head(session)
    return render_template(
        "admin/audit_log.html",
        entries=shown,
        older=older and urlencode(older),
        as_csv=urlencode(asked()),
        kinds=kinds(),
        asked=request.args,
        end=end,
        broken=verify(session, newest=CHECKED_ON_THE_PAGE),
        checked=min(end.number, CHECKED_ON_THE_PAGE),
    )


@admin.get("/logg.csv")
@admin_only
def audit_csv() -> ResponseReturnValue:
    text = csv_text(CSV_HEADINGS, csv_rows(db.session(), asked_search()))
    name = _("logg")
    return Response(
        text.encode(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def kinds() -> list[tuple[str, str]]:
    """What can be chosen, by its words in the user's language."""
    every = [(kind.value, say(words)) for kind, words in KIND_WORDS.items()]
    return [("", say(Sentence("Allt"))), *sorted(every, key=lambda item: item[1])]


def asked() -> dict[str, str]:
    """What the page was asked for, without the place where it was turned to."""
    return {name: request.args[name] for name in ("q", "vad", "fran", "till") if request.args.get(name)}


def asked_search() -> AuditSearch:
    first, last = asked_day("fran"), asked_day("till")
    begin: datetime | None = day_bounds(first)[0] if first else None
    end: datetime | None = day_bounds(last)[1] if last else None
    kind = request.args.get("vad", "")
    return AuditSearch(
        who=request.args.get("q", "").strip()[:LONGEST_WORDS],
        kind=AuditKind(kind) if kind in set(AuditKind) else None,
        first=begin,
        end=end,
    )


def asked_number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 and int(text) < LARGEST_NUMBER else None
