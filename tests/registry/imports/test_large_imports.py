"""The first large import: the indexes and references that it lays aside while it writes are there again afterwards."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from registry.imports import Report
from registry.imports.rows import devices
from registry.imports.rows.temporary_table import COLUMNS, device_rows_table, fill
from registry.models import Device, Unit

BringIn = Callable[..., Report]
Write = Callable[..., Path]
ROWS = "Serienummer;Artikel;Enhet\n" + "".join(f"X{n:03};A1;1010\n" for n in range(40))


def schema() -> dict[str, object]:
    look = sa.inspect(db.engine)
    found: dict[str, object] = {str(one["name"]): one["column_names"] for one in look.get_indexes("device")}
    for reference in look.get_foreign_keys("device"):
        found[str(reference["name"])] = (reference["constrained_columns"], reference["referred_table"])
    return found


@pytest.fixture
def each_import_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "MANY", 10)


@pytest.mark.usefixtures("each_import_is_large")
def test_the_table_is_as_it_was_after_the_first_large_import(
    register: APIFlask, bring_in: BringIn, file: Write
) -> None:
    before = schema()
    assert bring_in(file(ROWS)).applied
    assert len(db.session.scalars(sa.select(Device)).all()) == 40
    db.session.rollback()
    assert schema() == before
    made_anew = str(sa.schema.CreateTable(sa.inspect(Device).local_table).compile(db.engine))
    assert made_anew.count("FOREIGN KEY") == len(sa.inspect(db.engine).get_foreign_keys("device"))
    with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
        connection.execute(sa.delete(Unit).where(Unit.code == "1010"))


@pytest.mark.usefixtures("each_import_is_large")
def test_it_does_not_wait_for_somebody_who_reads_the_units(
    register: APIFlask, bring_in: BringIn, file: Write
) -> None:
    """They would wait for the import where they go on to the devices, and it for them."""
    before = schema()
    with closing(db.engine.connect()) as reader:
        reader.execute(sa.select(Unit.id)).all()
        assert bring_in(file(ROWS)).applied
    assert schema() == before


@pytest.mark.parametrize(
    "serial", ["A\\B", "A\tB", "A\nB", "A\rB", "\\N", "\\.", "A\\", "åäö", "A\u2028B"], ids=ascii
)
def test_signs_that_mean_something_on_the_way_into_the_database_arrive_as_they_are(
    register: APIFlask, serial: str
) -> None:
    row = (1, serial, "KEY", "KEY", 1, None, None, "4711", None, "2026-11-01", 100, "left", None)
    other = (2, "plain", "PLAIN", "PLAIN", 1, 1, "I1", None, None, None, None, None, "registered")
    table = device_rows_table()
    with db.engine.connect() as connection:
        table.create(connection)
        fill(connection, table, [row, other])
        columns = [table.c.line, *(table.c[name].cast(sa.String) for name in COLUMNS)]
        found = connection.execute(sa.select(*columns).order_by(table.c.line)).all()
    as_text = [
        (line, *(None if value is None else str(value) for value in cells)) for line, *cells in (row, other)
    ]
    assert [tuple(each) for each in found] == as_text
