"""One table of written forms at every door of the pages: what is typed, scanned, told and uploaded."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from common.privacy import PatientDataError, find_in_free_text
from database import db, utcnow
from printing import Printer
from registry.control_steps import steps_for
from registry.imports import Choices, Report, import_file
from registry.models import GuaranteeTerm, ImportJob, Supplier
from registry.terms import TEXTS
from returns import Line
from tests.web.conftest import Clinic, stored
from tests.web.form_page import FormPage
from tests.web.warehouse.steps import finish_control, take
from tests.written_forms import NO_PERSONNUMMER, ON_SEVERAL_LINES, ONLY_IN_FREE_TEXT, PERSONNUMMER

JSON = {"Accept": "application/json"}
EVERY_FORM = {**PERSONNUMMER, **ON_SEVERAL_LINES, **ONLY_IN_FREE_TEXT}


OTHER_ROWS = 500
"""More than an import looks at before it takes a whole column for patients."""


def repeated_in(text: str, written: str) -> bool:
    return written in text or bool(find_in_free_text(text))


@pytest.fixture
def number(clinic: Clinic, examples: dict[str, str]) -> str:
    """A return with one product in it."""
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    return number


def test_what_is_typed_or_scanned_as_a_serial_is_refused_and_not_repeated(clinic: Clinic) -> None:
    path = f"/returer/{clinic.new_return()}"
    for form, written in PERSONNUMMER.items():
        for door in ("skanna", "rader"):
            answer = clinic.client.post(f"{path}/{door}", data={"text": written}, headers=JSON)
            assert "personnummer" in answer.json["message"], (form, door)
            assert not repeated_in(answer.json["message"], written), (form, door)
            assert not answer.json.get("html"), (form, door)
    answer = clinic.client.post("/api/v1/scan", data={"text": "880320-0016"})
    assert answer.status_code == 400
    assert "880320" not in answer.text


def test_a_serial_that_looks_like_one_by_chance_is_looked_up(clinic: Clinic) -> None:
    assert (
        ONLY_IN_FREE_TEXT["ten digits in a row"] in clinic.look_up(clinic.new_return(), "8803200016")["html"]
    )


def test_no_note_holds_one(clinic: Clinic, number: str) -> None:
    line = stored(number).lines[0].id
    for form, written in EVERY_FORM.items():
        data = {"packaging": "no", "note-packaging": f"Anna {written} har locket"}
        answer = clinic.client.post(f"/returer/{number}/rader/{line}/kontroll", data=data, headers=JSON)
        assert answer.status_code == 409, form
        assert not repeated_in(answer.json["message"], written), form
    assert not stored(number).lines[0].answers


def test_no_reason_holds_one(clinic: Clinic, number: str) -> None:
    for form, written in EVERY_FORM.items():
        data = {"reason": f"Gäller {written}"}
        answer = clinic.client.post(f"/returer/{number}/avbryt", data=data, headers=JSON)
        assert answer.status_code == 409, form
    assert stored(number).is_draft


@pytest.mark.slow
def test_no_order_number_is_one(clinic: Clinic, number: str) -> None:
    clinic.answer_all(number)
    for form, written in PERSONNUMMER.items():
        answer = clinic.seal(number, order_number=written)
        page = clinic.client.get(f"/returer/{number}/forsegla").text
        assert answer.status_code in (303, 409, 422), form
        assert written not in answer.text + page, form
    assert stored(number).is_draft


def test_no_printer_is_named_after_a_patient_and_no_return_is_sealed_under_one(clinic: Clinic) -> None:
    for form, written in EVERY_FORM.items():
        with pytest.raises(PatientDataError):
            Printer.add(actor="Ada", now=utcnow(), name=f"Skrivare {written}", paper="102x152")
        assert not db.session.new, form
        draft = stored(clinic.new_return())
        if form in PERSONNUMMER:
            with pytest.raises(PatientDataError):
                draft.seal(written, {}, actor="Ada", now=utcnow())


def test_an_order_number_that_looks_like_one_by_chance_is_taken(clinic: Clinic, number: str) -> None:
    clinic.answer_all(number)
    assert clinic.seal(number, order_number="8803200016").status_code == 302


@pytest.fixture
def warehouse(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("warehouse")


@pytest.fixture
def taken_in(clinic: Clinic, warehouse: FlaskClient, examples: dict[str, str]) -> tuple[Line, Line]:
    """An announced product at the warehouse, and one that came without being announced and may not be shelved."""
    number = clinic.sealed_return(examples["to_warehouse"])
    take(warehouse, number, examples["to_warehouse"])
    take(warehouse, number, examples["another_unit"])
    warehouse.post(f"/lager/mottag/{number}/inlagd")
    announced, extra = sorted(stored(number).lines, key=lambda line: not line.announced)
    return announced, extra


@pytest.mark.slow
def test_the_warehouse_gives_no_reason_that_holds_one(
    signed_in: Callable[[str], FlaskClient], taken_in: tuple[Line, Line]
) -> None:
    """A step that does not apply, a product that is kept against its verdict, and one that is sent back."""
    announced, extra = taken_in
    admin = signed_in("admin")  # who may decide, too
    step = steps_for(announced.article)[0].code
    doors = (
        (f"/lager/kontroll/{announced.id}/steg/{step}", {"outcome": "not_applicable"}, "reason"),
        (f"/lager/kontroll/{extra.id}/beslut", {}, "reason"),
        (f"/lager/kontroll/{announced.id}/hoppa-over", {}, "reason"),
        (f"/lager/kontroll/{extra.id}/tillbaka", {"reasons": ["other"]}, "note"),
    )
    for path, data, field in doors:
        for form, written in EVERY_FORM.items():
            answer = admin.post(path, data={**data, field: f"Gäller {written}"}, headers=JSON)
            assert answer.status_code == 409, (path, form)
            assert "personnummer" in answer.json["message"], (path, form)
            assert not repeated_in(answer.json["message"], written), (path, form)
        taken = admin.post(path, data={**data, field: "Avtalat med enheten"})
        assert taken.status_code == 302, path


@pytest.mark.slow
def test_no_shelf_is_named_after_a_patient(warehouse: FlaskClient, taken_in: tuple[Line, Line]) -> None:
    announced, _extra = taken_in
    path = f"/lager/kontroll/{announced.id}/tillganglig"
    for step in steps_for(announced.article):
        warehouse.post(f"/lager/kontroll/{announced.id}/steg/{step.code}", data={"outcome": "done"})
    for form, written in EVERY_FORM.items():
        answer = warehouse.post(path, data={"shelf": f"Hylla {written}"}, headers=JSON)
        assert answer.status_code == 409, form
        assert not repeated_in(answer.json["message"], written), form
    assert finish_control(warehouse, announced.id).status_code == 302


@pytest.mark.slow
@pytest.mark.parametrize("field", TEXTS)
def test_no_term_holds_one(signed_in: Callable[[str], FlaskClient], field: str) -> None:
    admin = signed_in("admin")
    supplier = db.session.scalars(sa.select(Supplier).limit(1)).one()
    before = db.session.scalar(sa.select(sa.func.count()).select_from(GuaranteeTerm))
    data = {"supplier_id": supplier.id, "days": "45", "counts_from": "delivery", "valid_from": "2026-01-01"}
    for form, written in EVERY_FORM.items():
        answer = admin.post("/admin/returratt/ny", data={**data, field: f"Gäller {written}"})
        assert answer.status_code == 422, form
        # A postcode that is none is told as such, whatever it is instead.
        assert "personnummer" in answer.text or field == "return_postcode", form
        assert written not in answer.text, form
    assert db.session.scalar(sa.select(sa.func.count()).select_from(GuaranteeTerm)) == before


def test_no_uploaded_file_is_named_after_a_patient(signed_in: Callable[[str], FlaskClient]) -> None:
    admin = signed_in("admin")
    for form, written in PERSONNUMMER.items():
        file = (io.BytesIO(b"Serienummer;Artikelnummer\nX1;A1\n"), f"{written}.csv")
        answer = admin.post("/admin/import", data={"file": file})
        assert answer.status_code == 422, form
        told = FormPage(answer.text).faults["file"]
        assert "personnummer" in told, form
        assert not repeated_in(told, written), form
        assert written not in answer.text, form
    db.session.rollback()
    assert not db.session.scalars(sa.select(ImportJob)).all()


@pytest.fixture
def bring_in(clinic: Clinic, tmp_path: Path) -> Callable[[str, str], Report]:
    def bring_in(text: str, kind: str) -> Report:
        path = tmp_path / "export.csv"
        path.write_text(text)
        return import_file(db.engine, path, actor="Ada", now=utcnow(), choices=Choices(kind), dry_run=True)

    return bring_in


def wrong_lines(
    bring_in: Callable[[str, str], Report], kind: str, head: str, row: str, cells: list[str]
) -> set[str]:
    """Which of the cells are told to be a personnummer, each on a line of its own after many that are none."""
    others = [f"Nord{n}" for n in range(OTHER_ROWS)]
    rows = [row.format(n=n, cell=f'"{cell}"') for n, cell in enumerate([*others, *cells])]
    report = bring_in("\n".join([head, *rows]), kind)
    told = [problem for problem in report.problems if "personnummer" in str(problem.sentence)]
    assert not [str(problem.sentence) for problem in told if find_in_free_text(str(problem.sentence))]
    return {cells[problem.line - 2 - OTHER_ROWS] for problem in told}


@pytest.mark.slow
def test_no_name_in_a_file_holds_one(bring_in: Callable[[str, str], Report]) -> None:
    cells = [f"Mottagning {written}" for written in {**PERSONNUMMER, **ONLY_IN_FREE_TEXT}.values()]
    found = wrong_lines(bring_in, "units", "Enhetskod;Enhetsnamn", "{n};{cell}", cells)
    assert set(cells) == found


def test_no_serial_number_in_a_file_is_one(bring_in: Callable[[str, str], Report]) -> None:
    cells = list(PERSONNUMMER.values())
    found = wrong_lines(bring_in, "devices", "Serienummer;Artikelnummer", "{cell};A{n}", cells)
    assert set(cells) == found


@pytest.mark.slow
def test_what_is_none_or_looks_like_one_by_chance_comes_in_with_a_file(
    bring_in: Callable[[str, str], Report],
) -> None:
    cells = [*NO_PERSONNUMMER.values(), *ONLY_IN_FREE_TEXT.values()]
    assert not wrong_lines(bring_in, "devices", "Serienummer;Artikelnummer", "{cell};A{n}", cells)
    names = [f"Mottagning {text}" for text in NO_PERSONNUMMER.values()]
    assert not wrong_lines(bring_in, "units", "Enhetskod;Enhetsnamn", "{n};{cell}", names)
