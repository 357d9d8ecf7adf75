"""Guarantee terms (R3). They are shown, added and changed, and each change says who made it and when."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from database import db, utcnow
from registry.models import Article, Category, CountsFrom, GuaranteeTerm, Supplier
from registry.term_file import as_csv
from registry.terms import TERM_FIELDS, add_term, all_terms, change_term, term_faults
from web.admin.blueprint import admin, admin_only
from web.admin.term_history import said
from web.http.access import actor
from web.http.form_fields import (
    ChoiceField,
    DayField,
    FormOption,
    LinesField,
    LongTextField,
    TextField,
    WholeNumberField,
)
from web.http.idempotency import changing
from web.http.local_time import today
from web.http.page_form import PageForm
from web.http.translated import say


class TermForm(PageForm):
    """The form in which an administrator describes a guarantee term. Its supplier is chosen once, when it is added."""

    supplier_id = ChoiceField(_l("Leverantör"), wrong=_l("Välj en leverantör."), required=True)
    category = ChoiceField(_l("Kategori"))
    article_id = ChoiceField(_l("Artikel"), wrong=_l("Artikeln finns inte. Välj en annan."))
    agreement = TextField(_l("Avtal"))
    days = WholeNumberField(_l("Dagar"), required=True)
    counts_from = ChoiceField(_l("Räknas från"))
    valid_from = DayField(_l("Gäller från"), required=True)
    valid_to = DayField(_l("Gäller till"))
    packaging = LongTextField(_l("Krav på förpackningen"))
    minimum_value = WholeNumberField(_l("Lägsta värde (kr)"))
    return_name = TextField(_l("Mottagare"))
    return_lines = LinesField(_l("Adress"))
    return_postcode = TextField(_l("Postnummer"))
    return_town = TextField(_l("Ort"))

    def __init__(self, term: GuaranteeTerm | None = None, **more: Any) -> None:
        super().__init__(**more)
        if term:
            del self.supplier_id
        else:
            self.supplier_id.options = supplier_options()
        self.category.options = category_options()
        self.article_id.options = article_options(term.supplier_id if term else None)
        self.counts_from.options = [
            FormOption(CountsFrom.DELIVERY, _("leverans"), CountsFrom.DELIVERY),
            FormOption(CountsFrom.ORDER, _("beställning"), CountsFrom.ORDER),
        ]

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        return term_faults(read)


def supplier_options() -> list[FormOption]:
    found = db.session.scalars(sa.select(Supplier).order_by(Supplier.name))
    return [FormOption(str(supplier.id), supplier.name, supplier) for supplier in found]


def category_options() -> list[FormOption]:
    return [
        FormOption("", _("Alla"), None),
        *(FormOption(one.value, say(one.label), one) for one in Category),
    ]


def article_options(supplier_id: int | None) -> list[FormOption]:
    """The articles of the supplier, or of all suppliers while none is chosen."""
    wanted = sa.select(Article.id, Article.name).order_by(Article.name)
    if supplier_id is not None:
        wanted = wanted.where(Article.supplier_id == supplier_id)
    found = db.session.execute(wanted)
    return [
        FormOption("", _("Ingen särskild"), None),
        *(FormOption(str(key), name, key) for key, name in found),
    ]


@admin.get("/returratt")
@admin_only
def terms() -> ResponseReturnValue:
    return render_template("admin/terms.html", terms=all_terms(db.session), today=today())


@admin.get("/returratt.csv")
@admin_only
def terms_csv() -> ResponseReturnValue:
    """All terms, as a file that can be changed and imported again."""
    return Response(
        as_csv(all_terms(db.session)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="returratt-{today().isoformat()}.csv"'},
    )


@admin.get("/returratt/ny")
@admin_only
def new_term() -> ResponseReturnValue:
    return term_page(TermForm.shown_with())


@admin.get("/returratt/<int:term_id>")
@admin_only
def term(term_id: int) -> ResponseReturnValue:
    shown = known_term(term_id)
    values = {name: getattr(shown, name) for name in TERM_FIELDS}
    return term_page(TermForm.shown_with(values, term=shown), shown)


def known_term(term_id: int) -> GuaranteeTerm:
    return db.session.get(GuaranteeTerm, term_id) or abort(404)


def term_page(form: TermForm, shown: GuaranteeTerm | None = None) -> str:
    return render_template("admin/term.html", term=shown, form=form, said=said)


@admin.post("/returratt/ny")
@admin_only
@changing
def add() -> ResponseReturnValue:
    form = TermForm.from_request()
    if not form.validate():
        return term_page(form), 422
    fields = form.data
    add_term(db.session, fields.pop("supplier_id"), actor=actor(), now=utcnow(), **fields)
    flash(_("Villkoret är inlagt."), "good")
    return redirect(url_for("admin.terms"))


@admin.post("/returratt/<int:term_id>")
@admin_only
@changing
def change(term_id: int) -> ResponseReturnValue:
    shown = known_term(term_id)
    form = TermForm.from_request(term=shown)
    if not form.validate():
        return term_page(form, shown), 422
    changed = change_term(db.session, shown, actor=actor(), now=utcnow(), **form.data)
    flash(_("Villkoret är ändrat.") if changed else _("Inget var ändrat."), "good")
    return redirect(url_for("admin.term", term_id=shown.id))
