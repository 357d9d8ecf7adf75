"""Printers in the pages: set with the test page and a ruler, chosen on each tablet, printed on directly."""

import dataclasses
import re
from collections.abc import Callable
from functools import partial

import pypdfium2
import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from database import db, utcnow
from labels.contents import sscc
from labels.contents.checks import grouped
from operations.demo import first_unit
from printing import Printer, PrintJob
from printing.lease import try_now
from printing.protocols import zpl as zpl_language
from printing.protocols.send import send
from printing.worker import Worker
from registry.lookup import warehouse_unit
from registry.models import Unit
from returns import Refused
from tests.labels import paper
from tests.printing.fakes import FakeZpl
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from web.clinic.sending.label import sealed_label
from web.http.local_time import today
from web.printing.direct import print_directly

quickly = partial(send, timeout=2.5, patience=1.5)
FIELDS = {"name": "Zebran", "unit_id": "", "paper": "102x152", "dpi": "203", "rotation": "0", "address": ""}


@pytest.fixture
def admin(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("admin")


@pytest.fixture(autouse=True)
def any_port(demo_app: APIFlask) -> None:
    """The fake printers answer where there is room."""
    demo_app.config["PRINTER_PORTS"] = "1-65535"


def printers() -> list[Printer]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Printer).order_by(Printer.id)))


def jobs() -> list[PrintJob]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(PrintJob).order_by(PrintJob.id)))


def a_printer(unit: Unit | None, name: str = "Zebran", address: str = "zpl://127.0.0.1:9100") -> Printer:
    unit_id = unit.id if unit else None
    db.session.rollback()
    made = Printer.add(
        actor="admin",
        now=utcnow(),
        name=name,
        unit_id=unit_id,
        paper="102x152",
        address=address,
    )
    db.session.commit()
    return made


def work(app: APIFlask) -> None:
    for printer in printers():
        try_now(printer, utcnow())
    db.session.commit()
    Worker(app, quickly).run_once()
    db.session.rollback()


def text_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


# --- the administrator


