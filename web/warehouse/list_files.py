"""The warehouse's lists as files: the balance, the shelves, the lanes, and what was sent back."""

import datetime

from flask import Response, abort, request
from flask_babel import gettext as _

from common.csv_form import Cell, Number
from database import utcnow
from returns import Return
from returns.states import LINE_STATE_WORDS, STATE_WORDS
from warehouse.lanes import LANE_PAGE, LaneKind, Waiting, waiting_in
from warehouse.returning.send_back import threads_before
from warehouse.shelves.stock import balance, search_stock
from web.clinic.list_files import send_backs_file
from web.http.translated import say
from web.site.list_file import MOST_ROWS, list_file, shown_moment
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.sent_back import GROUPS
from web.warehouse.shelving.shelves import LONGEST_SEARCH, asked_age
from web.warehouse.shelving.stock import asked_category


@warehouse.get("/saldo.csv")
def stock_csv() -> Response:
    """For everybody, as the page is (R4)."""
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    headings = (_("Artikel"), _("Artikelnummer"), _("Kategori"), _("Antal"))
    rows = (
        (article.name, Number(article.number), say(article.category.label), count)
        for article, count in balance(words, asked_category())
    )
    return list_file("saldo", headings, rows)


@warehouse.get("/hyllor.csv")
@warehouse_only
def shelves_csv() -> Response:
    """As the page is searched."""
    words, days = request.args.get("q", "").strip()[:LONGEST_SEARCH], asked_age()
    before = utcnow() - datetime.timedelta(days=days) if days else None
    headings = (_("Hylla"), _("Artikel"), _("Artikelnummer"), _("Serienummer"), _("Tillgänglig sedan"))
    rows = (
        (
            item.shelf or "",
            item.article.name,
            Number(item.article.number),
            Number((item.device.serial_number if item.device else item.line.serial_number) or ""),
            shown_moment(item.available_at),
        )
        for item in search_stock(words, before=before, limit=MOST_ROWS)
    )
    return list_file("hyllor", headings, rows)


@warehouse.get("/lista/<kind>/rader.csv")
@warehouse_only
def lane_csv(kind: str) -> Response:
    if kind not in set(LaneKind):
        abort(404)
    rows, page = list[Waiting](), 0
    while (some := waiting_in(LaneKind(kind), page)) and len(rows) < MOST_ROWS:
        rows, page = rows + some, page + 1
        if len(some) < LANE_PAGE:
            break
    headings = (_("Returnummer"), _("Enhet"), _("Produkt"), _("Serienummer"), _("Läge"), _("Sedan"))
    return list_file(kind, headings, (_waiting_row(row) for row in rows))


def _waiting_row(row: Waiting) -> tuple[Cell, ...]:
    thing, since = row.thing, shown_moment(row.since)
    if isinstance(thing, Return):
        products = ", ".join(line.shown_name for line in thing.lines)
        return thing.number, thing.unit.name, products, "", say(STATE_WORDS[thing.state]), since
    number, unit = thing.return_.number, thing.return_.unit.name
    state = say(LINE_STATE_WORDS[thing.state])
    return number, unit, thing.name, Number(thing.serial_number or ""), state, since


@warehouse.get("/skickat-tillbaka.csv")
@warehouse_only
def sent_back_csv() -> Response:
    """Those of the page's tab; all without one."""
    turn = GROUPS.get(request.args.get("visa", ""))
    return send_backs_file("skickat-tillbaka", threads_before(None, MOST_ROWS, turn=turn))
