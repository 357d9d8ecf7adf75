"""The unit's lists as files: its returns, and what came back to it."""

from flask import Response, request
from flask_babel import gettext as _

from common.csv_form import Cell, Number
from returns import Return
from returns.lookup import returns_before
from returns.states import STATE_WORDS
from warehouse.returning.send_back import SendBack, threads_before
from web.clinic.blueprint import clinic, clinic_only, own_unit
from web.http.translated import say
from web.site.list_file import MOST_ROWS, list_file, shown_moment

MOST_WORDS = 100


@clinic.get("/alla.csv")
@clinic_only
def returns_csv() -> Response:
    """All of the unit's, or those with the words that were searched for."""
    words = request.args.get("q", "").strip()[:MOST_WORDS]
    found = returns_before(None, MOST_ROWS, unit=own_unit(), words=words)
    headings = (
        *(_("Returnummer"), _("Läge"), _("Till"), _("Nummer från WebSesam"), _("Produkter")),
        *(_("Påbörjad"), _("Påbörjad av"), _("Förseglad"), _("Lämnad")),
    )
    return list_file("returer", headings, (_return_row(one) for one in found))


def _return_row(found: Return) -> tuple[Cell, ...]:
    sealing, handover = found.sealing, found.handover
    number = found.supplier.name if found.supplier else _("Huvudlagret") if found.destination else ""
    return (
        found.number,
        say(STATE_WORDS[found.state]),
        number,
        Number(sealing.order_number) if sealing else "",
        len(found.lines),
        shown_moment(found.opened_at),
        found.opened_by,
        shown_moment(sealing.at if sealing else None),
        shown_moment(handover.at if handover else None),
    )


@clinic.get("/kom-tillbaka.csv")
@clinic_only
def came_back_csv() -> Response:
    return send_backs_file("kom-tillbaka", threads_before(None, MOST_ROWS, unit=own_unit()))


def send_backs_file(name: str, threads: list[SendBack]) -> Response:
    headings = (
        *(_("Returnummer"), _("Enhet"), _("Produkt"), _("Serienummer"), _("Skäl")),
        *(_("Kommentar"), _("Skickad tillbaka"), _("Enhetens svar")),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            thread.line.return_.number,
            thread.line.return_.unit.name,
            thread.line.name,
            Number(thread.line.serial_number or ""),
            ", ".join(say(sentence) for sentence in thread.sentences),
            thread.note or "",
            shown_moment(thread.at),
            say(thread.last_answer.kind.words) if thread.last_answer else "",
        )
        for thread in threads
    ]
    return list_file(name, headings, rows)
