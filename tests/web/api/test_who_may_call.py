"""Every call of the API, asked by everybody: by nobody, by each role, and by each role's token without the scope. A new
call that stands in no table fails here.

On SQLite alone: who may call is not decided in the database.
"""

import uuid
from collections.abc import Callable

import pytest
from apiflask import APIFlask

from accounts.tokens import Scope
from tests.web.api.conftest import Program
from tests.web.http.conftest import every_route

MakeProgram = Callable[..., Program]

READ_REGISTER = {
    *("api.scan", "register_api.list_devices", "register_api.show_device", "register_api.give_verdicts"),
    *("register_api.list_articles", "register_api.show_article", "register_api.list_units"),
}
READ_RETURNS = {
    *("returns_api.list_returns", "returns_api.show_return", "returns_api.list_return_events"),
    "stock_api.list_send_backs",
}
PDFS = {
    "photos_api.list_line_photos",
    "photos_api.line_photo_jpg",
    "returns_api.return_label_pdf",
    "returns_api.return_packing_list_pdf",
}
WRITE_RETURNS = {
    *("packing_api.open_return", "packing_api.add_product", "packing_api.take_product_out"),
    *("packing_api.answer_questions", "packing_api.seal_return", "packing_api.hand_over_return"),
    *("packing_api.skip_look_at_labels", "packing_api.note_look_at_label"),
    *("packing_api.undo_return_hand_over", "packing_api.cancel_return", "packing_api.correct_number"),
    "packing_api.answer_thread",
    "packing_api.answer_for_part",
    "photos_api.add_line_photos",
    "photos_api.remove_line_photo",
}
RECEIVE = {
    *("receiving_api.note_envelope", "receiving_api.undo_envelope", "receiving_api.take_envelope_in"),
    *("receiving_api.give_up_envelopes", "receiving_api.receive_product"),
    *("receiving_api.undo_received_product", "control_api.show_control", "control_api.mark_control_step"),
    *("control_api.correct_control_step", "control_api.shelve_line", "control_api.send_line_back"),
    *("control_api.judge_line_anew", "control_api.keep_line", "control_api.note_sesam_wait"),
    *("control_api.say_sesam_corrected", "control_api.reply_in_thread", "control_api.send_line_on"),
    *("control_api.hand_line_to_supplier", "control_api.undo_line_send_on"),
    *("control_api.send_on_label_pdf", "control_api.list_send_back_reasons"),
    "receiving_api.open_for_unlabelled",
    "photos_api.list_photos_at_warehouse",
    "photos_api.photo_at_warehouse_jpg",
    "photos_api.add_photos_at_warehouse",
    "photos_api.remove_photo_at_warehouse",
    "boxes_api.list_boxes",
    "boxes_api.show_box",
    "boxes_api.take_new_box",
    "boxes_api.lay_into_box",
    "boxes_api.lift_out_of_box",
    "boxes_api.take_boxed_out_done",
    "boxes_api.start_light_of_box",
    "boxes_api.empty_box_done",
    "boxes_api.empty_box_undone",
}
STOCK = {
    *("stock_api.list_stock", "shelf_api.move_stock_item", "shelf_api.pick_stock_item"),
    *("shelf_api.undo_item_pick", "shelf_api.charge_item"),
    "stocktakes_api.list_stocktakes",
    "stocktakes_api.show_stocktake",
    "stocktakes_api.begin_stocktake",
    "stocktakes_api.count_product",
    "stocktakes_api.uncount_product",
    "stocktakes_api.say_quantity",
    "stocktakes_api.end_stocktake",
    "stocktakes_api.bring_counted_here",
    "stocktakes_api.note_item_found",
}
IMPORTS = {
    *("imports_api.upload_import", "imports_api.show_import", "imports_api.run_import"),
    *("imports_api.forget_upload", "imports_api.import_rows_csv"),
}
PRINT = {
    "prints_api.list_printers",
    "prints_api.list_print_jobs",
    "prints_api.show_print_job",
    "prints_api.send_print_again",
    "prints_api.note_print_came_out",
    "prints_api.call_print_off",
}
CONTACTS = {
    "contacts_api.list_unit_contacts",
    "contacts_api.write_contact_down",
    "contacts_api.finish_unit_contact",
}
SETTINGS = {"region_api.show_region_settings", "region_api.say_region_settings"}
EVERYBODY, AT_WAREHOUSE = {"clinic", "warehouse", "admin"}, {"warehouse", "admin"}

