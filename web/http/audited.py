"""Which requests the audit log tells of, and when they are written down.

A changing request is written down in its own transaction (web/http/idempotency.py): it and its entry land together or
not at all. What changes nothing (a file that is fetched, another unit's page, a page that is refused, signing in and
out) is written down when its answer is ready, in a transaction of its own.
"""

import sqlalchemy as sa
import structlog
from apiflask import APIFlask
from flask import Response, g, request
from flask_security import current_user

from accounts import User
from database import db, utcnow, write_apart
from operations.audit import Audited, AuditKind, record
from registry.models import Unit

log = structlog.get_logger()

PATIENCE_MS = 2_000
"""How long an answer waits for SQLite's one writer, for an entry that stands in no other transaction."""

LINKS = frozenset({"account.choose_password", "account.store_password"})
"""Pages whose address is a secret."""

OF_ENDPOINT: dict[str, AuditKind] = {
    "admin.add": AuditKind.SETTINGS,
    "admin.add_webhook": AuditKind.SETTINGS,
    "admin.let_webhook_go_on": AuditKind.SETTINGS,
    "admin.remove_webhook": AuditKind.SETTINGS,
    "admin.send_all_again": AuditKind.SETTINGS,
    "admin.send_delivery_again": AuditKind.SETTINGS,
    "admin.stop_webhook": AuditKind.SETTINGS,
    "admin.add_printer": AuditKind.SETTINGS,
    "admin.add_send_back_reason": AuditKind.SETTINGS,
    "account.change_password": AuditKind.OWN_ACCOUNT,
    "account.begin_code": AuditKind.OWN_ACCOUNT,
    "account.confirm_code": AuditKind.OWN_ACCOUNT,
    "account.choose_mail": AuditKind.OWN_ACCOUNT,
    "account.drop_code": AuditKind.OWN_ACCOUNT,
    "account.drop_pin": AuditKind.OWN_ACCOUNT,
    "account.end_other_sign_ins": AuditKind.OWN_ACCOUNT,
    "account.renew_recovery_codes": AuditKind.OWN_ACCOUNT,
    "account.drop_passkey": AuditKind.OWN_ACCOUNT,
    "account.save_passkey": AuditKind.OWN_ACCOUNT,
    "account.save_pin": AuditKind.OWN_ACCOUNT,
    "admin.carry_out": AuditKind.IMPORTED,
    "admin.carry_out_without_bad_rows": AuditKind.IMPORTED,
    "admin.change": AuditKind.SETTINGS,
    "admin.change_assumptions": AuditKind.SETTINGS,
    "admin.change_deciding": AuditKind.ACCOUNTS,
    "admin.change_printer": AuditKind.SETTINGS,
    "admin.change_send_back_reason": AuditKind.SETTINGS,
    "admin.change_settings": AuditKind.SETTINGS,
    "admin.close_account": AuditKind.ACCOUNTS,
    "admin.forget_import": AuditKind.IMPORTED,
    "admin.forget_measures": AuditKind.SETTINGS,
    "admin.invite_person": AuditKind.ACCOUNTS,
    "admin.keep_measures": AuditKind.SETTINGS,
    "admin.make_link": AuditKind.ACCOUNTS,
    "admin.make_token": AuditKind.ACCOUNTS,
    "admin.revoke_token": AuditKind.ACCOUNTS,
    "admin.open_account": AuditKind.ACCOUNTS,
    "admin.print_test_page": AuditKind.PRINTED,
    "admin.remove_picture": AuditKind.SETTINGS,
    "admin.remove_printer": AuditKind.SETTINGS,
    "admin.retire_send_back_reason": AuditKind.SETTINGS,
    "admin.drop_passkeys": AuditKind.ACCOUNTS,
    "admin.reset_code": AuditKind.ACCOUNTS,
    "admin.save_person": AuditKind.ACCOUNTS,
    "admin.sign_person_out": AuditKind.ACCOUNTS,
    "admin.save_parts": AuditKind.SETTINGS,
    "admin.add_part": AuditKind.SETTINGS,
    "admin.set_picture": AuditKind.SETTINGS,
    "admin.take_picture": AuditKind.SETTINGS,
    "admin.start_again": AuditKind.IMPORTED,
    "admin.start_import": AuditKind.IMPORTED,
    "admin.upload": AuditKind.IMPORTED,
    "admin.use_send_back_reason_again": AuditKind.SETTINGS,
    "control_api.correct_control_step": AuditKind.CONTROLLED,
    "control_api.judge_line_anew": AuditKind.DECIDED,
    "control_api.keep_line": AuditKind.DECIDED,
    "control_api.mark_control_step": AuditKind.CONTROLLED,
    "control_api.say_sesam_corrected": AuditKind.DECIDED,
    "control_api.hand_line_to_supplier": AuditKind.DECIDED,
    "control_api.send_line_back": AuditKind.SENT_BACK,
    "control_api.send_line_on": AuditKind.DECIDED,
    "control_api.undo_line_send_on": AuditKind.DECIDED,
    "receiving_api.open_for_unlabelled": AuditKind.RECEIVED,
    "control_api.shelve_line": AuditKind.SHELVED,
    "control_api.note_sesam_wait": AuditKind.DECIDED,
    "imports_api.forget_upload": AuditKind.IMPORTED,
    "imports_api.run_import": AuditKind.IMPORTED,
    "imports_api.upload_import": AuditKind.IMPORTED,
    "packing_api.add_product": AuditKind.PACKED,
    "packing_api.answer_for_part": AuditKind.PACKED,
    "packing_api.answer_questions": AuditKind.PACKED,
    "packing_api.answer_thread": AuditKind.ANSWERED,
    "packing_api.cancel_return": AuditKind.PACKED,
    "packing_api.correct_number": AuditKind.SENT,
    "packing_api.hand_over_return": AuditKind.SENT,
    "packing_api.skip_look_at_labels": AuditKind.SENT,
    "packing_api.note_look_at_label": AuditKind.SENT,
    "packing_api.open_return": AuditKind.PACKED,
    "packing_api.seal_return": AuditKind.SENT,
    "packing_api.take_product_out": AuditKind.PACKED,
    "packing_api.undo_return_hand_over": AuditKind.SENT,
    "receiving_api.give_up_envelopes": AuditKind.RECEIVED,
    "receiving_api.note_envelope": AuditKind.RECEIVED,
    "receiving_api.receive_product": AuditKind.RECEIVED,
    "receiving_api.take_envelope_in": AuditKind.RECEIVED,
    "receiving_api.undo_envelope": AuditKind.RECEIVED,
    "receiving_api.undo_received_product": AuditKind.RECEIVED,
    "control_api.reply_in_thread": AuditKind.SENT_BACK,
    "shelf_api.charge_item": AuditKind.SHELVED,
    "shelf_api.move_stock_item": AuditKind.SHELVED,
    "shelf_api.pick_stock_item": AuditKind.SHELVED,
    "shelf_api.undo_item_pick": AuditKind.SHELVED,
    "photos_api.add_line_photos": AuditKind.PACKED,
    "photos_api.remove_line_photo": AuditKind.PACKED,
    "photos_api.add_photos_at_warehouse": AuditKind.CONTROLLED,
    "photos_api.remove_photo_at_warehouse": AuditKind.CONTROLLED,
    "boxes_api.take_new_box": AuditKind.CONTROLLED,
    "boxes_api.lay_into_box": AuditKind.CONTROLLED,
    "boxes_api.lift_out_of_box": AuditKind.CONTROLLED,
    "boxes_api.take_boxed_out_done": AuditKind.CONTROLLED,
    "boxes_api.start_light_of_box": AuditKind.CONTROLLED,
    "boxes_api.empty_box_done": AuditKind.CONTROLLED,
    "boxes_api.empty_box_undone": AuditKind.CONTROLLED,
    "prints_api.queue_print_of_return": AuditKind.PRINTED,
    "prints_api.queue_print_of_line": AuditKind.PRINTED,
    "prints_api.send_print_again": AuditKind.PRINTED,
    "prints_api.note_print_came_out": AuditKind.PRINTED,
    "prints_api.call_print_off": AuditKind.PRINTED,
    "stocktakes_api.begin_stocktake": AuditKind.SHELVED,
    "stocktakes_api.count_product": AuditKind.SHELVED,
    "stocktakes_api.uncount_product": AuditKind.SHELVED,
    "stocktakes_api.say_quantity": AuditKind.SHELVED,
    "stocktakes_api.end_stocktake": AuditKind.SHELVED,
    "stocktakes_api.bring_counted_here": AuditKind.SHELVED,
    "stocktakes_api.note_item_found": AuditKind.SHELVED,
    "contacts_api.write_contact_down": AuditKind.FOLLOWED_UP,
    "contacts_api.finish_unit_contact": AuditKind.FOLLOWED_UP,
    "region_api.say_region_settings": AuditKind.SETTINGS,
    "clinic.add": AuditKind.PACKED,
    "clinic.answer_about_part": AuditKind.PACKED,
    "clinic.add_photos": AuditKind.PACKED,
    "clinic.answer_checklist": AuditKind.PACKED,
    "clinic.answer_many_at_once": AuditKind.PACKED,
    "clinic.answer_send_back": AuditKind.ANSWERED,
    "clinic.cancel": AuditKind.PACKED,
    "clinic.correct_order_number": AuditKind.SENT,
    "clinic.create": AuditKind.PACKED,
    "clinic.hand_over": AuditKind.SENT,
    "clinic.look_at_label": AuditKind.SENT,
    "clinic.undo_label_look": AuditKind.SENT,
    "clinic.skip_label_looks": AuditKind.SENT,
    "clinic.print_batch": AuditKind.PRINTED,
    "clinic.print_label": AuditKind.PRINTED,
    "clinic.print_packing_list": AuditKind.PRINTED,
    "clinic.remove": AuditKind.PACKED,
    "clinic.remove_photo": AuditKind.PACKED,
    "clinic.reported": AuditKind.PACKED,
    "clinic.seal": AuditKind.SENT,
    "clinic.see_without_label": AuditKind.ANSWERED,
    "clinic.table_card": AuditKind.PACKED,
    "clinic.table_open": AuditKind.PACKED,
    "clinic.undo": AuditKind.PACKED,
    "clinic.undo_hand_over": AuditKind.SENT,
    "follow_up.finish_contact": AuditKind.FOLLOWED_UP,
    "follow_up.note_contact": AuditKind.FOLLOWED_UP,
    "printing.again": AuditKind.PRINTED,
    "printing.came_out": AuditKind.PRINTED,
    "printing.cancel": AuditKind.PRINTED,
    "warehouse.add_photos": AuditKind.CONTROLLED,
    "warehouse.bring_here": AuditKind.SHELVED,
    "warehouse.correct_step": AuditKind.CONTROLLED,
    "warehouse.finish_box": AuditKind.CONTROLLED,
    "warehouse.finish_stocktake": AuditKind.SHELVED,
    "warehouse.give_up_the_rest": AuditKind.RECEIVED,
    "warehouse.hand_over_to_supplier": AuditKind.DECIDED,
    "warehouse.judge_product_again": AuditKind.DECIDED,
    "warehouse.keep_by_decision": AuditKind.DECIDED,
    "warehouse.make_available": AuditKind.SHELVED,
    "warehouse.mark_step": AuditKind.CONTROLLED,
    "warehouse.move_item": AuditKind.SHELVED,
    "warehouse.note_arrival": AuditKind.RECEIVED,
    "warehouse.note_charge": AuditKind.SHELVED,
    "warehouse.note_found": AuditKind.SHELVED,
    "warehouse.note_on_shelf": AuditKind.SHELVED,
    "warehouse.note_scanned": AuditKind.RECEIVED,
    "warehouse.open_box": AuditKind.CONTROLLED,
    "warehouse.pass_by_steps": AuditKind.DECIDED,
    "warehouse.pick_item": AuditKind.SHELVED,
    "warehouse.print_send_back": AuditKind.PRINTED,
    "warehouse.print_shelf": AuditKind.PRINTED,
    "warehouse.put_into_box": AuditKind.CONTROLLED,
    "warehouse.receive_unlabelled": AuditKind.RECEIVED,
    "warehouse.remove_warehouse_photo": AuditKind.CONTROLLED,
    "warehouse.reply_to_unit": AuditKind.SENT_BACK,
    "warehouse.send_back": AuditKind.SENT_BACK,
    "warehouse.send_on": AuditKind.DECIDED,
    "warehouse.sesam_is_corrected": AuditKind.DECIDED,
    "warehouse.set_quantity": AuditKind.SHELVED,
    "warehouse.start_box": AuditKind.CONTROLLED,
    "warehouse.start_stocktake": AuditKind.SHELVED,
    "warehouse.stop_box": AuditKind.CONTROLLED,
    "warehouse.take_count_away": AuditKind.SHELVED,
    "warehouse.take_in": AuditKind.RECEIVED,
    "warehouse.take_out_done": AuditKind.CONTROLLED,
    "warehouse.take_out_of_box": AuditKind.CONTROLLED,
    "warehouse.take_product": AuditKind.RECEIVED,
    "warehouse.receiving_table_card": AuditKind.RECEIVED,
    "warehouse.take_scanned": AuditKind.RECEIVED,
    "warehouse.take_scanned_in": AuditKind.RECEIVED,
    "warehouse.undo_arrival": AuditKind.RECEIVED,
    "warehouse.undo_charge": AuditKind.SHELVED,
    "warehouse.undo_pick": AuditKind.SHELVED,
    "warehouse.undo_product": AuditKind.RECEIVED,
    "warehouse.undo_scanned": AuditKind.RECEIVED,
    "warehouse.undo_send_on": AuditKind.DECIDED,
    "warehouse.wait_for_sesam": AuditKind.DECIDED,
}
"""What each changing endpoint does. tests/web/http/test_audited.py fails on one that stands in no table here."""