def test_a_printer_is_added_changed_and_removed(admin: FlaskClient) -> None:
    answer = admin.post("/admin/skrivare/ny", data=FIELDS)
    (added,) = printers()
    assert answer.location == f"/admin/skrivare/{added.id}/matt"
    assert "Zebran" in admin.get("/admin/skrivare").text
    changed = {
        **FIELDS,
        "name": "Kontorets",
        "paper": "a4",
        "rotation": "90",
        "address": "ipp://kontor/ipp/print",
    }
    assert admin.post(f"/admin/skrivare/{added.id}", data=changed).status_code == 302
    (now,) = printers()
    assert (now.name, now.paper, now.rotation, now.address) == (
        "Kontorets",
        "a4",
        90,
        "ipp://kontor/ipp/print",
    )
    assert admin.post(f"/admin/skrivare/{added.id}/ta-bort").status_code == 302
    assert "Kontorets" not in admin.get("/admin/skrivare").text
    assert admin.get(f"/admin/skrivare/{added.id}").status_code == 404
    assert admin.post("/admin/skrivare/ny", data=changed).status_code == 302  # the name is free again


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Skriv ett namn"),
        ({"paper": "a0"}, "Välj en av dem"),
        ({"dpi": "72"}, "Välj en av dem"),
        ({"rotation": "45"}, "Välj en av dem"),
        ({"unit_id": "9999"}, "Enheten finns inte"),
        ({"address": "http://kontor/"}, "Skrivarens adress ska vara"),
        ({"address": "ipp://169.254.169.254/latest"}, "Skrivarens adress ska vara"),
        ({"address": "zpl://kontor:22"}, "Port 22 är ingen port för skrivare"),
        ({"address": "zpl://kontor", "paper": "a4x8"}, "Ark med flera etiketter"),
    ],
)
def test_what_no_printer_can_be_is_told_beside_its_field(
    admin: FlaskClient, demo_app: APIFlask, wrong: dict[str, str], said: str
) -> None:
    demo_app.config["PRINTER_PORTS"] = "631 9100-9107"
    answer = admin.post("/admin/skrivare/ny", data={**FIELDS, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert printers() == []


def test_two_printers_cannot_have_one_name(admin: FlaskClient) -> None:
    a_printer(None)
    assert "redan en skrivare" in admin.post("/admin/skrivare/ny", data=FIELDS).text


@pytest.mark.parametrize("who", ["clinic", "warehouse"])
def test_only_administrators_set_printers(signed_in: Callable[[str], FlaskClient], who: str) -> None:
    printer = a_printer(None)
    client = signed_in(who)
    for path in ("", "/ny", f"/{printer.id}", f"/{printer.id}/matt", f"/{printer.id}/testsida.pdf"):
        assert client.get(f"/admin/skrivare{path}").status_code == 403
    for path in ("/ny", f"/{printer.id}", f"/{printer.id}/matt", f"/{printer.id}/ta-bort"):
        assert client.post(f"/admin/skrivare{path}", data=FIELDS).status_code == 403


def test_what_the_ruler_said_is_shown_before_it_is_kept_and_then_makes_the_next_page_right(
    admin: FlaskClient,
) -> None:
    printer = a_printer(None)
    ruled = {"left": "11,5", "top": "8.0 mm", "across": "77,6", "down": "127,4"}
    shown = admin.get(f"/admin/skrivare/{printer.id}/matt", query_string=ruled).text
    assert "Så blir det" in shown
    assert "103,09 %" in shown  # 80 / 77.6
    assert printers()[0].scale_x == 1.0
    assert admin.post(f"/admin/skrivare/{printer.id}/matt", data=ruled).status_code == 302
    kept = printers()[0]
    assert (kept.scale_x, kept.measured_by) == (pytest.approx(80 / 77.6, abs=1e-4), "admin@returkoll.demo")
    # A printer that puts x at 0.97 x + 1.8 now puts the ruler at 10 mm.
    assert 0.97 * (kept.scale_x * 10 + kept.offset_x) + 1.8 == pytest.approx(10, abs=0.01)
    assert admin.post(f"/admin/skrivare/{printer.id}/matt/nollstall").status_code == 302
    assert (printers()[0].scale_x, printers()[0].offset_x, printers()[0].measured_at) == (1, 0, None)


@pytest.mark.parametrize(
    ("side", "typed", "said"),
    [("left", "tio", "ungefär 10"), ("across", "8", "ungefär 80"), ("across", "60", "Skalan ska vara")],
)
def test_what_no_ruler_says_is_refused(admin: FlaskClient, side: str, typed: str, said: str) -> None:
    printer = a_printer(None)
    ruled = {"left": "10", "top": "10", "across": "80", "down": "130", side: typed}
    for answer in (
        admin.get(f"/admin/skrivare/{printer.id}/matt", query_string=ruled),
        admin.post(f"/admin/skrivare/{printer.id}/matt", data=ruled),
    ):
        assert answer.status_code == 422
        assert said in answer.text
    assert printers()[0].measured_at is None


def test_the_test_page_is_made_with_the_profile(admin: FlaskClient) -> None:
    printer = a_printer(None)
    before = admin.get(f"/admin/skrivare/{printer.id}/testsida.pdf").data
    assert "Zebran" in text_of(before)
    ruled = {"left": "11", "top": "10", "across": "80", "down": "130"}
    admin.post(f"/admin/skrivare/{printer.id}/matt", data=ruled)
    after = admin.get(f"/admin/skrivare/{printer.id}/testsida.pdf").data
    (old,), (new,) = paper.pages(before), paper.pages(after)
    assert (old[:, :-8] == new[:, 8:]).mean() < (old[:, 8:] == new[:, :-8]).mean()  # a millimetre to the left


def test_a_printer_with_something_waiting_is_not_removed(
    admin: FlaskClient, clinic: Clinic, examples: dict[str, str]
) -> None:
    printer = a_printer(first_unit())
    number = clinic.sealed_return(examples["to_warehouse"])
    clinic.client.post(f"/returer/{number}/etikett/skriv-ut")
    answer = admin.post(f"/admin/skrivare/{printer.id}/ta-bort", follow_redirects=True)
    assert "Det väntar utskrifter" in answer.text
    assert printers()[0].removed_at is None


# --- the choice


def test_the_units_only_printer_is_chosen_by_itself_and_a_choice_is_remembered(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    assert "Välj skrivare" not in clinic.client.get(f"/returer/{number}/").text
    own, everybodys = a_printer(first_unit(), "Egen"), a_printer(None, "Allas")
    assert "etikett/skriv-ut" in (page := clinic.client.get(f"/returer/{number}/").text)
    assert "Egen" in page
    clinic.client.post("/utskrifter/skrivare", data={"printer": everybodys.id})
    assert "Allas" in clinic.client.get(f"/returer/{number}/").text
    clinic.client.post("/utskrifter/skrivare", data={"printer": "0"})
    assert "etikett/skriv-ut" not in (page := clinic.client.get(f"/returer/{number}/").text)
    assert "Välj skrivare" in page
    clinic.client.post("/utskrifter/skrivare", data={"printer": own.id})
    assert "Egen" in clinic.client.get(f"/returer/{number}/").text


def test_another_units_printer_can_neither_be_seen_nor_chosen(clinic: Clinic) -> None:
    other = db.session.scalars(sa.select(Unit).where(Unit.id != first_unit().id)).first()
    strange = a_printer(other, "Deras")
    assert "Deras" not in clinic.client.get("/utskrifter/skrivare").text
    for wrong in ({"printer": strange.id}, {}):
        answer = clinic.client.post("/utskrifter/skrivare", data=wrong)
        assert answer.status_code == 422
        assert "Skrivaren finns inte längre. Välj en annan." in answer.text
        assert "Set-Cookie" not in answer.headers or "skrivare=" not in answer.headers["Set-Cookie"]


def test_the_choice_leads_back_to_the_page_it_came_from_and_nowhere_else(clinic: Clinic) -> None:
    for place, back in (("/returer/?visa=pagar", "/returer/?visa=pagar"), ("//elsewhere.example", "/")):
        data = {"printer": "0", "tillbaka": place}
        assert clinic.client.post("/utskrifter/skrivare", data=data).location == back


def test_the_profile_is_applied_to_each_pdf_for_that_printer(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    plain = clinic.client.get(f"/returer/{number}/etikett.pdf").data
    printer = a_printer(first_unit())
    printer.offset_x, printer.scale_y, printer.rotation = 0.8, 0.99, 90
    db.session.commit()
    (turned,) = paper.printed(clinic.client.get(f"/returer/{number}/etikett.pdf").data)
    (upright,) = paper.printed(plain)
    assert turned.shape == upright.shape[::-1]
    assert paper.read(turned) == paper.read(upright)
    # Another paper than what lies in it comes from another printer...
    (other,) = paper.printed(clinic.client.get(f"/returer/{number}/etikett.pdf?format=a6").data)
    assert other.shape[0] > other.shape[1]
    # ... unless this one is asked for by name.
    url = f"/returer/{number}/etikett.pdf?format=a6&skrivare={printer.id}"
    (asked_for,) = paper.printed(clinic.client.get(url).data)
    assert asked_for.shape == other.shape[::-1]


# --- printing


def test_the_label_comes_out_of_the_units_printer_once_and_the_next_says_that_it_is_a_reprint(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    with FakeZpl() as fake:
        a_printer(first_unit(), address=fake.address)
        answer = clinic.client.post(f"/returer/{number}/etikett/skriv-ut", follow_redirects=True)
        assert "Skickas till Zebran." in answer.text
        answer = clinic.client.post(f"/returer/{number}/etikett/skriv-ut", follow_redirects=True)
        assert "ligger redan i kön" in answer.text
        work(demo_app)
        (picture,) = zpl_language.dots(fake.printed[0])
        assert ("Code128", number) in paper.read(picture)
        assert "Utskriven" in clinic.client.get(f"/returer/{number}/").text
        assert "OMTRYCK" in text_of(clinic.client.get(f"/returer/{number}/etikett.pdf").data)
        answer = clinic.client.post(f"/returer/{number}/etikett/skriv-ut", follow_redirects=True)
        assert "OMTRYCK" in answer.text
        work(demo_app)
    assert [(job.state, job.says_reprint) for job in jobs()] == [("printed", False), ("printed", True)]


def test_a_tap_that_is_sent_twice_prints_once(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    with FakeZpl() as fake:
        a_printer(first_unit(), address=fake.address)
        for _time in range(2):
            clinic.client.post(f"/returer/{number}/etikett/skriv-ut", data={"idempotency_key": "k"})
            work(demo_app)
        assert len(fake.printed) == 1


def test_every_envelope_gets_its_label(clinic: Clinic, examples: dict[str, str], demo_app: APIFlask) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    stored(number).sealing.envelopes = 3
    db.session.commit()
    with FakeZpl() as fake:
        a_printer(first_unit(), address=fake.address)
        clinic.client.post(f"/returer/{number}/etikett/skriv-ut")
        work(demo_app)
        assert len(set(fake.printed)) == 3
        text = text_of(clinic.client.get(f"/returer/{number}/etikett.pdf").data)
        assert all(f"{which} AV 3" in text for which in (1, 2, 3))
    assert not any(job.says_reprint for job in jobs())


def test_the_last_envelopes_label_is_tried_before_any_is_put_in_the_queue(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    a_printer(first_unit())
    name = demo_app.config["SESSION_COOKIE_NAME"]
    cookie = clinic.client.get_cookie(name)
    assert cookie
    with demo_app.test_request_context(headers={"Cookie": f"{name}={cookie.value}"}):
        first = sealed_label(stored(number))
        last = dataclasses.replace(first, sscc=sscc.numbered("7350000", 1))
        with pytest.raises(Refused, match="SSCC får inte plats"):
            print_directly([first, last], "a return")
    assert jobs() == []


def test_the_packing_list_comes_out_too(clinic: Clinic, examples: dict[str, str], demo_app: APIFlask) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    with FakeZpl() as fake:
        a_printer(first_unit(), address=fake.address)
        clinic.client.post(f"/returer/{number}/foljesedel/skriv-ut")
        work(demo_app)
        (picture,) = zpl_language.dots(fake.printed[0])
    assert ("DataMatrix", examples["to_warehouse"]) in paper.read(picture)


def test_out_of_paper_is_told_on_the_queues_page_until_somebody_fills_it_up(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    with FakeZpl(paper=0) as fake:
        a_printer(first_unit(), address=fake.address)
        clinic.client.post(f"/returer/{number}/etikett/skriv-ut")
        work(demo_app)
        page = clinic.client.get("/utskrifter/").text
        assert "papperet är slut. Fyll på." in page
        assert "papperet är slut" in clinic.client.get(f"/returer/{number}/").text
        assert "papperet är slut" in clinic.client.get(f"/utskrifter/lage?om=label:{number}").text
        assert "1 utskrift har inte kommit ut" in clinic.client.get("/returer/").text
        assert "out of paper" in clinic.client.get("/utskrifter/", headers={"Accept-Language": "en"}).text
        fake.paper = 5
        (job,) = jobs()
        clinic.client.post(f"/utskrifter/{job.id}/igen")
        Worker(demo_app, quickly).run_once()
        assert len(fake.printed) == 1
    assert [(job.state, job.says_reprint) for job in jobs()] == [("printed", False)]


@pytest.mark.parametrize(
    ("deed", "state"), [("kom-ut", "printed"), ("igen", "waiting"), ("avbryt", "cancelled")]
)
def test_a_doubt_is_settled_by_whoever_looked(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask, deed: str, state: str
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    with FakeZpl(silent_after=True) as fake:
        a_printer(first_unit(), address=fake.address)
        clinic.client.post(f"/returer/{number}/etikett/skriv-ut")
        work(demo_app)
        page = clinic.client.get("/utskrifter/").text
        assert "Titta om den kom ut" in page
        assert "Den kom ut" in page
        (job,) = jobs()
        for _time in range(2):
            assert clinic.client.post(f"/utskrifter/{job.id}/{deed}").status_code == 302
        (now,) = jobs()
        assert (now.state, now.says_reprint) == (state, deed == "igen")


def test_another_units_jobs_are_neither_seen_nor_touched(
    clinic: Clinic, examples: dict[str, str], signed_in: Callable[[str], FlaskClient]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    a_printer(first_unit())
    clinic.client.post(f"/returer/{number}/etikett/skriv-ut")
    (job,) = jobs()
    warehouse, admin = signed_in("warehouse"), signed_in("admin")
    shown = grouped(number)
    assert shown not in warehouse.get("/utskrifter/").text
    assert shown in clinic.client.get("/utskrifter/").text
    assert shown in admin.get("/utskrifter/").text
    for deed in ("igen", "kom-ut", "avbryt"):
        assert warehouse.post(f"/utskrifter/{job.id}/{deed}").status_code == 403
        assert warehouse.post(f"/utskrifter/9999/{deed}").status_code == 404
    assert "Zebran" not in warehouse.get(f"/utskrifter/lage?om=label:{number}").text
    assert admin.post(f"/utskrifter/{job.id}/avbryt").status_code == 302
    assert jobs()[0].state == "cancelled"
    assert clinic.client.post(f"/utskrifter/{job.id}/igen").status_code == 303  # too late, and told so


def test_without_a_printer_that_takes_jobs_nothing_is_put_anywhere(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    a_printer(first_unit(), address="")
    assert "etikett/skriv-ut" not in clinic.client.get(f"/returer/{number}/").text
    answer = clinic.client.post(f"/returer/{number}/etikett/skriv-ut", follow_redirects=True)
    assert "Välj en skrivare" in answer.text
    assert jobs() == []


def test_a_label_that_cannot_be_made_for_the_printer_is_refused_at_once(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    printer = a_printer(first_unit())
    printer.offset_x = -9.0
    db.session.commit()
    answer = clinic.client.post(f"/returer/{number}/etikett/skriv-ut", follow_redirects=True)
    assert "utanför papperet" in answer.text
    assert jobs() == []


def a_controlled_line(clinic: Clinic, warehouse: FlaskClient, serial: str) -> int:
    """A product on the control bench."""
    number = clinic.sealed_return(serial)
    take(warehouse, number, serial)
    warehouse.post(f"/lager/mottag/{number}/inlagd")
    return stored(number).lines[0].id


@pytest.mark.slow
def test_the_warehouse_prints_what_goes_back_and_where_things_stand(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask, signed_in: Callable[[str], FlaskClient]
) -> None:
    warehouse = signed_in("warehouse")
    back = a_controlled_line(clinic, warehouse, examples["to_warehouse"])
    warehouse.post(f"/lager/kontroll/{back}/tillbaka", data={"reasons": ["dirty"]})
    shelved = a_controlled_line(clinic, warehouse, examples["to_warehouse_2"])
    finish_control(warehouse, shelved)
    with FakeZpl() as fake:
        a_printer(warehouse_unit(), "Lagrets", fake.address)
        assert "Skriv ut etiketten" in warehouse.get(f"/lager/kontroll/{back}").text
        assert "Skriv ut hyllettiketten" in warehouse.get(f"/lager/kontroll/{shelved}").text
        for path in (f"{back}/etikett", f"{back}/etikett", f"{shelved}/hylla"):
            warehouse.post(f"/lager/kontroll/{path}/skriv-ut")
            work(demo_app)
        first, second, shelf = (zpl_language.dots(data)[0] for data in fake.printed)
    assert {kind for kind, _text in paper.read(first)} == {"Code128", "QRCode"}
    assert (first != second).any()  # OMTRYCK
    assert paper.read(shelf) == {("Code128", "A3")}
    assert [job.says_reprint for job in jobs()] == [False, True, False]


# --- the day


def test_all_of_a_day_come_as_one_file_in_order_from_the_chosen_place(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    numbers = [
        clinic.sealed_return(examples[name]) for name in ("to_warehouse", "to_supplier", "to_warehouse_2")
    ]
    clinic.client.post(f"/returer/{numbers[0]}/overlamnad")
    day = today().isoformat()
    page = clinic.client.get("/returer/etiketter").text
    assert [re.sub(r"\s", "", found) for found in re.findall(r'class="code">([^<]+)', page)] == numbers
    pdf = clinic.client.get(f"/returer/etiketter.pdf?dag={day}&format=a4x8&plats=6").data
    sheet, second = (
        paper.printed(pdf) if len(pypdfium2.PdfDocument(pdf)) == 2 else (*paper.printed(pdf), None)
    )
    assert second is None
    assert {number for kind, number in paper.read(sheet) if kind == "Code128"} == set(numbers)
    assert text_of(pdf).count("OMTRYCK") == 1
    pdf = clinic.client.get(f"/returer/etiketter.pdf?dag={day}").data
    pages = [{text for kind, text in paper.read(page) if kind == "Code128"} for page in paper.printed(pdf)]
    assert pages == [{number} for number in numbers]


def test_a_day_without_labels_says_so(clinic: Clinic) -> None:
    assert "Inget förseglades den dagen" in clinic.client.get("/returer/etiketter?dag=2020-01-01").text
    assert clinic.client.get("/returer/etiketter?dag=x").status_code == 200
    answer = clinic.client.get("/returer/etiketter.pdf?dag=2020-01-01", follow_redirects=True)
    assert "Ingen retur har förseglats" in answer.text


def test_a_day_is_printed_directly_but_for_what_has_left(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask
) -> None:
    numbers = [clinic.sealed_return(examples[name]) for name in ("to_warehouse", "to_warehouse_2")]
    clinic.client.post(f"/returer/{numbers[0]}/overlamnad")
    with FakeZpl() as fake:
        a_printer(first_unit(), address=fake.address)
        clinic.client.post("/returer/etiketter/skriv-ut", data={"dag": today().isoformat()})
        work(demo_app)
        (picture,) = zpl_language.dots(fake.printed[0])
    assert ("Code128", numbers[1]) in paper.read(picture)


# --- GS1


def test_with_a_company_prefix_each_envelope_has_an_sscc_of_its_own(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask
) -> None:
    demo_app.config["GS1_COMPANY_PREFIX"] = "7350000"
    number = clinic.sealed_return(examples["to_warehouse"])
    stored(number).sealing.envelopes = 2
    db.session.commit()
    pdf = clinic.client.get(f"/returer/{number}/etikett.pdf").data
    found = [
        {code.text for code in paper.zxingcpp.read_barcodes(page) if code.symbology_identifier == "]C1"}
        for page in paper.printed(pdf)
    ]
    first = stored(number).sealing.label["sscc"]
    assert first.startswith("07350000")
    assert found[0] == {f"(00){first}"}
    assert len(found) == 2
    assert found[0] != found[1]
    assert "102 × 152 mm" not in clinic.client.get(f"/returer/{number}/").text
    answer = clinic.client.get(f"/returer/{number}/etikett.pdf?format=102x152", follow_redirects=True)
    assert "SSCC får inte plats" in answer.text


@pytest.mark.parametrize("typed", ["00{sscc}", "(00){sscc}", "]C100{sscc}"])
def test_the_warehouse_finds_the_return_by_each_envelopes_sscc(
    clinic: Clinic,
    examples: dict[str, str],
    demo_app: APIFlask,
    signed_in: Callable[[str], FlaskClient],
    typed: str,
) -> None:
    demo_app.config["GS1_COMPANY_PREFIX"] = "7350000"
    number = clinic.sealed_return(examples["to_warehouse"])
    first = stored(number).sealing.label["sscc"]
    warehouse = signed_in("warehouse")
    for envelope in range(3):
        data = {"text": typed.format(sscc=sscc.later(first, envelope))}
        answer = warehouse.post("/lager/skanna", data=data)
        assert answer.location == f"/lager/mottag/{number}"
    strange = {"text": typed.format(sscc=sscc.numbered("7350000", 10**6))}
    assert (
        warehouse.post("/lager/skanna", data=strange, headers={"Accept": "application/json"}).json["tone"]
        == "attention"
    )


def test_a_return_that_was_sealed_without_an_sscc_is_not_found_by_one(
    clinic: Clinic,
    examples: dict[str, str],
    demo_app: APIFlask,
    signed_in: Callable[[str], FlaskClient],
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    demo_app.config["GS1_COMPANY_PREFIX"] = "7350000"
    data = {"text": "00" + sscc.numbered("7350000", stored(number).id * 20)}
    answer = signed_in("warehouse").post("/lager/skanna", data=data, headers={"Accept": "application/json"})
    assert answer.json["tone"] == "attention"


def test_the_return_number_is_read_beside_the_sscc_all_the_same(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask
) -> None:
    demo_app.config["GS1_COMPANY_PREFIX"] = "7350000"
    number = clinic.sealed_return(examples["to_warehouse"])
    (page,) = paper.printed(clinic.client.get(f"/returer/{number}/etikett.pdf").data)
    assert {("Code128", number), ("QRCode", f"https://returkoll.test/r/{number}")} <= paper.read(page)
