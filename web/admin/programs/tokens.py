"""The page of the API's tokens: which there are, a new one, and revoking one."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts import RoleName, User, Workplace
from accounts.people import LONGEST_EMAIL, known_by_email
from accounts.tokens import ApiToken, Scope
from accounts.tokens.api_token import LONGEST_TOKEN_NAME, USUAL_DAYS, token_faults
from accounts.tokens.integration import integration_called, provide_integration
from common.sentence import Sentence
from database import db, utcnow
from web.admin.blueprint import admin, admin_only
from web.admin.staff.people import clinics
from web.http.access import actor
from web.http.form_fields import ChoiceField, FormOption, NameField, SeveralField, TextField, WholeNumberField
from web.http.idempotency import changing
from web.http.page_form import PageForm
from web.http.translated import say

TO_SHOW = "token_to_show"
"""In the session, which lies in the administrator's own browser: the new token's number and text, for the next page."""


class TokenForm(PageForm):
    """What is asked before a token is made."""

    name = NameField(_l("Vad den är till för"), required=True)
    email = TextField(_l("Personens e-post"))
    place = ChoiceField(_l("Arbetar på"), required=True, wrong=_l("Välj var nyckeln arbetar."))
    scopes = SeveralField(_l("Får användas till"))
    days = WholeNumberField(_l("Gäller i så många dagar"), required=True)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        places = [Workplace(RoleName.WAREHOUSE), Workplace(RoleName.ADMIN)]
        places += [Workplace(RoleName.CLINIC, unit) for unit in clinics()]
        self.place.options = [FormOption(one.code, say(one.words), one) for one in places]
        self.scopes.options = [FormOption(one.value, say(one.words), one) for one in Scope]

    @property
    def person(self) -> User | None:
        return known_by_email(self.email.data) if self.email.data else None

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        faults = token_faults(read, self.person)
        if read.get("email") and self.person is None:
            faults["email"] = Sentence(
                "Det finns inget konto med den adressen. Lämna fältet tomt för en integration."
            )
        if (
            not read.get("email")
            and (known := integration_called(read.get("name") or ""))
            and not known.active
        ):
            faults["name"] = Sentence("Integrationen är stängd. Välj ett annat namn.")
        return {name: fault for name, fault in faults.items() if name in self}


@admin.get("/api")
@admin_only
def tokens() -> ResponseReturnValue:
    number, text = session.pop(TO_SHOW, (0, ""))
    return render_template(
        "admin/tokens.html",
        tokens=ApiToken.every(),
        made=db.session.get(ApiToken, number) if number else None,
        text=text,
        scope_words={scope.value: scope.words for scope in Scope},
        now=utcnow(),
    )


@admin.get("/api/ny")
@admin_only
def new_token() -> ResponseReturnValue:
    return token_page(TokenForm.shown_with({"days": USUAL_DAYS}))


def token_page(form: TokenForm) -> str:
    return render_template(
        "admin/token.html", form=form, longest_name=LONGEST_TOKEN_NAME, longest_email=LONGEST_EMAIL
    )


@admin.post("/api/ny")
@admin_only
@changing
def make_token() -> ResponseReturnValue:
    """The answer leads to the page that shows the token: no stored answer holds it."""
    form = TokenForm.from_request()
    if not form.validate():
        return token_page(form), 422
    now, place = utcnow(), form.place.data
    user = form.person or provide_integration(form.name.data, place, actor=actor(), now=now)
    made, text = ApiToken.make(
        user,
        name=form.name.data,
        scopes=form.scopes.data,
        place=place,
        days=form.days.data,
        actor=actor(),
        now=now,
    )
    session[TO_SHOW] = made.id, text
    return redirect(url_for("admin.tokens"))


@admin.post("/api/<int:token_id>/aterkalla")
@admin_only
@changing
def revoke_token(token_id: int) -> ResponseReturnValue:
    token = db.session.get(ApiToken, token_id) or abort(404)
    token.revoke(actor=actor(), now=utcnow())
    flash(_("Nyckeln gäller inte längre."), "good")
    return redirect(url_for("admin.tokens"))