FETCHING: frozenset[str] = frozenset(
    {
        *("admin.people_csv", "admin.units_csv", "admin.articles_csv"),
        *("clinic.returns_csv", "clinic.came_back_csv", "follow_up.units_csv"),
        *("warehouse.stock_csv", "warehouse.shelves_csv", "warehouse.lane_csv", "warehouse.sent_back_csv"),
        "admin.audit_csv",
        "admin.expiring_soon_csv",
        "admin.import_rows",
        "admin.left_out_rows",
        "admin.terms_csv",
        "clinic.expiring_soon_csv",
        "clinic.snapshot_file",
        "events_api.list_events",
        "imports_api.import_rows_csv",
        "follow_up.unit_csv",
        "follow_up.unit_pdf",
        "warehouse.export_events",
    }
)
"""Endpoints whose answer is a file with the register's or the region's data."""

CHANGES_NOTHING: frozenset[str] = frozenset(
    {
        "account.ask_for_new_passkey",  # these two: what a browser is to sign
        "account.ask_for_passkey",
        "api.scan",
        "clinic.scan",
        "installed.arrived",
        "register_api.give_verdicts",
        "language.choose",  # the language of one's own pages
        "printing.printer_chosen",  # a cookie of the tablet
        "products.find_scanned",
        "warehouse.look_at_desk",
        "warehouse.open_scanned",
        "warehouse.scan_into_box",
        "warehouse.scan_into_pile",
        "warehouse.scan_on_shelf",
        "warehouse.scan_product",
        "warehouse.scan_shelf",
        "warehouse.scan_shelf_to_count",
        "warehouse.scan_to_charge",
        "warehouse.scan_unlabelled",
    }
)
"""Endpoints that are asked with POST, because a picture or a text is sent, and only answer."""

