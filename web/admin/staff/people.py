"""Who may work here: the list of people, an invitation by link, and one person's page."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
import structlog
from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from accounts import RoleName, User
from accounts.password_link import PasswordLink
from accounts.people import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_REGION_ID,
    change_person,
    disable,
    enable,
    find_people,
    give_link,
    invite,
    person_faults,
    sign_out_everywhere,
    signs_in_otherwise,
)
from accounts.second_factor.code_app import remove_code_app
from accounts.second_factor.passkey import passkeys_of, remove_passkeys
from common.sentence import Sentence
from database import db, utcnow
from operations.mail import MailFailed
from registry.models import Unit
from web.account.links import letter_with, link_url, mail_server
from web.account.password_fields import PasswordField
from web.account.proof import SIGN_IN_FIRST, is_proved, is_signed_in_lately
from web.admin.blueprint import admin, admin_only
from web.http.access import actor
from web.http.form_fields import FormOption, NameField, SeveralField, TextField
from web.http.idempotency import changing
from web.http.limits import paced_proof
from web.http.page_form import PageForm
from web.http.translated import say
from web.site.qr import qr

log = structlog.get_logger()

MOST_SHOWN = 100
LONGEST_SEARCH = 100
TO_HAND_OVER = "link_to_hand_over"
"""In the session: the number of the link that the next page shows, once."""


class PersonForm(PageForm):
    """The form in which an administrator says who somebody is and where they work."""

    name = NameField(_l("Namn"), required=True)
    email = TextField(_l("E-post"), required=True)
    roles = SeveralField(_l("Roller"))
    units = SeveralField(_l("Enheter"))
    region_id = TextField(_l("Tjänste-id (HSA-id)"))
    proof = PasswordField(_l("Ditt lösenord"))

    def __init__(self, user: User | None = None, **more: Any) -> None:
        super().__init__(**more)
        self.user = user
        self.roles.options = [FormOption(role.value, say(role.words), role) for role in RoleName]
        self.units.options = [FormOption(str(unit.id), unit.name, unit) for unit in clinics()]

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        found = person_faults(read, self.user)
        if self.is_another_sign_in and not is_proved(read.get("proof")):
            found["proof"] = Sentence("Den som byter vad någon loggar in med skriver sitt eget lösenord.")
        return found

    def judge_whole(self) -> Sequence[Sentence]:
        return (SIGN_IN_FIRST,) if self.is_another_sign_in and not is_signed_in_lately() else ()

    @property
    def is_another_sign_in(self) -> bool:
        """Whether it changes what somebody signs in with: whoever finds an administrator's tablet open could take
        over any account by that."""
        return self.user is not None and signs_in_otherwise(self.user, self.email.data, self.region_id.data)

    @property
    def said(self) -> dict[str, Any]:
        """What the form says about the person."""
        return {name: value for name, value in self.data.items() if name != "proof"}


def clinics() -> list[Unit]:
    """The units that clinic staff can work for."""
    return list(db.session.scalars(sa.select(Unit).where(Unit.is_warehouse.is_(False)).order_by(Unit.name)))


# --- the list


@admin.get("/personer")
@admin_only
def people() -> ResponseReturnValue:
    asked = asked_people()
    unit = asked["unit"]
    found = db.session.scalars(people_found(asked).limit(MOST_SHOWN + 1)).all()
    return render_template(
        "admin/people.html",
        people=found[:MOST_SHOWN],
        more=len(found) > MOST_SHOWN,
        roles=list(RoleName),
        as_csv=url_for(
            "admin.people_csv",
            q=asked["words"] or None,
            roll=asked["role"].value if asked["role"] else None,
            enhet=unit.id if unit else None,
            visa="stangda" if asked["closed"] else None,
        ),
        **asked,
    )


def asked_people() -> dict[str, Any]:
    """Whom the page's address asks for."""
    unit_id = request.args.get("enhet", type=int)
    return {
        "words": request.args.get("q", "").strip()[:LONGEST_SEARCH],
        "role": next((one for one in RoleName if one.value == request.args.get("roll")), None),
        "unit": db.session.get(Unit, unit_id) if unit_id and unit_id < 2**31 else None,
        "closed": request.args.get("visa") == "stangda",
    }


def people_found(asked: Mapping[str, Any]) -> sa.Select[Any]:
    unit = asked["unit"]
    return find_people(
        asked["words"], role=asked["role"], unit_id=unit.id if unit else None, closed=asked["closed"]
    )


# --- a new person


@admin.get("/personer/ny")
@admin_only
def new_person() -> ResponseReturnValue:
    return person_page(PersonForm.shown_with({"roles": [RoleName.CLINIC]}))


@admin.post("/personer/ny")
@admin_only
def invite_person() -> ResponseReturnValue:
    return brought_by_mail(store_invited())


@changing
def store_invited() -> ResponseReturnValue:
    form = PersonForm.from_request()
    if not form.validate():
        return person_page(form), 422
    invited = invite(actor=actor(), now=utcnow(), **form.said)
    hand_over(invited)
    return redirect(url_for("admin.person", user_id=invited.id))


