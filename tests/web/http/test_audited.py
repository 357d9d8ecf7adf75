"""Every request that changes, fetches or is refused something stands in the audit log, once, and by whom."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from accounts import User
from database import db
from operations.audit import AuditEntry, AuditKind, verify
from registry.models import Device
from tests.web.conftest import Clinic
from web.http.audited import CHANGES_NOTHING, FETCHING, OF_ENDPOINT, SIGNING, UNKNOWN_ACCOUNT


def entries(kind: AuditKind | None = None) -> list[AuditEntry]:
    db.session.rollback()
    query = sa.select(AuditEntry).order_by(AuditEntry.number)
    return [entry for entry in db.session.scalars(query) if kind in (None, entry.kind)]


def test_every_changing_endpoint_stands_in_one_table(demo_app: APIFlask) -> None:
    changing = {
        rule.endpoint
        for rule in demo_app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "DELETE"}
    }
    tables = [set(OF_ENDPOINT), set(FETCHING), set(CHANGES_NOTHING), set(SIGNING)]
    assert sum(len(table) for table in tables) == len(set().union(*tables))
    told = changing - set().union(*tables)
    assert not told, f"expected each of these in a table of web/http/audited.py: {sorted(told)}"
    gone = set().union(*tables) - {rule.endpoint for rule in demo_app.url_map.iter_rules()}
    assert not gone, f"no such endpoints: {sorted(gone)}"


def test_a_deed_stands_in_the_log_with_who_where_and_from_where(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    created, packed = entries(AuditKind.PACKED)
    assert created.subject == "POST /returer/"
    assert packed.subject == f"POST /returer/{number}/rader"
    assert packed.actor == "klinik@returkoll.demo"
    assert packed.address == "127.0.0.1"
    assert packed.unit
    assert verify(db.session()) is None


def test_a_request_that_comes_again_stands_there_once(clinic: Clinic) -> None:
    for _ in range(3):
        clinic.client.post("/returer/", headers={"Idempotency-Key": "the same"})
    assert len(entries(AuditKind.PACKED)) == 1


def test_what_was_refused_changed_nothing_and_is_no_deed(clinic: Clinic) -> None:
    number = clinic.new_return()
    assert clinic.seal(number).status_code == 303  # back to the page, with a sentence
    assert not entries(AuditKind.SENT)


def test_signing_in_and_out(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("admin")
    client.post("/logga-ut")
    assert [(entry.kind, entry.actor) for entry in entries()] == [
        (AuditKind.SIGNED_IN, "admin@returkoll.demo"),
        (AuditKind.SIGNED_OUT, "admin@returkoll.demo"),
    ]


@pytest.mark.parametrize(
    ("email", "actor"),
    [
        ("Admin@returkoll.demo", "admin@returkoll.demo"),
        ("my secret password", UNKNOWN_ACCOUNT),
        ("nobody@returkoll.demo", UNKNOWN_ACCOUNT),
    ],
)
def test_a_failed_sign_in_says_which_account_and_never_what_was_typed(
    demo_app: APIFlask, email: str, actor: str
) -> None:
    demo_app.test_client().post("/logga-in", data={"email": email, "password": "a wrong one"})
    (entry,) = entries()
    assert (entry.kind, entry.actor) == (AuditKind.SIGN_IN_FAILED, actor)


def test_a_page_of_another_unit_is_refused_and_told(clinic: Clinic, other_units_return: str) -> None:
    assert clinic.client.get(f"/returer/{other_units_return}/").status_code == 403
    (entry,) = entries(AuditKind.REFUSED)
    assert entry.subject == f"GET /returer/{other_units_return}/"


def test_looking_at_another_units_product_is_told_and_at_ones_own_not(
    signed_in: Callable[[str], FlaskClient], examples: dict[str, str]
) -> None:
    device = db.session.scalars(
        sa.select(Device).where(Device.serial_number == examples["to_warehouse"])
    ).one()
    path, unit = f"/produkter/{device.id}", device.unit.code if device.unit else ""
    assert signed_in("clinic").get(path).status_code == 200
    assert not entries(AuditKind.LOOKED)
    assert signed_in("warehouse").get(path).status_code == 200
    (entry,) = entries(AuditKind.LOOKED)
    assert (entry.actor, entry.unit) == ("lager@returkoll.demo", unit)


def test_a_file_that_is_fetched_is_told(signed_in: Callable[[str], FlaskClient]) -> None:
    assert signed_in("admin").get("/admin/returratt.csv").status_code == 200
    (entry,) = entries(AuditKind.FETCHED)
    assert entry.subject == "GET /admin/returratt.csv"


def test_the_page_shows_searches_and_tells_what_was_changed(
    signed_in: Callable[[str], FlaskClient], clinic: Clinic
) -> None:
    clinic.new_return()
    admin = signed_in("admin")
    page = admin.get("/admin/logg").text
    assert "Packade" in page
    assert "orörda och följer på varandra" in page
    assert "klinik@returkoll.demo" not in admin.get("/admin/logg?q=lager@").text
    assert "POST /returer/" not in admin.get("/admin/logg?vad=signed+in").text
    assert "POST /returer/" in admin.get("/admin/logg?q=returer&vad=packed&fran=2020-01-01").text
    assert "POST /returer/" not in admin.get("/admin/logg?vad=packed&till=2020-01-01").text
    with db.engine.begin() as connection:
        connection.execute(
            sa.update(AuditEntry).where(AuditEntry.number == 2).values(actor="nobody@returkoll.demo")
        )
    assert "Loggen håller inte vid post 2" in admin.get("/admin/logg").text


def test_the_page_is_turned_to_what_is_older(signed_in: Callable[[str], FlaskClient]) -> None:
    admin = signed_in("admin")
    for _ in range(60):
        admin.get("/admin/returratt.csv")
    first = admin.get("/admin/logg").text
    assert "fore=" in first
    older = first.split('href="/admin/logg?')[1].split('"')[0].replace("&amp;", "&")
    assert "Loggade in" in admin.get(f"/admin/logg?{older}").text
    assert admin.get("/admin/logg.csv").text.count("\n") == 62  # the heading, signing in, and the files


@pytest.mark.parametrize(
    "asked", ["fore=x", "fore=" + "9" * 40, "vad=nothing", "fran=31/12", "till=9999-12-31"]
)
def test_what_cannot_be_asked_for_is_as_if_nothing_had_been_asked(
    signed_in: Callable[[str], FlaskClient], asked: str
) -> None:
    assert "Loggade in" in signed_in("admin").get(f"/admin/logg?{asked}").text


@pytest.mark.parametrize("who", ["clinic", "warehouse"])
def test_only_administrators_see_it(signed_in: Callable[[str], FlaskClient], who: str) -> None:
    for path in ("/admin/logg", "/admin/logg.csv"):
        assert signed_in(who).get(path).status_code == 403


@pytest.mark.slow
def test_many_at_once_make_one_chain(demo_app: APIFlask, signed_in: Callable[[str], FlaskClient]) -> None:
    clients = [signed_in("clinic") for _ in range(4)]
    db.session.rollback()

    def begin(client: FlaskClient) -> None:
        for _ in range(10):
            assert client.post("/returer/").status_code == 302

    threads = [threading.Thread(target=begin, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entries(AuditKind.PACKED)) == 40
    assert verify(db.session()) is None


def test_a_pin_and_a_lock_are_told_with_whose_they_are(demo_app: APIFlask) -> None:
    client = demo_app.test_client()
    client.post(
        "/logga-in", data={"email": "klinik@returkoll.demo", "password": "returkoll-demo", "shared": "y"}
    )
    client.post("/konto/pin", data={"proof": "returkoll-demo", "pin": "4938"})
    client.post("/las")
    me = db.session.scalars(sa.select(User.id).where(User.email == "klinik@returkoll.demo")).one()
    client.post(f"/byt/{me}", data={"pin": "5938"})
    client.post(f"/byt/{me}", data={"pin": "4938"})
    assert [(entry.kind, entry.actor) for entry in entries()] == [
        (kind, "klinik@returkoll.demo")
        for kind in (
            AuditKind.SIGNED_IN,
            AuditKind.OWN_ACCOUNT,
            AuditKind.OWN_ACCOUNT,
            AuditKind.SIGN_IN_FAILED,
            AuditKind.SIGNED_IN,
        )
    ]


def test_asking_for_a_link_says_no_address_that_no_account_has(demo_app: APIFlask) -> None:
    for email in ("klinik@returkoll.demo", "nobody@returkoll.demo"):
        demo_app.test_client().post("/glomt-losenord", data={"email": email})
    assert [entry.actor for entry in entries(AuditKind.OWN_ACCOUNT)] == [
        "klinik@returkoll.demo",
        UNKNOWN_ACCOUNT,
    ]
