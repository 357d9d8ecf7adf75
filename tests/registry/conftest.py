"""A small register, and files as offices make them."""

import dataclasses
import datetime
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask

from database import db
from registry.imports import Choices, Report, import_file
from registry.models import Article, Category, CountsFrom, Device, Gtin, GuaranteeTerm, Supplier, Unit
from tests.registry.workbook_parts import parts_of_workbook

TODAY = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def register(app: APIFlask) -> APIFlask:
    """Two units and the warehouse, a supplier with 30 days from delivery, three articles; no devices."""
    north = Unit(code="1010", name="Nord", address_lines=["Norrgatan 1"], postcode="900 01", town="Norrby")
    south = Unit(code="1020", name="Syd", address_lines=["Södergatan 2"], postcode="200 02", town="Söderby")
    store = Unit(code="9000", name="Huvudlagret", is_warehouse=True)
    supplier = Supplier(
        code="NV", name="Nordvik", address_lines=["Returvägen 1"], postcode="170 01", town="Solby"
    )
    supplier.terms = [
        GuaranteeTerm(days=30, counts_from=CountsFrom.DELIVERY, valid_from=datetime.date(2020, 1, 1))
    ]
    db.session.add_all([north, south, store, supplier])
    db.session.flush()
    aid = Article(number="A1", name="Fjord", supplier=supplier, category=Category.BTE_AID)
    aid.gtins = [Gtin(gtin="09520000001001")]
    db.session.add_all(
        [
            aid,
            Article(number="A2", name="Slinga", supplier=supplier, category=Category.LOOP, has_serial=False),
            Article(number="A3", name="Insats", supplier=supplier, category=Category.EARMOULD),
        ]
    )
    db.session.commit()
    return app


@pytest.fixture
def add_device(register: APIFlask) -> Callable[..., Device]:
    """A device of A1 at unit 1010, delivered 100 days ago, unless said otherwise."""

    def add(serial: str, article: str = "A1", unit: str = "1010", **fields: object) -> Device:
        device = Device(
            serial_number=serial,
            article=db.session.query(Article).filter_by(number=article).one(),
            unit=db.session.query(Unit).filter_by(code=unit).one(),
            **{"delivery_date": TODAY - datetime.timedelta(days=100), **fields},
        )
        db.session.add(device)
        db.session.commit()
        return device

    return add


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """`file("a;b\\n1;2", "cp1252")`: a text file."""

    def write(text: str | bytes, encoding: str = "utf-8", name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """An .xlsx of one sheet, and more where they are named. A cell is a text, a number, or raw XML of a cell."""

    def write(
        rows: Sequence[Sequence[object]],
        name: str = "export.xlsx",
        hidden: Sequence[str] = (),
        **more: Sequence[Sequence[object]],
    ) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, text in parts_of_workbook({"Blad1": rows, **more}, hidden).items():
                archive.writestr(member, text)
        return path

    return write


@pytest.fixture
def bring_in(register: APIFlask) -> Callable[..., Report]:
    """Import a file into the register; the fields of Choices go there, the rest is as in import_file."""

    def run(path: Path, **options: Any) -> Report:
        names = {field.name for field in dataclasses.fields(Choices)}
        chosen = {name: options.pop(name) for name in sorted(names & options.keys())}
        db.session.rollback()
        report = import_file(db.engine, path, actor="test", now=NOW, choices=Choices(**chosen), **options)
        db.session.expire_all()
        return report

    return run


@pytest.fixture
def sqlite_only(request: pytest.FixtureRequest, database_url: str) -> None:
    """For what no database has a part in: once is enough."""
    if not database_url.startswith("sqlite"):
        pytest.skip("the file is refused before any database is asked: tried on SQLite")
