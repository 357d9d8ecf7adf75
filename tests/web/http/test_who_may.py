"""Every route, asked by everybody: by nobody, a colleague of another unit, the unit's own clinic, the warehouse and an
administrator. Each route stands in one of the tables; a new one that stands in none fails here.

On SQLite alone: who may open a page is not decided in the database.
"""

import re
from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.web.conftest import Clinic, stored
from tests.web.http.conftest import ADMIN, CLINIC, OTHER_UNIT, WAREHOUSE, asked, every_route
from web.http.access import OPEN_ENDPOINTS

EVERYBODY = {CLINIC, WAREHOUSE, ADMIN, OTHER_UNIT}

OWN = {
    *(
        "clinic.show",
        "clinic.undo",
        "clinic.reporting",
        "clinic.reported",
        "clinic.cancelling",
        "clinic.cancel",
    ),
    *("clinic.label_pdf", "clinic.print_label", "clinic.packing_list_pdf", "clinic.print_packing_list"),
    *("clinic.sealing", "clinic.seal", "clinic.correct_order_number", "clinic.answer_many"),
    *(
        "clinic.answer_many_at_once",
        "clinic.contents",
        "clinic.hand_over",
        "clinic.undo_hand_over",
        "clinic.add",
        "clinic.answer_about_part",
    ),
    *("clinic.add_photos", "clinic.photo_jpg", "clinic.remove_photo", "clinic.checklist"),
    *("clinic.answer_checklist", "clinic.remove", "clinic.scan", "clinic.see_without_label"),
    *("clinic.answer_send_back", "clinic.look_at_label", "clinic.undo_label_look", "clinic.skip_label_looks"),
    *("clinic.table", "clinic.table_now", "clinic.table_card"),
}
"""The clinic's, and only for what belongs to its own unit."""
OWN_AND_WAREHOUSE = {
    *("products.product", "products.unregistered_product", "products.photo_jpg"),
    *("follow_up.unit", "follow_up.unit_csv", "follow_up.unit_pdf"),
    "home.label_code",
}
"""What belongs to a unit, for that unit and for the warehouse."""
OWN_JOBS = {"printing.again", "printing.cancel", "printing.came_out"}
"""A printing job is its unit's alone, and the warehouse's own is the warehouse's. Administrators see both."""
CLINICS = {
    *("clinic.returns", "clinic.create", "clinic.batch", "clinic.batch_pdf", "clinic.print_batch"),
    *("clinic.came_back", "clinic.expiring_soon", "clinic.expiring_soon_csv"),
    *("clinic.returns_csv", "clinic.came_back_csv", "clinic.table_start", "clinic.table_open"),
    *("clinic.snapshot_file", "clinic.snapshot_key", "clinic.device_page"),
}
FOR_WAREHOUSE = {
    *("warehouse.shelves_csv", "warehouse.lane_csv", "warehouse.sent_back_csv", "follow_up.units_csv"),
    *("follow_up.note_contact", "follow_up.finish_contact"),
    *("warehouse.home", "warehouse.direct", "warehouse.undo_scanned", "warehouse.take_scanned"),
    *(
        "warehouse.receiving_table",
        "warehouse.receiving_table_start",
        "warehouse.receiving_table_now",
        "warehouse.receiving_table_card",
    ),
    *("warehouse.look_at_desk", "warehouse.event_export", "warehouse.export_events", "warehouse.pile"),
    *("warehouse.note_scanned", "warehouse.scan_into_pile", "warehouse.shelves", "warehouse.undo_pick"),
    *("warehouse.move_item", "warehouse.note_found", "warehouse.pick_item", "warehouse.shelf_labels_pdf"),
    *("warehouse.shelf_list", "warehouse.scan_shelf", "warehouse.stocktakes", "warehouse.start_stocktake"),
    *("warehouse.stocktake", "warehouse.finish_stocktake", "warehouse.bring_here", "warehouse.note_on_shelf"),
    *("warehouse.set_quantity", "warehouse.take_count_away", "warehouse.counted_rows"),
    *("warehouse.scan_on_shelf", "warehouse.scan_shelf_to_count", "warehouse.control"),
    *("warehouse.judge_product_again", "warehouse.send_back_pdf", "warehouse.print_send_back"),
    *("warehouse.add_photos", "warehouse.photo_jpg", "warehouse.remove_warehouse_photo"),
    *("warehouse.shelf_pdf", "warehouse.print_shelf", "warehouse.sending_on"),
    *("warehouse.send_on", "warehouse.undo_send_on", "warehouse.supplier_label_pdf"),
    *("warehouse.hand_over_to_supplier", "warehouse.wait_for_sesam", "warehouse.sesam_is_corrected"),
    *("warehouse.mark_step", "warehouse.correct_step", "warehouse.send_back", "warehouse.reply_to_unit"),
    *("warehouse.make_available", "warehouse.charging", "warehouse.undo_charge", "warehouse.note_charge"),
    *("warehouse.scan_to_charge", "warehouse.boxes", "warehouse.open_box", "warehouse.box"),
    *("warehouse.stop_box", "warehouse.box_contents", "warehouse.finish_box", "warehouse.put_into_box"),
    *("warehouse.take_out_done", "warehouse.take_out_of_box", "warehouse.scan_into_box"),
    *("warehouse.start_box", "warehouse.lane_list", "warehouse.receive", "warehouse.give_up_the_rest"),
    *("warehouse.take_in", "warehouse.undo_arrival", "warehouse.note_arrival", "warehouse.received_part"),
    *("warehouse.take_product", "warehouse.undo_product", "warehouse.take_scanned_in"),
    *("warehouse.scan_product", "warehouse.open_scanned", "warehouse.sent_back", "warehouse.without_label"),
    *("warehouse.receive_unlabelled", "warehouse.scan_unlabelled"),
}
"""For the warehouse, and for administrators, who may do what it does."""
DECIDING = {"warehouse.keep_by_decision", "warehouse.pass_by_steps"}
"""For administrators, and for those at the warehouse who may decide."""
ADMINISTRATORS = {
    *("admin.people_csv", "admin.units_csv", "admin.articles_csv"),
    *("admin.home", "admin.assumptions", "admin.change_assumptions", "admin.articles", "admin.article"),
    *("admin.save_parts", "admin.add_part", "admin.take_picture", "admin.candidate_jpg"),
    *("admin.set_picture", "admin.remove_picture", "admin.units", "admin.imports", "admin.upload"),
    *("admin.import_preview", "admin.start_import", "admin.forget_import", "admin.start_again"),
    *("admin.carry_out", "admin.left_out_rows", "admin.import_rows", "admin.import_result"),
    *("admin.import_status", "admin.carry_out_without_bad_rows", "admin.change_deciding"),
    *("admin.audit_log", "admin.audit_csv", "admin.people", "admin.person", "admin.save_person"),
    *("admin.make_link", "admin.open_account", "admin.close_account", "admin.new_person"),
    *("admin.invite_person", "admin.terms", "admin.terms_csv", "admin.term", "admin.change"),
    *("admin.new_term", "admin.add", "admin.expiring_soon", "admin.expiring_soon_csv"),
    *("admin.send_back_reasons", "admin.send_back_reason", "admin.change_send_back_reason"),
    *("admin.use_send_back_reason_again", "admin.retire_send_back_reason", "admin.new_send_back_reason"),
    *("admin.add_send_back_reason", "admin.printers", "admin.printer", "admin.change_printer"),
    *("admin.measure", "admin.keep_measures", "admin.forget_measures", "admin.remove_printer"),
    *("admin.test_page_pdf", "admin.print_test_page", "admin.new_printer", "admin.add_printer"),
    *("admin.settings", "admin.change_settings"),
    *("admin.reset_code", "admin.drop_passkeys", "admin.sign_person_out"),
    *("admin.tokens", "admin.new_token", "admin.make_token", "admin.revoke_token"),
    *("admin.webhooks", "admin.new_webhook", "admin.add_webhook", "admin.webhook", "admin.stop_webhook"),
    *("admin.let_webhook_go_on", "admin.remove_webhook", "admin.send_all_again"),
    *("admin.send_delivery_again", "design.page", "design.schemes_css"),
}
SIGNED_IN = {
    *("home.index", "account.own", "account.change_password", "account.save_pin", "account.drop_pin"),
    *("account.set_up_code", "account.begin_code", "account.confirm_code", "account.drop_code"),
    *("account.recovery_codes", "account.renew_recovery_codes", "account.passkeys", "account.save_passkey"),
    *("account.ask_for_new_passkey", "account.before_dropping_passkey", "account.drop_passkey"),
    *("account.choose_mail", "account.sign_ins", "account.end_other_sign_ins"),
    *("account.workplaces", "account.choose_workplace", "account.lock", "articles.picture_jpg"),
    "articles.small_jpg",
    *(
        "hand_scanner.page",
        *(
            "installed.this_device",
            "installed.shared",
            "installed.arrived",
            "installed.new_return",
            "installed.scan",
        ),
        "command_cards.cards_to_print",
        "help.own",
        "help.page",
        "reference.page",
        "reference.calls_page",
        "queue_ticket.ticket",
        "queue_ticket.of_older_pages",
    ),
    *("printing.jobs", "printing.print_state", "printing.choose_printer", "printing.printer_chosen"),
    *(
        "products.finding",
        "products.find_scanned",
        "warehouse.stock",
        "warehouse.stock_csv",
        "follow_up.units",
    ),
    *("security.logout", "openapi.spec", "api.scan", "events_api.list_events", "security.static"),
}
"""For everybody who has signed in; what they see in it is their own."""