TABLE: dict[str, tuple[Scope, set[str]]] = {
    **dict.fromkeys(READ_REGISTER, (Scope.READ_REGISTER, EVERYBODY)),
    **dict.fromkeys(READ_RETURNS, (Scope.READ_RETURNS, EVERYBODY)),
    **dict.fromkeys(PDFS, (Scope.READ_RETURNS, {"clinic"})),
    **dict.fromkeys(WRITE_RETURNS, (Scope.WRITE_RETURNS, {"clinic"})),
    **dict.fromkeys(RECEIVE, (Scope.RECEIVE, AT_WAREHOUSE)),
    **dict.fromkeys(STOCK, (Scope.STOCK, AT_WAREHOUSE)),
    "stock_api.show_balance": (Scope.STOCK, EVERYBODY),
    **dict.fromkeys(IMPORTS, (Scope.IMPORTS, {"admin"})),
    **dict.fromkeys(PRINT, (Scope.PRINT, EVERYBODY)),
    "prints_api.queue_print_of_return": (Scope.PRINT, {"clinic"}),
    "prints_api.queue_print_of_line": (Scope.PRINT, AT_WAREHOUSE),
    **dict.fromkeys(CONTACTS, (Scope.CONTACTS, AT_WAREHOUSE)),
    **dict.fromkeys(SETTINGS, (Scope.SETTINGS, {"admin"})),
    "events_api.list_events": (Scope.EVENTS, AT_WAREHOUSE),
}
"""Endpoint → its scope, and the roles that may call it."""
MAY_DECIDE = "control_api.keep_line"
"""403 also for who may call it and may not decide."""


@pytest.fixture
def demo_database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("sqlite_demo_url")
    return url


def calls(app: APIFlask) -> list[tuple[str, str, str]]:
    """Endpoint, method and path of each; what there is not stands in its places."""
    found = []
    for rule, method in every_route(app):
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "openapi.spec":
            built = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
            assert built is not None
            found.append((rule.endpoint, method, built[1].removeprefix("/api/v1")))
    return found


def test_every_call_stands_in_the_table(demo_app: APIFlask) -> None:
    assert {endpoint for endpoint, _method, _path in calls(demo_app)} == set(TABLE)


def test_nobody_is_let_in_without_a_token(demo_app: APIFlask) -> None:
    client = demo_app.test_client()
    for _endpoint, method, path in calls(demo_app):
        answer = client.open(f"/api/v1{path}", method=method)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), path


def status_of(caller: Program, method: str, path: str) -> int:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    return caller.ask(method, path, headers=key, **({"json": {}} if method != "GET" else {})).status_code


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_whoever_may_not_is_refused_and_whoever_may_is_not(
    demo_app: APIFlask, program: MakeProgram, role: str
) -> None:
    whole = program(role)
    without = {
        scope: program(role, *(one for one in Scope if role in one.roles and one is not scope))
        for scope in Scope
    }
    wrong = []
    for endpoint, method, path in calls(demo_app):
        scope, roles = TABLE[endpoint]
        status = status_of(whole, method, path)
        if (status == 403) is (role in roles) and endpoint != MAY_DECIDE:
            wrong.append(f"{role} {endpoint}: {status}")
        if status >= 500:
            wrong.append(f"{role} {endpoint}: {status}")
        if (status := status_of(without[scope], method, path)) != 403:
            wrong.append(f"{role} without {scope}: {endpoint}: {status}")
    assert not wrong, "\n".join(wrong)