def hand_over(user: User) -> None:
    """Make a link, which the next page shows, to be handed over."""
    session[TO_HAND_OVER] = g.made_link = give_link(user, actor=actor(), now=utcnow()).id


def brought_by_mail(answer: ResponseReturnValue) -> ResponseReturnValue:
    """The same answer. Where a mail server is set up, the link that this request has made goes by mail instead, after
    the transaction: a mail server that hangs must not make others wait for it. A request that comes again has made no
    link and sends nothing."""
    server, number = mail_server(), g.get("made_link")
    if server is None or number is None:
        return answer
    link = db.session.get_one(PasswordLink, number)
    try:
        server.send(*letter_with(link))
    except MailFailed as error:
        log.error("mail_failed", error=str(error))
        flash(_("E-posten gick inte iväg. Ge personen länken i stället."), "attention")
    else:
        session.pop(TO_HAND_OVER)
        flash(_("Länken är skickad till %(email)s.", email=link.user.email), "good")
    return answer


# --- one person


@admin.get("/personer/<int:user_id>")
@admin_only
def person(user_id: int) -> ResponseReturnValue:
    shown = known_person(user_id)
    values = {
        "name": shown.name,
        "email": shown.email,
        "roles": shown.role_names,
        "units": shown.units,
        "region_id": shown.region_id,
    }
    return person_page(PersonForm.shown_with(values, user=shown))


def known_person(user_id: int) -> User:
    return db.session.get(User, user_id) or abort(404)


def person_page(form: PersonForm) -> str:
    user = form.user
    handed = link_to_show(user) if user else None
    return render_template(
        "admin/person.html",
        form=form,
        person=user,
        longest_name=LONGEST_NAME,
        longest_email=LONGEST_EMAIL,
        longest_region_id=LONGEST_REGION_ID,
        handed=handed,
        address=link_url(handed) if handed else "",
        code=qr(link_url(handed), _("QR-kod med länken")) if handed else "",
        open_link=PasswordLink.open_for(user, utcnow()) if user else None,
        passkeys=len(passkeys_of(user)) if user else 0,
        is_me=user is not None and user.id == current_user.id,
    )


def link_to_show(user: User) -> PasswordLink | None:
    """The link that was made a moment ago. It is shown once; after that another one has to be made."""
    link = db.session.get(PasswordLink, session.pop(TO_HAND_OVER, 0))
    return link if link and link.user_id == user.id and link.is_good(utcnow()) else None


@admin.post("/personer/<int:user_id>")
@admin_only
@paced_proof
@changing
def save_person(user_id: int) -> ResponseReturnValue:
    shown = known_person(user_id)
    form = PersonForm.from_request(user=shown)
    if not form.validate():
        return person_page(form), 422
    changed = change_person(shown, actor=actor(), now=utcnow(), **form.said)
    flash(_("Ändringen är sparad.") if changed else _("Inget var ändrat."), "good")
    return redirect(url_for("admin.people"))


@admin.post("/personer/<int:user_id>/lank")
@admin_only
def make_link(user_id: int) -> ResponseReturnValue:
    return brought_by_mail(store_link(user_id))


@changing
def store_link(user_id: int) -> ResponseReturnValue:
    hand_over(known_person(user_id))
    return redirect(url_for("admin.person", user_id=user_id))


@admin.post("/personer/<int:user_id>/stang")
@admin_only
@changing
def close_account(user_id: int) -> ResponseReturnValue:
    disable(known_person(user_id), actor=actor(), now=utcnow())
    flash(_("Kontot är stängt."), "good")
    return redirect(url_for("admin.person", user_id=user_id))


@admin.post("/personer/<int:user_id>/logga-ut")
@admin_only
@changing
def sign_person_out(user_id: int) -> ResponseReturnValue:
    """For somebody who has lost a device, or was seen where they are not."""
    sign_out_everywhere(known_person(user_id), actor=actor(), now=utcnow())
    flash(_("Personen är utloggad på alla enheter."), "good")
    return redirect(url_for("admin.person", user_id=user_id))


@admin.post("/personer/<int:user_id>/oppna")
@admin_only
@changing
def open_account(user_id: int) -> ResponseReturnValue:
    enable(known_person(user_id), actor=actor(), now=utcnow())
    flash(_("Kontot är öppet igen."), "good")
    return redirect(url_for("admin.person", user_id=user_id))


@admin.post("/personer/<int:user_id>/ta-bort-engangskod")
@admin_only
@changing
def reset_code(user_id: int) -> ResponseReturnValue:
    """For somebody who has lost the telephone and the recovery codes."""
    remove_code_app(known_person(user_id), actor=actor(), now=utcnow())
    flash(_("Engångskoden är borttagen. Personen kan sätta upp den på nytt."), "good")
    return redirect(url_for("admin.person", user_id=user_id))


@admin.post("/personer/<int:user_id>/ta-bort-passkeys")
@admin_only
@changing
def drop_passkeys(user_id: int) -> ResponseReturnValue:
    """For somebody who has lost a device: whoever has it and its code could sign in."""
    remove_passkeys(known_person(user_id), actor=actor(), now=utcnow())
    flash(_("Alla passkeys är borttagna."), "good")
    return redirect(url_for("admin.person", user_id=user_id))
