"""A database that may only be read: people can look, what they change is told to be not saved, and `flask doctor` says
what to do. When it can be written again, work goes on."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.kills.killing import database_of
from tests.conftest import DEFAULT_POSTGRESQL_URL
from tests.scripts.serving.served_house import CLINIC, House, ReadOnlyDisk, ask, can_mount, house, scalar

ONLY_TO_LOOK = "Det går bara att titta, inte att ändra"
LINES = "SELECT count(*) FROM line WHERE serial_number LIKE 'PACK%'"


@pytest.mark.slow
def test_a_disk_that_was_mounted_read_only(database: Path, tmp_path: Path) -> None:
    """As Linux does with a disk that fails. A reader that stays keeps what SQLite needs beside its file."""
    if not can_mount():
        pytest.skip("this machine lets nobody mount a file system of their own (unshare --mount)")
    with closing(sqlite3.connect(database)) as reader:
        reader.execute("PRAGMA journal_mode = WAL")
        reader.execute("SELECT count(*) FROM line").fetchone()
        with house(database, tmp_path) as before:
            clinic = before.person(CLINIC)
            number = clinic.open_return()
            assert clinic.pack(number, "PACK000000").status_code == 200
        with house(database, tmp_path, disk=ReadOnlyDisk(database.parent)) as at:
            clinic.url, at.people[CLINIC] = at.url, clinic
            assert_only_to_look(at, number)
        with house(database, tmp_path) as after:
            clinic.url = after.url
            assert clinic.pack(number, "PACK000001", key="again").json()["results"][0]["state"] == "packed"
            assert scalar(f"sqlite:///{database}", LINES) == 2


@pytest.fixture
def postgresql(
    prepared: tuple[Path, object, object], tmp_path: Path, postgresql_server: sa.Engine
) -> Iterator[str]:
    server = os.environ.get("RETURKOLL_TEST_POSTGRESQL_URL", DEFAULT_POSTGRESQL_URL)
    with database_of("postgresql", prepared[0], tmp_path, server) as url:
        yield url


@pytest.mark.slow
def test_a_postgresql_that_only_reads(postgresql: str, tmp_path: Path, postgresql_server: sa.Engine) -> None:
    with house(postgresql, tmp_path) as at:
        number = at.person(CLINIC).open_return()
        set_read_only(postgresql_server, postgresql, "on")
        assert_only_to_look(at, number)
        set_read_only(postgresql_server, postgresql, "off")
        clinic = at.person(CLINIC)
        assert any(clinic.get("/returer/").status_code == 200 for _again in range(5))
        told = at.person(CLINIC).pack(number, "PACK000001", key="again")
        assert told.json()["results"][0]["state"] == "packed"
        assert scalar(postgresql, LINES) == 1
        assert ask(at.port, "/readyz") == 200


def set_read_only(server: sa.Engine, url: str, state: str) -> None:
    """For every connection from now on; those that there are end."""
    name = sa.make_url(url).database
    with server.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {state}')
        ended = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(ended, {"name": name})


def assert_only_to_look(at: House, number: str) -> None:
    clinic = at.person(CLINIC)
    clinic.get("/returer/")  # the first one after the connections ended may be told to come again
    told = clinic.pack(number, "PACK000001", key="again")
    assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
    assert ONLY_TO_LOOK in told.json()["message"]
    assert ONLY_TO_LOOK in clinic.post(f"/returer/{number}/rader", text="PACK000001").text
    assert clinic.get(f"/returer/{number}/").status_code == 200
    assert ask(at.port, "/readyz") == 503
    wrong = at.doctor()
    assert "WRONG database: it does not take what is written" in wrong
    assert "→ Give Returkoll's user the right to write" in wrong
