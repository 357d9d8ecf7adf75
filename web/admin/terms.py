"""Guarantee terms (R3): seen, added, changed, each change with who and when."""

import datetime
from typing import Any

import sqlalchemy as sa
from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from database import db, utcnow
from registry.models import Article, Category, CountsFrom, GuaranteeTerm, Supplier
from registry.models.columns import table_of
from registry.term_file import as_csv
from registry.terms import MOST_DAYS, add_term, all_terms, change_term
from web.admin.blueprint import admin, admin_only
from web.admin.term_history import said
from web.http.access import actor
from web.http.form_problem import FormProblem
from web.http.idempotency import changing
from web.http.local_time import today

LONGEST = 1000
TEXTS = ("agreement", "packaging", "return_name", "return_postcode", "return_town")
NAMES = {
    "agreement": _l("Avtal"),
    "article_id": _l("Artikel"),
    "category": _l("Kategori"),
    "days": _l("Dagar"),
    "counts_from": _l("Räknas från"),
    "packaging": _l("Krav på förpackningen"),
    "minimum_value": _l("Lägsta värde (kr)"),
    "valid_from": _l("Gäller från"),
    "valid_to": _l("Gäller till"),
    "return_name": _l("Mottagare"),
    "return_lines": _l("Adress"),
    "return_postcode": _l("Postnummer"),
    "return_town": _l("Ort"),
}


@admin.get("/returratt")
@admin_only
def terms() -> ResponseReturnValue:
    return render_template("admin/terms.html", terms=all_terms(db.session), today=today())


@admin.get("/returratt.csv")
@admin_only
def terms_csv() -> ResponseReturnValue:
    """All terms, as a file that the import reads back."""
    return Response(
        as_csv(all_terms(db.session)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="returratt-{today().isoformat()}.csv"'},
    )


@admin.get("/returratt/ny")
@admin_only
def new_term() -> ResponseReturnValue:
    return term_page(None)


@admin.get("/returratt/<int:term_id>")
@admin_only
def term(term_id: int) -> ResponseReturnValue:
    return term_page(known_term(term_id))


def known_term(term_id: int) -> GuaranteeTerm:
    return db.session.get(GuaranteeTerm, term_id) or abort(404)


def term_page(shown: GuaranteeTerm | None, problem: FormProblem | None = None) -> str:
    """The form, with what was typed when something in it is wrong."""
    values: dict[str, Any] = request.form.to_dict() if problem else (values_of(shown) if shown else {})
    return render_template(
        "admin/term.html",
        term=shown,
        values=values,
        problem=problem,
        names=NAMES,
        said=said,
        suppliers=db.session.scalars(sa.select(Supplier).order_by(Supplier.name)).all(),
        articles=db.session.scalars(sa.select(Article).order_by(Article.name)).all(),
        categories=list(Category),
    )


def values_of(shown: GuaranteeTerm) -> dict[str, Any]:
    """The term as its form's fields show it."""
    values = {name: getattr(shown, name) for name in NAMES}
    values["return_lines"] = "\n".join(shown.return_lines or [])
    values["category"] = shown.category.value if shown.category else ""
    values["counts_from"] = shown.counts_from.value
    return {name: "" if value is None else value for name, value in values.items()}


@admin.post("/returratt/ny")
@admin_only
@changing
def add() -> ResponseReturnValue:
    supplier = db.session.get(Supplier, request.form.get("supplier_id", 0, type=int))
    try:
        if supplier is None:
            raise FormProblem("supplier_id", _("Välj en leverantör."))
        add_term(db.session, supplier, actor=actor(), now=utcnow(), **fields_from_form())
    except FormProblem as problem:
        return term_page(None, problem), 422
    flash(_("Villkoret är inlagt."), "good")
    return redirect(url_for("admin.terms"))


@admin.post("/returratt/<int:term_id>")
@admin_only
@changing
def change(term_id: int) -> ResponseReturnValue:
    shown = known_term(term_id)
    try:
        changed = change_term(db.session, shown, actor=actor(), now=utcnow(), **fields_from_form())
    except FormProblem as problem:
        return term_page(shown, problem), 422
    flash(_("Villkoret är ändrat.") if changed else _("Inget var ändrat."), "good")
    return redirect(url_for("admin.term", term_id=shown.id))


def fields_from_form() -> dict[str, Any]:
    """What was typed, as a term's fields. Raises FormProblem for the first field that cannot be read."""
    form = request.form
    fields: dict[str, Any] = {name: _text(name) for name in TEXTS}
    fields["return_lines"] = [
        line.strip() for line in form.get("return_lines", "").splitlines() if line.strip()
    ] or None
    fields["article_id"] = _article_id()
    fields["category"] = _category()
    fields["days"] = _number("days", 1, MOST_DAYS) or _missing("days")
    fields["counts_from"] = (
        CountsFrom.ORDER if form.get("counts_from") == CountsFrom.ORDER else CountsFrom.DELIVERY
    )
    fields["minimum_value"] = _number("minimum_value", 0, 10_000_000)
    fields["valid_from"] = _date("valid_from") or _missing("valid_from")
    fields["valid_to"] = _date("valid_to")
    if fields["valid_to"] and fields["valid_to"] < fields["valid_from"]:
        raise FormProblem("valid_to", _("Villkoret slutar innan det börjar. Välj ett senare datum."))
    if fields["article_id"] and fields["category"]:
        raise FormProblem("category", _("Välj antingen en artikel eller en kategori, inte båda."))
    return fields


def _text(name: str) -> str | None:
    text = request.form.get(name, "").strip()
    longest = getattr(table_of(GuaranteeTerm).c[name].type, "length", None) or LONGEST
    if len(text) > longest:
        raise FormProblem(name, _("Texten är längre än %(most)s tecken. Korta den.", most=longest))
    return text or None


def _article_id() -> int | None:
    chosen = request.form.get("article_id", type=int)
    if chosen and db.session.get(Article, chosen) is None:
        raise FormProblem("article_id", _("Artikeln finns inte. Välj en annan."))
    return chosen or None


def _category() -> Category | None:
    chosen = request.form.get("category", "")
    return Category(chosen) if chosen in {category.value for category in Category} else None


def _number(name: str, least: int, most: int) -> int | None:
    text = request.form.get(name, "").replace(" ", "")
    if not text:
        return None
    if not text.isdecimal() or not least <= int(text) <= most:
        raise FormProblem(
            name,
            _(
                "Skriv ett tal från %(least)s till %(most)s, inte %(text)s.",
                least=least,
                most=most,
                text=text,
            ),
        )
    return int(text)


def _date(name: str) -> datetime.date | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise FormProblem(name, _("Skriv datumet som 2026-11-23, inte %(text)s.", text=text)) from None


def _missing(name: str) -> Any:
    raise FormProblem(name, _("Det här fältet måste fyllas i."))
