"""Importing from the page: looked at, tried, imported; what cannot be read leaves the register as it was."""

import errno
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db
from registry.imports import FileProblem, jobs
from registry.models import Device, ImportJob, ImportProfile, JobState
from tests.conftest import build_app, in_context
from tests.web.admin.import_steps import chosen, finished, uploaded
from tests.web.form_page import FormPage

DEVICES = """Serienr;Art.nr;Enhet;Leveransdatum
WEB-0001;{article};{unit};2026-11-01
WEB-0002;{article};{unit};2026-11-02
"""


@pytest.fixture
def admin(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("admin")


@pytest.fixture
def devices_file(admin: FlaskClient) -> bytes:
    device = db.session.scalars(sa.select(Device).where(Device.unit_id.is_not(None)).limit(1)).one()
    return DEVICES.format(article=device.article.number, unit=device.unit.code).encode("cp1252")


def count() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Device))


def test_a_file_is_tried_without_a_change_and_then_imported(admin: FlaskClient, devices_file: bytes) -> None:
    before = count()
    path = uploaded(admin, devices_file)
    form = chosen(admin, path)
    assert form == {
        "kind": "devices",
        "column-0": "serial_number",
        "column-1": "article_number",
        "column-2": "unit_code",
        "column-3": "delivery_date",
    }
    admin.post(path, data={**form, "do": "try"})
    assert "2 nya" in finished(admin, path)
    assert count() == before
    admin.post(path, data={**form, "do": "import", "profile_name": "Månadsfilen"})
    assert "2 nya" in finished(admin, path)
    assert count() == before + 2
    assert db.session.scalars(sa.select(ImportProfile.name)).all() == ["Månadsfilen"]
    assert admin.get(f"{path}/rader.csv").data.startswith(b"\xef\xbb\xbfRad;")


def test_the_same_file_twice_changes_nothing(admin: FlaskClient, devices_file: bytes) -> None:
    for expected in ("2 nya", "0 nya, 0 ändrade, 2 oförändrade"):
        path = uploaded(admin, devices_file)
        admin.post(path, data=chosen(admin, path, do="import"))
        assert expected in finished(admin, path)


def test_one_wrong_row_and_nothing_is_imported(admin: FlaskClient, devices_file: bytes) -> None:
    before = count()
    path = uploaded(admin, devices_file.replace(b"WEB-0002", b"1,23457E+11"))
    admin.post(path, data=chosen(admin, path, do="import"))
    page = finished(admin, path)
    assert "Inget är importerat" in page
    assert "Excel" in page
    assert count() == before


def test_a_patient_column_is_refused_until_it_is_left_out(admin: FlaskClient, devices_file: bytes) -> None:
    lines = devices_file.decode("cp1252").splitlines()
    patients = [lines[0] + ";Personnummer", lines[1] + ";811228-9874", lines[2] + ";640823-3234"]
    path = uploaded(admin, "\n".join(patients).encode())
    page = admin.get(path).text
    assert "patienter" in page
    assert "811228" not in page
    form = chosen(admin, path, do="import")
    assert admin.post(path, data=form).status_code == 422
    admin.post(path, data={**form, "column-4": "skip"})
    assert "2 nya" in finished(admin, path)


