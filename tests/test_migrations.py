"""The migrations make the schema that the models describe, and can be undone, on both databases."""

import datetime
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from database import db
from returns import Event, EventKind, Line, LineState
from tests.conftest import build_app, in_context
from tests.databases import fresh_postgresql_database
from warehouse import StockItem


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite'}"
        return
    yield request.getfixturevalue("bare_postgresql_url")


@pytest.fixture
def bare_postgresql_url(postgresql_server: sa.Engine) -> Iterator[str]:
    with fresh_postgresql_database(postgresql_server) as name:
        url = postgresql_server.url.set(database=name, drivername="postgresql")
        yield url.render_as_string(hide_password=False)


@pytest.mark.slow
def test_upgrading_an_empty_database_gives_the_models_schema(bare_url: str) -> None:
    with in_context(build_app(bare_url)):
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []


def test_machines_that_start_at_once_migrate_once(bare_postgresql_url: str) -> None:
    """As containers do, which migrate before they serve."""
    command = [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"]
    settings = {"RETURKOLL_DATABASE_URL": bare_postgresql_url, "RETURKOLL_SECRET_KEY": "only-for-the-tests"}
    environment = {**os.environ, **settings}
    starting = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _machine in range(3)
    ]
    said = [process.communicate(timeout=120)[0].decode() for process in starting]
    assert [process.returncode for process in starting] == [0, 0, 0], said
    assert sum("0001" in one for one in said) == 1  # only one of them began


def test_every_migration_can_be_undone(bare_url: str) -> None:
    with in_context(build_app(bare_url)):
        upgrade()
        downgrade(revision="base")
        assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}


AVAILABLE = datetime.datetime(
    2026, 5, 4, 22, 30, tzinfo=datetime.UTC
)  # the fifth already where the clinics are
BEFORE, SAME_DAY, DAY_AFTER = datetime.date(2020, 1, 1), datetime.date(2026, 5, 4), datetime.date(2026, 5, 5)
CHARGED = AVAILABLE - datetime.timedelta(hours=3)
STOOD_ON_SHELVES: dict[int, dict[str, Any]] = {
    1: {"delivery_date": BEFORE},
    2: {"delivery_date": SAME_DAY},
    3: {"delivery_date": DAY_AFTER},
    4: {
        "delivery_date": DAY_AFTER,
        "left_by": "Bo",
        "left_at": AVAILABLE,
        "left_for": "4711",
        "state": "left_stock",
    },
    5: {"delivery_date": BEFORE, "charge": "done"},
    6: {"delivery_date": BEFORE, "charge": "not_applicable"},
    7: {"device": False},
    8: {"delivery_date": None},
}
"""The id of a line and of its item → what was said of it before shelves were counted and charges kept."""


def test_what_stood_on_shelves_is_kept_and_what_was_delivered_leaves_with_an_event(bare_url: str) -> None:
    """The step from 0014 to 0015 fills new columns of old rows, and lets go what the register says was delivered."""
    with in_context(build_app(bare_url)):
        upgrade(revision="0014_send_back_reasons")
        with db.engine.begin() as connection:
            _fill_as_before_shelves(connection)
        upgrade()
        items = {item.line_id: item for item in db.session.scalars(sa.select(StockItem))}
        assert set(items) == set(STOOD_ON_SHELVES)
        assert {line for line, item in items.items() if not item.in_stock} == {3, 4}
        assert {item.placed_at for item in items.values()} == {AVAILABLE}
        charged = {line: item.charged_at for line, item in items.items()}
        assert charged == {line: CHARGED if line == 5 else AVAILABLE for line in items}
        assert {item.charged_before for item in items.values()} == {None}
        assert (items[3].left_by, items[3].delivered_on, items[3].left_for) == ("import", DAY_AFTER, None)
        assert (items[4].left_by, items[4].delivered_on, items[4].left_for) == ("Bo", None, "4711")
        gone = {line.id for line in db.session.scalars(sa.select(Line)) if line.state is LineState.LEFT_STOCK}
        assert gone == {3, 4}
        (event,) = db.session.scalars(sa.select(Event))
        assert (event.what, event.line_id, event.return_id, event.actor) == (
            EventKind.DELIVERED,
            3,
            1,
            "import",
        )
        assert (event.product, event.after) == ("Provapparat S3", {"delivery_date": "2026-05-05"})


def _fill_as_before_shelves(connection: sa.Connection) -> None:
    """A return of which each product stands on a shelf, or has been picked, with the columns that there were then."""
    schema = sa.MetaData()
    schema.reflect(connection)

    def put(table: str, **values: object) -> None:
        connection.execute(schema.tables[table].insert().values(values))

    address = {"address_lines": [], "postcode": "58000", "town": "Linköping"}
    put("unit", id=1, code="E1", name="Enheten", is_warehouse=False, **address)
    put("supplier", id=1, code="L1", name="Leverantören", **address)
    flags = dict.fromkeys(("has_serial", "rechargeable", "uvc_suitable", "contains_lithium"), True)
    lists: dict[str, list[str]] = {"package_contents": [], "skipped_steps": []}
    put("article", id=1, number="P1", name="Provapparat", supplier_id=1, category="bte_aid", **flags, **lists)
    put(
        "return",
        id=1,
        number="RK1",
        unit_id=1,
        state="closed",
        opened_by="Ada",
        opened_at=AVAILABLE,
        version=1,
    )
    for line, told in STOOD_ON_SHELVES.items():
        serial, device = f"S{line}", line if told.get("device", True) else None
        if device:
            keys = {"serial_number": serial, "serial_key": serial, "serial_fold": serial}
            put("device", id=line, article_id=1, state="active", delivery_date=told["delivery_date"], **keys)
        packed = {
            "codes": [],
            "announced": True,
            "suggested": False,
            "packed_by": "Ada",
            "packed_at": AVAILABLE,
        }
        packed |= {"serial_number": serial if device else None, "state": told.get("state", "stocked")}
        put(
            "line",
            id=line,
            return_id=1,
            article_id=1,
            device_id=device,
            **packed,
        )
        put("control", line_id=line, started_by="Bo", started_at=CHARGED)
        if outcome := told.get("charge"):
            put("control_step", line_id=line, code="charge", outcome=outcome, actor="Bo", at=CHARGED)
        left = {name: told[name] for name in ("left_by", "left_at", "left_for") if name in told}
        came = {"available_by": "Bo", "available_at": AVAILABLE, "shelf": "A3"}
        put("stock_item", id=line, line_id=line, article_id=1, device_id=device, **came, **left)