TABLES: dict[str, set[str]] = {
    **{key: {CLINIC} for key in OWN},
    **{key: {CLINIC, WAREHOUSE, ADMIN} for key in OWN_AND_WAREHOUSE},
    **{key: {CLINIC, ADMIN} for key in OWN_JOBS},
    **{key: {CLINIC, OTHER_UNIT} for key in CLINICS},
    **{key: {WAREHOUSE, ADMIN} for key in FOR_WAREHOUSE},
    **{key: {ADMIN} for key in DECIDING},
    **{key: {ADMIN} for key in ADMINISTRATORS},
    **dict.fromkeys(SIGNED_IN, EVERYBODY),
}
"""Endpoint → who may."""
JUDGED_BY_TOKEN = re.compile(r"/api/v1/")
"""The API's routes have a table of their own, by role and by scope: tests/web/api."""
LEADS_ON = {"home.label_code"}
"""It says to nobody whose the return is: it leads everybody to a page that judges."""
NOT_TRIED = {
    "security.logout",
    "account.lock",
    "admin.close_account",
    "admin.save_person",
    "account.choose_workplace",
}
"""Whoever may, ends a sign-in with it, one's own or another's."""


@pytest.fixture(params=["sqlite"])
def demo_database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_demo_url")
    return url


def routes(app: APIFlask) -> Iterator[tuple[Rule, str]]:
    for rule, method in every_route(app):
        if rule.endpoint not in OPEN_ENDPOINTS and not JUDGED_BY_TOKEN.match(rule.rule):
            yield rule, method


