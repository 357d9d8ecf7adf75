"""The region's settings: an administrator changes them, with who and when beside it."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from database import utcnow
from operations.region_settings import (
    KINDS,
    ON_OWN_LABELS,
    RegionSetting,
    digits_of,
    pattern_of,
    setting,
    setting_faults,
    settings_in_force,
)
from scanner.symbologies import SymbologyGroup
from web.admin.blueprint import admin, admin_only
from web.http.access import actor
from web.http.form_fields import FormOption, SeveralField, TextField, TickField, WholeNumberField
from web.http.idempotency import changing
from web.http.page_form import PageForm

PATTERN = "ORDER_NUMBER_PATTERN"
FEWEST, MOST = "fewest_digits", "most_digits"
SYMBOLOGIES = "SYMBOLOGIES"
CHOSEN_BY_REGION = tuple(group for group in SymbologyGroup if group not in ON_OWN_LABELS)
WRITTEN = {
    SymbologyGroup.EAN: _l("EAN och UPC"),
    SymbologyGroup.CODE_39: "Code 39",
    SymbologyGroup.CODE_93: "Code 93",
}
"""How people write a group where that is not its name."""


class SettingsForm(PageForm):
    """The form with every setting (added below), and the order number's length in place of its pattern."""

    fewest_digits = WholeNumberField(_l("Hämtorderns nummer har minst så många siffror"))
    most_digits = WholeNumberField(_l("Hämtorderns nummer har högst så många siffror"))
    symbologies = SeveralField(_l(KINDS[SYMBOLOGIES].words.text))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.symbologies.options = [FormOption(one, written(one), one) for one in CHOSEN_BY_REGION]

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        said = said_by(read)
        told = {name.lower(): fault for name, fault in setting_faults(said).items() if name != PATTERN}
        pattern = setting_faults({PATTERN: said[PATTERN]}) if PATTERN in said else {}
        return {**told, **({FEWEST: pattern[PATTERN]} if pattern else {})}


for _name, _kind in KINDS.items():
    if _name not in (PATTERN, SYMBOLOGIES):
        _is_number = _kind.least is not None
        _field = TickField if _kind.is_switch else WholeNumberField if _is_number else TextField
        setattr(SettingsForm, _name.lower(), _field(_l(_kind.words.text), required=_is_number))


def said_by(read: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the form that could be read, as settings. A pattern that asks for more than digits is left as the
    one who runs the server has set it, as long as nobody says otherwise here."""
    said = {name: read[name.lower()] for name in KINDS if name.lower() in read}
    for name, kind in KINDS.items():
        if name in said and kind.least is None and not kind.is_switch:
            said[name] = said[name] or ""
    if SYMBOLOGIES in said:
        used = {*said[SYMBOLOGIES], *ON_OWN_LABELS}
        said[SYMBOLOGIES] = " ".join(group for group in SymbologyGroup if group in used)
    fewest, most = read.get(FEWEST), read.get(MOST)
    if fewest is not None or most is not None or digits_of(setting(PATTERN)):
        said[PATTERN] = pattern_of(fewest or 0, most or 0)
    return said


def written(group: SymbologyGroup) -> str:
    """A group's name as people write it."""
    return str(WRITTEN.get(group, group.value))


@admin.get("/installningar")
@admin_only
def settings() -> ResponseReturnValue:
    return settings_page(SettingsForm.shown_with(shown_values(settings_in_force())))


def shown_values(values: Mapping[str, Any]) -> dict[str, Any]:
    fewest, most = digits_of(values[PATTERN]) or (None, None)
    shown = {name.lower(): value for name, value in values.items()}
    return {**shown, FEWEST: fewest, MOST: most, SYMBOLOGIES.lower(): values[SYMBOLOGIES].split()}


def settings_page(form: SettingsForm) -> str:
    return render_template(
        "admin/settings.html",
        form=form,
        changes=RegionSetting.history(),
        own_pattern="" if digits_of(setting(PATTERN)) else setting(PATTERN),
        said=said_value,
    )


def said_value(name: str, value: Any) -> str:
    """A setting's value as a person reads it."""
    if name in KINDS and KINDS[name].is_switch:
        return _("ja") if value else _("nej")
    if name == SYMBOLOGIES:
        used = str(value).split()
        return ", ".join(written(one) for one in CHOSEN_BY_REGION if one in used) or _("inga fler")
    if name == PATTERN and (digits := digits_of(str(value))):
        return _("%(fewest)s–%(most)s siffror", fewest=digits[0], most=digits[1])
    return _("tomt") if value in ("", None) else str(value)


@admin.post("/installningar")
@admin_only
@changing
def change_settings() -> ResponseReturnValue:
    form = SettingsForm.from_request()
    if not form.validate():
        return settings_page(form), 422
    changes = RegionSetting.say(said_by(form.data), actor=actor(), now=utcnow())
    flash(_("Inställningarna är sparade.") if changes else _("Inget är ändrat."), "good")
    return redirect(url_for("admin.settings"))