SIGNING: dict[str, tuple[AuditKind, AuditKind | None]] = {
    "account.ask_for_link": (AuditKind.OWN_ACCOUNT, None),
    "account.choose_workplace": (AuditKind.OWN_ACCOUNT, None),
    "account.close_tablet": (AuditKind.SIGNED_OUT, None),
    "account.enter_code": (AuditKind.SIGNED_IN, AuditKind.SIGN_IN_FAILED),
    "account.enter_passkey": (AuditKind.SIGNED_IN, AuditKind.SIGN_IN_FAILED),
    "account.enter_pin": (AuditKind.SIGNED_IN, AuditKind.SIGN_IN_FAILED),
    "account.from_region": (AuditKind.SIGNED_IN, AuditKind.SIGN_IN_FAILED),
    "account.lock": (AuditKind.OWN_ACCOUNT, None),
    "account.store_password": (AuditKind.OWN_ACCOUNT, None),
    "security.login": (AuditKind.SIGNED_IN, AuditKind.SIGN_IN_FAILED),
    "security.logout": (AuditKind.SIGNED_OUT, None),
}
"""Endpoints by which somebody comes, goes or chooses a password, and the kinds of deed when they did and did not."""
SIGNING_BY_GET = frozenset({"account.from_region"})
"""Those that a browser is sent to from elsewhere."""
UNKNOWN_ACCOUNT = "–"
"""Who has tried to sign in with an address that no account has. What was typed is not stored: it may be a password."""


