"""What one test writes, the next one does not find, whatever it was."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from registry.models import Article, Device, Unit
from tests.conftest import KINDS, app_on
from tests.databases import AnyDatabase


@pytest.fixture(params=KINDS)
def demo_database(request: pytest.FixtureRequest) -> AnyDatabase:
    return request.getfixturevalue(f"{request.param}_demo_database")


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest) -> AnyDatabase:
    return request.getfixturevalue(f"{request.param}_database")


def contents(database: AnyDatabase) -> dict[str, list]:
    """Every table with its columns, indexes and rows, and how far each sequence has come."""
    with app_on(database.url), db.engine.connect() as connection:
        looked_at = sa.inspect(connection)
        found: dict[str, list] = {
            table: [
                [column["name"] for column in looked_at.get_columns(table)],
                [index["name"] for index in looked_at.get_indexes(table)],
                sorted(map(tuple, connection.execute(sa.select("*").select_from(sa.table(table)))), key=repr),
            ]
            for table in looked_at.get_table_names()
        }
        if connection.dialect.name == "postgresql":
            sequences = "SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename"
            found["sequences"] = list(map(tuple, connection.execute(sa.text(sequences))))
        return found


def added() -> None:
    db.session.add(Unit(code="new", name="New"))


def changed() -> None:
    db.session.execute(sa.update(Article).values(name="Another"))


def removed() -> None:
    db.session.execute(sa.delete(Device))


def put_in_the_place_of_another() -> None:
    device = db.session.scalars(sa.select(Device).limit(1)).one()
    article, unit = device.article_id, device.unit_id
    db.session.delete(device)
    db.session.flush()
    db.session.add(Device(serial_number="ANOTHER", article_id=article, unit_id=unit))


def written_within_a_savepoint() -> None:
    with db.session.begin_nested():
        db.session.add(Unit(code="new", name="New"))


def taken_back() -> None:
    """Only the number that the next row gets has moved."""
    with db.engine.connect() as connection:
        connection.execute(sa.insert(Unit).values(code="new", name="New"))
        connection.rollback()


def a_table_made() -> None:
    db.session.execute(sa.text("CREATE TABLE of_a_test (id integer)"))


def a_column_made() -> None:
    db.session.execute(sa.text("ALTER TABLE unit ADD COLUMN of_a_test integer"))


def an_index_removed() -> None:
    index = sa.inspect(db.engine).get_indexes("device")[0]["name"]
    db.session.execute(sa.text(f"DROP INDEX {index}"))


WRITTEN = [
    added,
    changed,
    removed,
    put_in_the_place_of_another,
    written_within_a_savepoint,
    taken_back,
]
BUILT = [a_table_made, a_column_made, an_index_removed]


@pytest.mark.slow
@pytest.mark.parametrize("deed", WRITTEN)
def test_rows_are_put_back_whatever_was_written(demo_database: AnyDatabase, deed: Callable[[], None]) -> None:
    put_back_after_it(demo_database, deed)


@pytest.mark.slow
@pytest.mark.parametrize("deed", BUILT)
def test_tables_are_put_back_whatever_was_built(
    empty_database: AnyDatabase, deed: Callable[[], None]
) -> None:
    put_back_after_it(empty_database, deed)


def put_back_after_it(database: AnyDatabase, deed: Callable[[], None]) -> None:
    before = contents(database)
    with app_on(database.url):
        deed()
        db.session.commit()
    assert contents(database) != before or deed is taken_back
    database.put_back()
    assert contents(database) == before


def test_an_open_transaction_of_the_last_test_holds_nothing_up(postgresql_database: AnyDatabase) -> None:
    left_open = sa.create_engine(sa.make_url(postgresql_database.url).set(drivername="postgresql+psycopg"))
    with left_open.connect() as connection:
        connection.execute(sa.insert(Unit).values(code="left", name="Left"))
        postgresql_database.put_back()
        with pytest.raises(sa.exc.OperationalError):
            connection.commit()
    left_open.dispose()


def test_a_setting_of_the_database_is_put_back(postgresql_database: AnyDatabase) -> None:
    with app_on(postgresql_database.url):
        name = db.engine.url.database
        db.session.execute(sa.text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
        db.session.commit()
    postgresql_database.put_back()
    with app_on(postgresql_database.url):
        added()
        db.session.commit()
    postgresql_database.put_back()


def test_what_a_test_sets_on_the_app_is_put_back(sqlite_url: str) -> None:
    with app_on(sqlite_url) as app:
        before = app.config["LETTER_THICKNESS_MM"]
        app.config["LETTER_THICKNESS_MM"] = 1
        app.config["OF_A_TEST"] = True
        app.extensions["of-a-test"] = object()
    with app_on(sqlite_url) as again:
        assert again is app
        assert again.config["LETTER_THICKNESS_MM"] == before
        assert "OF_A_TEST" not in again.config
        assert "of-a-test" not in again.extensions


def test_both_kinds_start_without_products_or_with_the_demo(app: APIFlask, demo_database_url: str) -> None:
    assert db.session.query(Unit).count() == 0
    with app_on(demo_database_url):
        assert db.session.query(Unit).count() > 1