def test_one_without_a_heading_can_be_left_out_too(admin: FlaskClient, devices_file: bytes) -> None:
    first, *rest = devices_file.decode("cp1252").splitlines()
    path = uploaded(admin, "\n".join([f"{first};;;", *(f"{line};811228-9874;;" for line in rest)]).encode())
    assert admin.get(path).text.count("<select") == 5, "what is empty all the way down is not asked about"
    form = chosen(admin, path, do="import")
    assert admin.post(path, data=form).status_code == 422
    admin.post(path, data={**form, "column-4": "skip"})
    assert "2 nya" in finished(admin, path)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "tom.csv"), (bytes(range(256)) * 20, "binär.xlsx"), (b"PK\x03\x04halv", "halv.xlsx")],
    ids=["empty", "binary", "half-written"],
)
def test_what_is_no_table_is_told_so(admin: FlaskClient, content: bytes, name: str) -> None:
    answer = admin.post("/admin/import", data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert FormPage(answer.text).faults["file"]


def test_no_file_at_all_is_told_so(admin: FlaskClient) -> None:
    assert "Välj en fil" in admin.post("/admin/import", data={}).text


def test_another_address_is_not_found(admin: FlaskClient) -> None:
    for token in ("0" * 32, "..", "x"):
        assert admin.get(f"/admin/import/{token}").status_code == 404
        assert admin.get(f"/admin/import/{token}/resultat").status_code == 404


def test_what_was_tried_is_imported_with_one_press(admin: FlaskClient, devices_file: bytes) -> None:
    before, path = count(), uploaded(admin, devices_file)
    admin.post(path, data=chosen(admin, path, do="try"))
    assert f'action="{path}/importera"' in finished(admin, path)
    assert count() == before
    for _time in range(2):  # pressed twice is pressed once
        admin.post(f"{path}/importera")
        assert "2 nya" in finished(admin, path)
    assert count() == before + 2


def test_an_import_whose_worker_has_died_is_shown_so_and_tried_again(
    admin: FlaskClient, devices_file: bytes
) -> None:
    before, path = count(), uploaded(admin, devices_file)
    admin.post(path, data=chosen(admin, path, do="try"))
    finished(admin, path)
    db.session.rollback()
    job = db.session.scalars(sa.select(ImportJob)).one()
    job.state, job.dry_run = JobState.RUNNING, False
    db.session.commit()
    assert admin.get(f"{path}/status").json["state"] == "died"
    page = admin.get(f"{path}/resultat").text
    assert "Registret är som det var" in page
    assert f'action="{path}/igen"' in page
    assert "Avbruten" in admin.get("/admin/import").text
    admin.post(f"{path}/igen")
    assert "2 nya" in finished(admin, path)
    assert count() == before + 2
    assert "Avbruten" not in admin.get("/admin/import").text


def test_another_worker_shows_and_carries_out_what_one_has_taken(
    admin: FlaskClient, devices_file: bytes, demo_database_url: str
) -> None:
    before, path = count(), uploaded(admin, devices_file)
    form = chosen(admin, path, do="import")
    with in_context(build_app(demo_database_url)) as other:
        elsewhere = other.test_client()
        elsewhere.post("/logga-in", data={"email": "admin@returkoll.demo", "password": "returkoll-demo"})
        elsewhere.post(path, data=form)
        assert "2 nya" in finished(elsewhere, path)
    assert "2 nya" in admin.get(f"{path}/resultat").text
    assert count() == before + 2


def test_a_file_can_be_taken_away_at_once(admin: FlaskClient, devices_file: bytes) -> None:
    path = uploaded(admin, devices_file)
    assert "export.csv" in admin.get("/admin/import").text
    admin.post(f"{path}/bort")
    assert admin.get(path).status_code == 404
    assert "export.csv" not in admin.get("/admin/import").text


def test_an_unknown_profile_is_told_with_those_there_are(admin: FlaskClient, devices_file: bytes) -> None:
    answer = admin.get(f"{uploaded(admin, devices_file)}?profil=Finns-inte")
    assert answer.status_code == 303 or "Finns-inte" in answer.text


def test_the_report_by_row_is_in_the_language_of_who_asked_for_it(
    admin: FlaskClient, devices_file: bytes
) -> None:
    admin.post("/sprak", data={"language": "en", "back": "/admin/import"})
    path = uploaded(admin, devices_file)
    admin.post(path, data=chosen(admin, path, do="try"))
    assert "2 new" in finished(admin, path)
    report = admin.get(f"{path}/rader.csv").data.decode("utf-8-sig")
    assert report.startswith("Row;Result;")
    assert "2;new;WEB-0001" in report


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileProblem("Filen är tom."), "Filen är tom."),
        (OSError(errno.ENOSPC, "No space left on device"), "Serverns disk är full"),
        (RuntimeError("a fault of ours"), "Importen avbröts av ett fel hos oss"),
    ],
    ids=["the file", "the disk", "our fault"],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_result_of_what_was_not_carried_out_is_a_page(
    admin: FlaskClient, devices_file: bytes, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    path = uploaded(admin, devices_file)
    assert "inte importerad än" in admin.get(f"{path}/resultat").text
    form, before = chosen(admin, path), count()

    def refuse(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "import_file", refuse)
        admin.post(path, data={**form, "do": "import"})
        assert told in finished(admin, path)
    assert count() == before
    admin.post(path, data={**form, "do": "import"})
    assert "2 nya" in finished(admin, path), "and can be tried again"