def audit(app: APIFlask) -> None:
    app.before_request(remember_who)
    app.after_request(write_what_changed_nothing)


def remember_who() -> None:
    """Whoever signs out is no longer known when the answer is ready."""
    if request.endpoint in SIGNING and request.method == "POST" and current_user.is_authenticated:
        g.audited_before = current_user.email


def is_about(user: User) -> None:
    """Whose account this request is about, where nobody is signed in."""
    g.audited_account = user.email


def was_refused(email: str | None, why: str) -> None:
    """Somebody may not sign in: whose account it is, where that is known, and why, in a word or two."""
    g.audited_account, g.audited_why = email or UNKNOWN_ACCOUNT, why


def looks_at(unit: Unit | None) -> None:
    """The page shows this unit's data. It is written down when the user works elsewhere."""
    if unit is not None and unit != current_user.unit:
        g.audited_unit = unit.code


def told_path() -> str:
    """The address of the page as logs tell it: without the secret of a link that lets whoever has it choose a
    password."""
    secret = (request.view_args or {}).get("token") if request.endpoint in LINKS else None
    return request.path.replace(str(secret), "…") if secret else request.path


def of_this_request(kind: AuditKind, *, actor: str | None = None, unit: str | None = None) -> Audited:
    own = current_user.unit.code if current_user.is_authenticated and current_user.unit else ""
    why = f" ({g.audited_why})" if "audited_why" in g else ""
    return Audited(
        kind,
        actor=actor if actor is not None else current_user.email,
        subject=f"{request.method} {told_path()}{_token()}{why}".replace("\0", ""),
        address=request.remote_addr or "",
        unit=own if unit is None else unit,
    )


