"""A backup holds everything, goes into either database, and is put back whole or not at all."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from click.testing import Result
from flask_migrate import downgrade, upgrade

from database import db, utcnow
from identity import identify_typed, join
from operations.audit import AuditEntry, AuditKind
from operations.backup import APPLICATION_ID, LEFT_OUT
from operations.demo import first_unit
from printing import Printer, PrintJob, put_in_queue
from printing.queue import State
from registry.demo_register import demo_examples
from registry.models import Article, Device, Unit
from registry.verdict import VerdictKind
from returns import Return
from returns.judging import judge
from returns.lookup import by_number
from tests.conftest import KINDS, build_app, in_context
from tests.databases import database_in, fresh_postgresql_database
from tests.labels.samples import LABEL

Contents = dict[str, list[tuple]]


def contents() -> Contents:
    """Every row of every table that belongs into a backup, but what the log says of a restore."""
    with db.engine.connect() as connection:
        held = {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in db.metadata.sorted_tables
            if table.name not in LEFT_OUT
        }
    return {**held, "audit_entry": [row for row in held["audit_entry"] if AuditKind.RESTORED not in row]}


def run(app: APIFlask, *command: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(part) for part in command])


@pytest.fixture
def backup(demo_app: APIFlask, tmp_path: Path) -> tuple[Path, Contents]:
    """One of the demo, from SQLite and from PostgreSQL, and what was in there."""
    file = tmp_path / "kept.backup"
    done = run(demo_app, "backup", file)
    assert done.exit_code == 0, done.output
    return file, contents()


@pytest.fixture(params=KINDS)
def other_app(request: pytest.FixtureRequest) -> Iterator[APIFlask]:
    """Another Returkoll, empty."""
    with in_context(build_app(request.getfixturevalue(f"{request.param}_url"))) as app:
        yield app


def test_what_was_backed_up_is_restored_into_either_database(
    backup: tuple[Path, Contents], other_app: APIFlask
) -> None:
    file, before = backup
    kept = file.read_bytes()
    done = run(other_app, "restore", file)
    assert done.exit_code == 0, done.output
    assert file.read_bytes() == kept, "a backup is only read"
    assert "SECRET_KEY" not in done.output
    assert contents() == before
    assert sum(map(len, before.values())) > 100
    last = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert last is not None
    assert (last.kind, last.subject) == (AuditKind.RESTORED, "flask restore kept.backup")
    # New rows get numbers of their own.
    db.session.add(Unit(code="ny-enhet", name="Ny"))
    db.session.commit()


def test_another_secret_key_is_told_of(backup: tuple[Path, Contents], sqlite_url: str) -> None:
    file, _ = backup
    with in_context(build_app(sqlite_url, SECURITY_PASSWORD_SALT="another-key")) as app:
        done = run(app, "restore", file)
    assert done.exit_code == 0
    assert "RETURKOLL_SECRET_KEY" in done.output


def test_a_backup_is_one_file_and_leaves_nothing_half_written(backup: tuple[Path, Contents]) -> None:
    file, _ = backup
    assert [path.name for path in file.parent.iterdir() if path.name.startswith("kept")] == ["kept.backup"]
    assert file.stat().st_mode & 0o077 == 0, "others on the machine may not read it"


@pytest.mark.slow
def test_data_is_replaced_only_when_that_is_said(backup: tuple[Path, Contents], demo_app: APIFlask) -> None:
    file, before = backup
    db.session.add(Unit(code="senare", name="Senare"))
    db.session.commit()
    later = contents()
    refused = run(demo_app, "restore", file)
    assert refused.exit_code == 1
    assert "holds data already" in refused.output
    assert contents() == later
    done = run(demo_app, "restore", file, "--yes")
    assert done.exit_code == 0, done.output
    assert contents() == before


def test_a_file_that_is_there_is_not_written_over(backup: tuple[Path, Contents], demo_app: APIFlask) -> None:
    file, _ = backup
    kept = file.read_bytes()
    refused = run(demo_app, "backup", file)
    assert refused.exit_code == 1
    assert "there already" in refused.output
    assert file.read_bytes() == kept
    assert run(demo_app, "backup", file, "--force").exit_code == 0


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scribbled_on(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for page in range(2 * 4096, len(data), 4096):
        data[page : page + 64] = b"\xff" * 64
    file.write_bytes(data)


def no_backup(file: Path) -> None:
    file.write_text("Serienummer;Artikel\n1;2\n")


def another_database(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE t (x)")


def of_another_version(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE returkoll_backup SET revision = 'framtiden'")


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (cut_off, "is damaged"),
        (scribbled_on, "is damaged"),
        (no_backup, "is no backup"),
        (another_database, "no backup"),
        (of_another_version, "another version"),
    ],
)
def test_an_unfit_file_says_what_to_do_and_changes_nothing(
    backup: tuple[Path, Contents], demo_app: APIFlask, harm: Callable[[Path], None], says: str
) -> None:
    file, before = backup
    harm(file)
    refused = run(demo_app, "restore", file, "--yes")
    assert refused.exit_code == 1
    assert says in refused.output
    assert "Nothing was changed" in refused.output
    assert contents() == before


def test_a_label_that_waited_for_its_printer_is_asked_about_and_not_printed_again(
    demo_app: APIFlask, tmp_path: Path
) -> None:
    printer = Printer.add(
        actor="admin", now=utcnow(), name="Zebra", paper="102x152", address="zpl://127.0.0.1:9"
    )
    db.session.flush()
    put_in_queue(printer, [LABEL], "label:one", unit=None, actor="me", now=utcnow())
    db.session.commit()
    file = tmp_path / "kept.backup"
    assert run(demo_app, "backup", file).exit_code == 0
    assert run(demo_app, "restore", file, "--yes").exit_code == 0
    db.session.expire_all()
    (job,) = db.session.scalars(sa.select(PrintJob))
    assert job.state == State.DOUBTFUL.value
    assert "säkerhetskopia" in str(job.why)


# --- of an earlier version


@pytest.fixture(params=KINDS)
def migrated_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[APIFlask]:
    """Another Returkoll, as `flask db upgrade` makes it: empty."""
    if request.param == "sqlite":
        yield from upgraded(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
        return
    server = request.getfixturevalue("postgresql_server")
    with fresh_postgresql_database(server) as name:
        yield from upgraded(database_in(server, name))


def upgraded(url: str) -> Iterator[APIFlask]:
    with in_context(build_app(url)) as app:
        upgrade()
        yield app


def aged(file: Path, revision: str) -> Path:
    """The backup as that earlier version would have written it: what came later is undone by the migrations."""
    database = file.with_name("aged.sqlite")
    with in_context(build_app(f"sqlite:///{database}")) as app:
        upgrade()
        newest = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
        db.session.rollback()
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE returkoll_backup SET revision = ?", (newest,))
        assert run(app, "restore", file).exit_code == 0
        db.session.rollback()
        downgrade(revision=revision)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("ATTACH DATABASE ? AS later", (str(file),))
        connection.execute("CREATE TABLE returkoll_backup AS SELECT * FROM later.returkoll_backup")
        connection.execute("UPDATE returkoll_backup SET revision = ?", (revision,))
        for left_out in ("alembic_version", *LEFT_OUT):
            connection.execute(f"DROP TABLE IF EXISTS {left_out}")
        connection.commit()
    return database


@pytest.mark.slow
def test_a_backup_of_an_earlier_version_is_brought_up_to_date(
    sqlite_demo_url: str, tmp_path: Path, migrated_app: APIFlask
) -> None:
    with in_context(build_app(sqlite_demo_url)) as app:
        assert run(app, "backup", tmp_path / "kept.backup").exit_code == 0
        before = contents()
    old = aged(tmp_path / "kept.backup", "0001")
    kept = old.read_bytes()
    done = run(migrated_app, "restore", old)
    assert done.exit_code == 0, done.output
    assert "earlier version" in done.output
    assert old.read_bytes() == kept, "a backup is only read"
    now = contents()
    came_later = {"line_photo", "article_picture", "checklist_answer", "sealing", "printer", "print_job"}
    same = before.keys() - came_later
    assert {name: now[name] for name in same} == {name: before[name] for name in same}
    for name in ("checklist_answer", "sealing"):
        assert len(now[name]) == len(before[name])
    db.session.add(Unit(code="ny-enhet", name="Ny"))
    db.session.commit()


@pytest.mark.slow
def test_one_of_a_later_version_is_refused_where_the_tables_are_older(
    sqlite_demo_url: str, tmp_path: Path, migrated_app: APIFlask
) -> None:
    with in_context(build_app(sqlite_demo_url)) as app:
        assert run(app, "backup", tmp_path / "kept.backup").exit_code == 0
    of_another_version(tmp_path / "kept.backup")
    refused = run(migrated_app, "restore", tmp_path / "kept.backup")
    assert refused.exit_code == 1
    assert "another version" in refused.output
    assert not contents()["user"]


@pytest.fixture
def fresh_app(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_server: sa.Engine
) -> Iterator[APIFlask]:
    """A Returkoll whose database was made a moment ago: there is not a table in it."""
    if request.param == "sqlite":
        with in_context(build_app(f"sqlite:///{tmp_path / 'fresh.sqlite'}")) as app:
            yield app
        return
    with (
        fresh_postgresql_database(postgresql_server) as name,
        in_context(build_app(database_in(postgresql_server, name))) as app,
    ):
        yield app


@pytest.fixture
def migrated_backup(migrated_app: APIFlask, backup: tuple[Path, Contents]) -> Path:
    """A backup as a running Returkoll writes it: of a database that the migrations have made."""
    file, _contents = backup
    revision = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    db.session.rollback()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE returkoll_backup SET revision = ?", (revision,))
    return file


@pytest.mark.slow
@pytest.mark.parametrize("fresh_app", KINDS, indirect=True)
def test_into_a_database_without_tables_it_is_restored_at_once(
    backup: tuple[Path, Contents], migrated_backup: Path, fresh_app: APIFlask
) -> None:
    _file, before = backup
    with fresh_app.app_context():
        done = run(fresh_app, "restore", migrated_backup)
        assert done.exit_code == 0, done.output
        assert "tables" in done.output
        assert contents() == before
        assert run(fresh_app, "restore", migrated_backup).exit_code == 1, "now it holds data"


@pytest.mark.parametrize("fresh_app", KINDS, indirect=True)
def test_what_is_no_backup_leaves_a_fresh_database_without_tables(
    fresh_app: APIFlask, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("no backup")
    assert run(fresh_app, "restore", tmp_path / "letter.txt").exit_code == 1
    assert not sa.inspect(db.engine).get_table_names()


# --- rows that cannot be put back


def written_over(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


def with_nul(file: Path) -> None:
    written_over(file, "UPDATE unit SET town = 'a' || char(0) || 'b' WHERE code = 'ny-enhet'")


def with_unknown_word(file: Path) -> None:
    written_over(file, "UPDATE device SET state = 'no such state' WHERE serial_number = 'LEFT-OUT-1'")


def with_no_date(file: Path) -> None:
    written_over(file, "UPDATE device SET delivery_date = 'someday' WHERE serial_number = 'LEFT-OUT-1'")


def with_nothing(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'device'").fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        loose = made.replace("serial_number VARCHAR(80) NOT NULL", "serial_number VARCHAR(80)")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'device'", (loose,))
    written_over(file, "UPDATE device SET serial_number = NULL WHERE serial_number = 'LEFT-OUT-1'")


def with_no_article(file: Path) -> None:
    written_over(file, "UPDATE device SET article_id = 999999 WHERE serial_number = 'LEFT-OUT-1'")


BAD = {
    "a NUL": (with_nul, "unit"),
    "a word that no column has": (with_unknown_word, "device"),
    "no date": (with_no_date, "device"),
    "nothing where something must be": (with_nothing, "device"),
    "an article that is not there": (with_no_article, "device"),
}


@pytest.fixture
def backup_with_more(demo_app: APIFlask, tmp_path: Path) -> Path:
    """A backup with a unit that nobody refers to, and a device that nobody has returned."""
    article = db.session.scalars(sa.select(Article)).first()
    db.session.add_all(
        [
            Unit(code="ny-enhet", name="Ny"),
            Device(serial_number="LEFT-OUT-1", article=article, delivery_date=None),
        ]
    )
    db.session.commit()
    file = tmp_path / "kept.backup"
    assert run(demo_app, "backup", file).exit_code == 0
    return file


@pytest.mark.slow
@pytest.mark.parametrize("what", BAD)
def test_a_row_that_cannot_be_put_back_is_told_and_left_out_when_that_is_said(
    backup_with_more: Path, other_app: APIFlask, what: str
) -> None:
    harm, table = BAD[what]
    harm(backup_with_more)
    told = run(other_app, "restore", backup_with_more)
    assert told.exit_code == 1
    assert f"the row of {table} with id" in told.output
    assert "--bad-rows leave-out" in told.output
    assert not contents()["article"], "nothing was changed"
    done = run(other_app, "restore", backup_with_more, "--bad-rows", "leave-out")
    assert done.exit_code == 0, done.output
    assert "1 rows could not be put back" in done.output
    kept = backup_with_more.with_name("kept.backup.left-out.jsonl")
    assert kept.stat().st_mode & 0o077 == 0, "it may hold the hash of a password"
    (left_out,) = [json.loads(line) for line in kept.read_text().splitlines()]
    assert left_out["table"] == table
    assert left_out["row"]["id"]
    assert left_out["reason"]
    now = contents()
    assert now["article"]
    serials = db.session.scalars(sa.select(Device.serial_number)).all()
    assert ("LEFT-OUT-1" in serials) == (table != "device")
    db.session.add(Unit(code="senare", name="Senare"))
    db.session.commit()


@pytest.mark.slow
def test_rows_that_need_one_that_is_left_out_are_left_out_with_it(
    backup_with_more: Path, other_app: APIFlask
) -> None:
    written_over(backup_with_more, "UPDATE article SET name = char(0) WHERE id = 1")
    file = backup_with_more.with_name("rows.jsonl")
    done = run(other_app, "restore", backup_with_more, "--bad-rows", "leave-out", "--left-out", file)
    assert done.exit_code == 0, done.output
    left_out = [json.loads(line) for line in file.read_text().splitlines()]
    assert {row["table"] for row in left_out} >= {"article", "device"}
    restored = contents()
    assert restored["device"]
    assert 1 not in {row[0] for row in restored["article"]}


@pytest.mark.slow
def test_where_the_left_out_rows_cannot_be_written_nothing_is_changed(
    backup_with_more: Path, other_app: APIFlask
) -> None:
    with_nul(backup_with_more)
    nowhere = backup_with_more.parent / "no such folder" / "rows.jsonl"
    told = run(other_app, "restore", backup_with_more, "--bad-rows", "leave-out", "--left-out", nowhere)
    assert told.exit_code == 1
    assert "Nothing was changed" in told.output
    assert not contents()["article"]


def test_a_line_that_only_events_know_keeps_its_number_to_itself(
    demo_app: APIFlask, tmp_path: Path, other_app: APIFlask
) -> None:
    """A product was taken out of its return before the backup. The next one is not given its events."""
    with in_context(demo_app):
        current = Return.open(first_unit(), actor="Klara", now=utcnow())
        (package,) = join([identify_typed(demo_examples()[VerdictKind.TO_WAREHOUSE])])
        taken_out = current.pack(
            judge(package, first_unit(), utcnow().date()).packed(), actor="Klara", now=utcnow()
        )
        number, number_of_line = current.number, taken_out.id
        current.unpack(taken_out, actor="Klara", now=utcnow())
        db.session.commit()
        assert run(demo_app, "backup", tmp_path / "kept.backup").exit_code == 0
    done = run(other_app, "restore", tmp_path / "kept.backup")
    assert done.exit_code == 0, done.output
    restored = by_number(number)
    assert restored is not None
    packed = judge(package, first_unit(), utcnow().date()).packed()
    assert restored.pack(packed, actor="Klara", now=utcnow()).id > number_of_line
