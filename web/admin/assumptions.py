"""What the region's figures take for granted: the administrator says it, with who and when beside it."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from database import utcnow
from registry.models import Category
from warehouse.region.assumptions import RegionAssumption, RentStop, assumption_faults
from web.admin.blueprint import admin, admin_only
from web.http.access import actor
from web.http.form_fields import ChoiceField, FormOption, WholeNumberField
from web.http.idempotency import changing
from web.http.page_form import PageForm
from web.http.translated import say

PRICED = tuple(category for category in Category if category.handled)
"""The categories that can have a price: what the warehouse handles."""
PRICE = "price_"
FIELDS = ("reuse_percent", "handling_kronor", "collect_days", "rent_stops")


class AssumptionForm(PageForm):
    """The form with every assumption, and a price for each category (added below)."""

    reuse_percent = WholeNumberField(_l("Så stor del av priset sparas, i procent"), required=True)
    handling_kronor = WholeNumberField(_l("Kostnad för en produkts väg genom huvudlagret, i kronor"))
    collect_days = WholeNumberField(_l("Så många dagar får en hämtorder ta"))
    rent_stops = ChoiceField(_l("När slutar hyran?"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.rent_stops.options = [FormOption(stop.value, say(stop.words), stop) for stop in RentStop]

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        return assumption_faults(said_in(read))


for _category in PRICED:
    setattr(AssumptionForm, PRICE + _category.value, WholeNumberField(_l(_category.label.text)))


def said_in(read: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the form as the fields of an assumption."""
    prices = {name.removeprefix(PRICE): read[name] for name in read if name.startswith(PRICE)}
    return {
        **{name: read[name] for name in FIELDS if name in read},
        "prices": {name: kronor for name, kronor in prices.items() if kronor is not None},
    }


@admin.get("/antaganden")
@admin_only
def assumptions() -> ResponseReturnValue:
    now = RegionAssumption.in_force()
    prices = {PRICE + name: kronor for name, kronor in now.prices.items()}
    return assumptions_page(
        AssumptionForm.shown_with({**{name: getattr(now, name) for name in FIELDS}, **prices})
    )


def assumptions_page(form: AssumptionForm) -> str:
    return render_template(
        "admin/assumptions.html",
        form=form,
        price_fields=[form[PRICE + category.value] for category in PRICED],
        changes=RegionAssumption.history(),
        categories=PRICED,
    )


@admin.post("/antaganden")
@admin_only
@changing
def change_assumptions() -> ResponseReturnValue:
    form = AssumptionForm.from_request()
    if not form.validate():
        return assumptions_page(form), 422
    RegionAssumption.say(actor=actor(), now=utcnow(), **said_in(form.data))
    flash(_("Antagandena är sparade."), "good")
    return redirect(url_for("admin.home"))
