"""The list of all units, and each unit's figures: as a page, as a file for Excel, and as a PDF."""

from typing import Any

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from flask_security import current_user
from weasyprint import HTML

from accounts import RoleName
from common.csv_form import Cell, csv_text
from registry.models import Unit
from warehouse.follow_up.contact import contacts_with, due_contacts
from warehouse.follow_up.figures import (
    FEWEST_FOR_A_RATE,
    UNANNOUNCED,
    Share,
    UnitFigures,
    everybody_in,
    unit_figures,
    units_in,
)
from warehouse.returning.send_back_reason import SendBackReason
from web.follow_up.asked_period import asked_period
from web.follow_up.blueprint import follow_up, unit_to_see
from web.follow_up.contact_form import ContactForm
from web.follow_up.trend_chart import trend_chart_of
from web.http.access import role_required
from web.http.local_time import today
from web.http.translated import say
from web.site.list_file import list_file


@follow_up.get("/")
def units() -> ResponseReturnValue:
    if current_user.is_clinic:
        unit = current_user.unit or abort(403)
        return redirect(url_for("follow_up.unit", unit_id=unit.id))
    period = asked_period()
    return render_template(
        "follow_up/units.html",
        period=period,
        rows=units_in(period),
        everybody=everybody_in(period),
        fewest=FEWEST_FOR_A_RATE,
        percent=percent,
        due=due_contacts(today()),
    )


@follow_up.get("/enheter.csv")
@role_required(RoleName.WAREHOUSE, RoleName.ADMIN)
def units_csv() -> Response:
    headings = (_("Enhet"), _("Returer"), _("Mottagna"), _("Felpackade"), _("Andel i procent"))
    rows = ((row.unit.name, row.returns, *_cells(row.share)) for row in units_in(asked_period()))
    return list_file("uppfoljning", headings, rows)


@follow_up.get("/<int:unit_id>")
def unit(unit_id: int) -> ResponseReturnValue:
    return unit_page(unit_to_see(unit_id), ContactForm.shown_with())


def unit_page(shown: Unit, form: ContactForm) -> str:
    """The page, with the form for a contact as it is. A clinic sees neither the form nor the log."""
    return render_template(
        "follow_up/unit.html",
        **figures_to_show(shown),
        form=form,
        contacts=[] if current_user.is_clinic else contacts_with(shown),
        today=today(),
    )


def figures_to_show(shown: Unit) -> dict[str, Any]:
    figures = unit_figures(shown, asked_period())
    return {
        "figures": figures,
        "reasons": reason_words(figures),
        "chart": trend_chart_of(figures.trend),
        "fewest": FEWEST_FOR_A_RATE,
        "percent": percent,
    }


@follow_up.get("/<int:unit_id>.csv")
def unit_csv(unit_id: int) -> Response:
    figures = unit_figures(unit_to_see(unit_id), asked_period())
    headings = [
        *(_("Vad"), _("Mottagna"), _("Felpackade"), _("Andel i procent")),
        *(_("Alla enheter: mottagna"), _("Alla enheter: felpackade"), _("Alla enheter: andel i procent")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (month.month.first.isoformat()[:7], *_cells(month.unit), *_cells(month.everybody))
        for month in figures.trend
    ]
    rows.append((_("Hela perioden"), *_cells(figures.share), *_cells(figures.everybody)))
    rows += [(f"{_('Skäl')}: {words}", None, count) for words, count in reason_words(figures)]
    return _file(csv_text(headings, rows).encode(), figures, "csv", "text/csv")


def _cells(share: Share) -> tuple[Cell, ...]:
    return share.received, share.wrong, percent(share)


@follow_up.get("/<int:unit_id>.pdf")
def unit_pdf(unit_id: int) -> Response:
    shown = figures_to_show(unit_to_see(unit_id))
    html = render_template("follow_up/report.html", **shown, printed_on=format_date(today(), "d MMMM y"))
    pdf: bytes = HTML(string=html).write_pdf()
    return _file(pdf, shown["figures"], "pdf", "application/pdf")


def _file(content: bytes, figures: UnitFigures, ending: str, mimetype: str) -> Response:
    days = f"{figures.period.first.isoformat()}-{figures.period.last.isoformat()}"
    name = f"uppfoljning-{figures.unit.id}-{days}.{ending}"
    return Response(
        content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def reason_words(figures: UnitFigures) -> list[tuple[str, int]]:
    """Each reason in words, and how many products were packed wrong for it."""
    words = {reason.code: say(reason.words) for reason in SendBackReason.all()}
    words[UNANNOUNCED] = _("Produkten var inte anmäld")
    return [(words.get(code, code), count) for code, count in figures.reasons]


def percent(share: Share) -> str:
    """The rate with one decimal, or nothing where there are too few products for one."""
    return "" if share.percent is None else str(format_decimal(share.percent, "0.0"))
