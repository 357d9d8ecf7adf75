"""What the region decides on a page holds at once, everywhere, and keeps who said it and what held before."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from database import db
from operations.region_settings import KINDS, RegionSetting, digits_of, pattern_of, setting
from tests.web.admin.saying import AS_BEFORE, say
from tests.web.conftest import Clinic, stored
from tests.web.form_page import FormPage


@pytest.fixture
def admin(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("admin")


def changes() -> list[RegionSetting]:
    db.session.rollback()
    return RegionSetting.history()


def test_the_page_shows_what_holds_and_saving_it_as_it_is_changes_nothing(admin: FlaskClient) -> None:
    shown = FormPage(admin.get("/admin/installningar").text)
    texts = {name: text for name, text in AS_BEFORE.items() if isinstance(text, str)}
    assert {name: shown.controls[name].value for name in texts} == texts
    assert say(admin) == 302
    assert not changes()


def test_every_setting_has_its_field(admin: FlaskClient) -> None:
    fields = set(FormPage(admin.get("/admin/installningar").text).controls)
    named = {name.lower() for name in KINDS} - {"order_number_pattern"} | {"fewest_digits", "most_digits"}
    assert named <= fields
    assert {*AS_BEFORE, "label_look_demanded"} == named, "a box that is not ticked sends nothing"


def test_a_change_holds_at_once_and_says_who_and_what_was_before(admin: FlaskClient, clinic: Clinic) -> None:
    assert say(admin, draft_days="7", support_email="stod@region.se") == 302
    assert say(admin, draft_days="5", support_email="stod@region.se") == 302
    told = [(one.name, one.before, one.value, one.actor) for one in changes()]
    who = "admin@returkoll.demo"
    assert told == [
        ("DRAFT_DAYS", 7, 5, who),
        ("SUPPORT_EMAIL", "", "stod@region.se", who),
        ("DRAFT_DAYS", 3, 7, who),
    ]
    assert "mer än 5 dagar" in admin.get("/admin/").text
    assert "stod@region.se" in clinic.client.get("/hjalp/klinik").text
    assert "7 blev 5" in admin.get("/admin/installningar").text


def test_the_order_numbers_length_is_judged_and_told_at_the_sealing(
    admin: FlaskClient, clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.answer_all(number)
    assert say(admin, fewest_digits="8", most_digits="8") == 302
    assert "8 siffror" in clinic.client.get(f"/returer/{number}/forsegla").text
    assert clinic.seal(number, order_number="1234567").status_code in (303, 422)
    assert stored(number).is_draft
    assert clinic.seal(number, order_number="12345678").status_code == 302


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(admin: FlaskClient) -> None:
    wrong = {
        "draft_days": "0",
        "fewest_digits": "9",
        "most_digits": "6",
        "letter_thickness_mm": "tjockt",
        "support_email": "ingen adress",
        "lock_minutes": "",
        "printer_ports": "0-70000",
        "photo_months": "-1",
        "empty_draft_days": "9999",
        "audit_years": "0",
    }
    answer = admin.post("/admin/installningar", data=wrong)
    assert answer.status_code == 422
    page = FormPage(answer.text)
    assert set(page.faults) >= set(wrong) - {"most_digits"}
    assert page.controls["letter_thickness_mm"].value == "tjockt"
    assert not changes()


def test_a_pattern_of_the_servers_own_stays_until_the_page_says_otherwise(admin: FlaskClient) -> None:
    admin.application.config["ORDER_NUMBER_PATTERN"] = r"HO-\d{5}"
    text = admin.get("/admin/installningar").text
    assert "HO-" in text
    assert say(admin, fewest_digits="", most_digits="") == 302
    assert not changes()
    assert say(admin, fewest_digits="5", most_digits="6") == 302
    db.session.rollback()
    assert setting("ORDER_NUMBER_PATTERN") == r"\d{5,6}"


def test_a_port_that_is_added_may_be_a_printers(admin: FlaskClient) -> None:
    printer = {"name": "Zebran", "unit_id": "", "paper": "102x152", "dpi": "203", "rotation": "0"}
    address = {**printer, "address": "zpl://10.0.0.9:4711"}
    assert admin.post("/admin/skrivare/ny", data=address).status_code == 422
    assert say(admin, printer_ports="4711") == 302
    assert admin.post("/admin/skrivare/ny", data=address).status_code == 302


@pytest.mark.parametrize("digits", [(6, 6), (6, 10), (1, 20)])
def test_a_length_and_its_pattern_say_the_same(digits: tuple[int, int]) -> None:
    assert digits_of(pattern_of(*digits)) == digits
    assert digits_of(r"\d{8}") == (8, 8)
    assert digits_of(r"[A-Z]\d{8}") is None