def test_every_route_stands_in_a_table(demo_app: APIFlask) -> None:
    there = {rule.endpoint for rule, _method in routes(demo_app)}
    judged_elsewhere = {"openapi.spec", "api.scan", "events_api.list_events"}
    assert there == set(TABLES) - judged_elsewhere


def test_whoever_may_not_is_refused_and_whoever_may_is_not(
    demo_app: APIFlask, clients: dict[str, FlaskClient], things: dict[str, object]
) -> None:
    walk = asked(routes(demo_app), things)
    let_in, kept_out = [], []
    nobody = demo_app.test_client()
    for one in walk:
        answer = nobody.open(one.path, method=one.method)
        led = answer.status_code == 302 and answer.location.startswith(("/logga-in", "/byt"))
        if not (led or answer.status_code == 401):
            let_in.append(f"nobody: {one}: {answer.status_code}")
        for role in sorted(EVERYBODY - TABLES[one.rule.endpoint]):
            if one.rule.endpoint in LEADS_ON:
                continue
            status = clients[role].open(one.path, method=one.method).status_code
            if status not in (403, 404):
                let_in.append(f"{role}: {one}: {status}")
    for one in walk:
        for role in sorted(TABLES[one.rule.endpoint]):
            if one.rule.endpoint in NOT_TRIED:
                continue
            status = clients[role].open(one.path, method=one.method).status_code
            if status in (401, 403) or status >= 500:
                kept_out.append(f"{role}: {one}: {status}")
    assert not let_in, "\n".join(let_in)
    assert not kept_out, "\n".join(kept_out)


def test_the_number_of_ones_own_return_opens_nothing_of_another_one(
    demo_app: APIFlask, clients: dict[str, FlaskClient], things: dict[str, object]
) -> None:
    """An address whose parts belong to different units: the return is the asker's, the product another unit's."""
    own = Clinic(clients[OTHER_UNIT]).new_return()
    mixed = [
        one
        for one in asked(routes(demo_app), {**things, "number": own})
        if one.rule.arguments >= {"number", "line_id"}
    ]
    assert mixed
    before = [event.what for event in stored(str(things["number"])).events]
    for one in mixed:
        if one.rule.endpoint in OWN:
            status = clients[OTHER_UNIT].open(one.path, method=one.method).status_code
            # For a deed it has been removed meanwhile: it leads back to the return.
            assert status in ({404} if one.method == "GET" else {302, 303, 404}), str(one)
    assert [event.what for event in stored(str(things["number"])).events] == before


def test_what_is_found_by_searching_is_ones_own(
    clients: dict[str, FlaskClient], things: dict[str, object]
) -> None:
    """Lists, searches and files that name no object: what a unit has is in none of another unit's."""
    number = str(things["number"])
    spaced = f"{number[:2]} {number[2:5]} {number[5:]}"
    for path in (
        *("/returer/", "/returer/?visa=skickade", "/returer/?visa=klara", f"/returer/?sok={number}"),
        *("/returer/kom-tillbaka", "/returer/returratt-snart-slut", "/returer/returratt-snart-slut.csv"),
        *("/returer/etiketter", "/utskrifter/", "/uppfoljning/", "/"),
    ):
        text = clients[OTHER_UNIT].get(path, follow_redirects=True).text
        assert f"/returer/{number}/" not in text, path
        assert spaced not in text, path
