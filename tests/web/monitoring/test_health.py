"""/readyz says whether people can work: the database takes what is written, its tables and the photos' store are there.
/healthz says only that the process answers."""

import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from database import db

ROOT = Path(__file__).resolve().parents[3]


def test_a_database_that_takes_what_is_written_is_well(client: FlaskClient) -> None:
    for _time in range(3):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_an_import_that_writes_for_long_is_no_fault(sqlite_url: str, tmp_path: Path) -> None:
    """SQLite has one writer, and a health check does not wait for it."""
    from tests.conftest import build_app, in_context

    with (
        in_context(build_app(sqlite_url)) as app,
        sqlite3.connect(sa.make_url(sqlite_url).database) as writer,
    ):
        writer.execute("BEGIN IMMEDIATE")
        assert app.test_client().get("/readyz").status_code == 200
    writer.close()


@pytest.mark.slow
def test_a_database_that_may_only_be_read_is_told(own_app: APIFlask) -> None:
    make_read_only()
    for _time in range(2):
        assert own_app.test_client().get("/readyz").status_code == 503


def make_read_only() -> None:
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        sa.event.listen(
            db.engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only = ON")
        )
    else:
        name = db.engine.url.database
        with db.engine.connect() as connection:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
            connection.commit()
    db.engine.dispose()


@pytest.mark.slow
def test_a_full_disk_is_told(sqlite_url: str) -> None:
    """No file may grow in this process: what SQLite then meets is what a full disk gives it."""
    program = textwrap.dedent(
        """
        import resource, signal, sys
        from tests.conftest import build_app
        from web.monitoring.health import LAST_ANSWER
        app = build_app(sys.argv[1])
        client = app.test_client()
        before = client.get("/readyz").status_code
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        del app.extensions[LAST_ANSWER]
        print("answers:", before, client.get("/readyz").status_code)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, sqlite_url], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert "answers: 200 503" in done.stdout, done.stderr


@pytest.fixture
def away(demo_app: APIFlask) -> FlaskClient:
    """Somebody at work, whose database has just gone away."""
    client = demo_app.test_client()
    client.post("/logga-in", data={"email": "klinik@returkoll.demo", "password": "returkoll-demo"})
    db.session.remove()
    db.engine.dispose()
    sa.event.listen(db.engine, "do_connect", _refuse)
    yield client
    sa.event.remove(db.engine, "do_connect", _refuse)


def _refuse(*_connection: object) -> None:
    raise sa.exc.OperationalError("connect", None, Exception("the database is away"))


PAGES = ["/", "/returer/", "/logga-in", "/lager/saldo", "/finns-inte", "/hjalp/klinik"]


@pytest.mark.parametrize("path", PAGES)
def test_without_a_database_every_page_says_so_itself(away: FlaskClient, path: str) -> None:
    answer = away.get(path)
    assert answer.status_code == 503
    assert "Databasen svarar inte" in answer.text
    assert "/css/look.css" in answer.text
    assert int(answer.headers["Retry-After"]) > 0


def test_without_a_database_a_scan_is_told_in_words(away: FlaskClient) -> None:
    answer = away.post(
        "/returer/RK2345678/skanna", data={"text": "A1"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 503
    assert "Databasen svarar inte" in answer.json["message"]


def test_without_a_database_the_process_is_well_and_not_ready(away: FlaskClient) -> None:
    assert away.get("/healthz").status_code == 200
    answer = away.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "failing": ["database"]})


def test_tables_of_an_earlier_version_are_told(app: APIFlask, client: FlaskClient) -> None:
    move_tables_to("0024_people")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["migrations"])


def test_tables_of_a_later_version_serve_this_one_too(app: APIFlask, client: FlaskClient) -> None:
    """While servers are upgraded one after the other, the old ones go on."""
    move_tables_to("9999_later")
    assert client.get("/readyz").status_code == 200


def move_tables_to(revision: str) -> None:
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    db.session.commit()


def test_a_photo_store_that_takes_nothing_is_told(sqlite_url: str, tmp_path: Path) -> None:
    from tests.conftest import build_app, in_context

    with in_context(build_app(sqlite_url, PHOTO_STORE=f"folder:{tmp_path}/not-mounted")) as app:
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json["failing"]) == (503, ["photos"])
