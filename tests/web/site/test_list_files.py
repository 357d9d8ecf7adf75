"""Every list comes as a file for Excel, too: the rows of the page, all of them, and nothing that Excel would run."""

import csv
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db
from operations.audit import AuditEntry, AuditKind
from registry.models import Article, Unit
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take

SignIn = Callable[[str], FlaskClient]


def rows_of(client: FlaskClient, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), path
    assert ".csv" in answer.headers["Content-Disposition"]
    text = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def test_the_files_have_what_the_lists_show(
    signed_in: SignIn, clinic: Clinic, examples: dict[str, str], other_units_return: str
) -> None:
    warehouse, admin = signed_in("warehouse"), signed_in("admin")
    serials = examples["to_warehouse"], examples["to_warehouse_2"]
    number = clinic.sealed_return(*serials)
    assert [row[0] for row in rows_of(warehouse, "/lager/lista/pa-vag/rader.csv")] == [number]
    for serial in serials:
        take(warehouse, number, serial)
    warehouse.post(f"/lager/mottag/{number}/inlagd")
    assert len(rows_of(warehouse, "/lager/lista/i-kontroll/rader.csv")) == 2
    first, second = (line.id for line in stored(number).lines)
    finish_control(warehouse, first)
    warehouse.post(f"/lager/kontroll/{second}/tillbaka", data={"reasons": ["damaged"]})
    assert [row[0] for row in rows_of(clinic.client, "/returer/alla.csv")] == [number]
    assert rows_of(clinic.client, "/returer/alla.csv?q=finns-inte-alls") == []
    assert [row[0] for row in rows_of(clinic.client, "/returer/kom-tillbaka.csv")] == [number]
    assert [row[0] for row in rows_of(warehouse, "/lager/skickat-tillbaka.csv?visa=obesvarade")] == [number]
    assert rows_of(warehouse, "/lager/skickat-tillbaka.csv?visa=klara") == []
    assert [row[3] for row in rows_of(clinic.client, "/lager/saldo.csv")] == ["1"]
    (item,) = rows_of(warehouse, "/lager/hyllor.csv")
    assert any(serial in item[3] for serial in serials)
    assert len(rows_of(warehouse, "/uppfoljning/enheter.csv")) == 1
    assert "klinik@returkoll.demo" in [row[1] for row in rows_of(admin, "/admin/personer.csv")]
    assert [row[1] for row in rows_of(admin, "/admin/personer.csv?q=lager")] == ["lager@returkoll.demo"]
    assert len(rows_of(admin, "/admin/enheter.csv")) == db.session.scalar(sa.select(sa.func.count(Unit.id)))
    assert len(rows_of(admin, "/admin/artiklar.csv")) == db.session.scalar(
        sa.select(sa.func.count(Article.id))
    )
    db.session.rollback()
    fetched = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.kind == AuditKind.FETCHED)).all()
    assert "GET /admin/personer.csv" in [entry.subject for entry in fetched]


def test_what_excel_would_run_is_text(signed_in: SignIn) -> None:
    db.session.execute(sa.update(Article).where(Article.id == 1).values(name='=HYPERLINK("http://x")'))
    db.session.execute(sa.update(Unit).where(Unit.id == 1).values(name="@SUM(1)"))
    db.session.commit()
    admin = signed_in("admin")
    for path in ("/admin/artiklar.csv", "/admin/enheter.csv"):
        for row in rows_of(admin, path):
            assert not any(cell.startswith(("=H", "@", "+", "-")) for cell in row), row


@pytest.mark.parametrize("path", ["/lager/lista/finns-inte/rader.csv"])
def test_a_list_that_there_is_not_has_no_file(signed_in: SignIn, path: str) -> None:
    assert signed_in("warehouse").get(path).status_code == 404