def _token() -> str:
    """By which token of the API, where it was by one."""
    return f" (token {g.api_token})" if "api_token" in g else ""


def write_the_change(status: int) -> None:
    """Called in the transaction of a changing request, as the last thing before it lands."""
    kind = OF_ENDPOINT.get(request.endpoint or "")
    if kind and status < 400:
        record(db.session, of_this_request(kind), utcnow())


def write_what_changed_nothing(answer: Response) -> Response:
    audited = without_a_change(answer.status_code)
    if audited is None:
        return answer
    try:
        with write_apart(PATIENCE_MS) as session:
            record(session, audited, utcnow())
    except sa.exc.SQLAlchemyError as error:
        # The answer is ready and nothing was changed. The log of the machine tells what the audit log could not.
        log.error("audit_not_written", kind=audited.kind.value, subject=audited.subject, error=str(error))
    return answer


def without_a_change(status: int) -> Audited | None:
    """What is to be said of a request that has changed nothing, if anything. Who is signed in is asked only where there
    is something to say: a static file, or a page without a database, needs no such question."""
    endpoint = request.endpoint or ""
    if status < 200 or status == 413:
        return None  # the body was not received, and nobody may read it
    if endpoint in SIGNING:
        return of_signing(endpoint, status) if status < 500 else None
    if status == 403:
        return of_this_request(AuditKind.REFUSED) if current_user.is_authenticated else None
    if status >= 400:
        return None
    if endpoint in OF_ENDPOINT and request.method != "GET" and "audited_in_change" not in g:
        # It has transactions of its own: a file that is uploaded, an import that is started.
        return of_this_request(OF_ENDPOINT[endpoint]) if current_user.is_authenticated else None
    if endpoint in FETCHING:
        if status != 200 or not current_user.is_authenticated:
            return None  # sent to sign in first
        return of_this_request(AuditKind.FETCHED, unit=g.pop("audited_unit", None))
    if "audited_unit" in g:
        return of_this_request(AuditKind.LOOKED, unit=g.audited_unit)
    return None


def of_signing(endpoint: str, status: int) -> Audited | None:
    """A page that was only looked at, a try that was not let through so soon, and a password for which the one-time
    code has yet to come, are nothing to tell."""
    done, failed = SIGNING[endpoint]
    comes_from_elsewhere = request.method == "GET" and endpoint in SIGNING_BY_GET
    if not (request.method == "POST" or comes_from_elsewhere) or status == 429 or "waits_for_code" in g:
        return None
    if endpoint == "security.login":
        if "audited_before" in g or status >= 400:
            return None  # somebody who has signed in already, or a body that was refused and must not be read
        kind = done if current_user.is_authenticated else failed
    elif status < 400:
        kind = done
    else:
        kind = failed if "audited_account" in g else None  # the view came to the point of comparing something
    return of_this_request(kind, actor=account_meant()) if kind else None


def account_meant() -> str:
    """Whose account a request of this kind is about: the view says it, or who was signed in, or what was typed."""
    if "audited_account" in g:
        return str(g.audited_account)
    if "audited_before" in g:
        return str(g.audited_before)
    # Only the forms that ask for an address come this far, and their text was judged before the view.
    typed = request.form.get("email", "").strip().lower()
    return (
        db.session.scalar(sa.select(User.email).where(sa.func.lower(User.email) == typed)) or UNKNOWN_ACCOUNT
    )
