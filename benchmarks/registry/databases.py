"""Empty registers on both databases, and the bare ways of filling them that the import is measured against."""

import os
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from benchmarks.registry.data import ARTICLES, UNITS, ready_rows, write_csv
from benchmarks.registry.figures import Figures
from database import db
from registry.imports.rows.temporary_table import COLUMNS
from registry.models import Article, Category, Supplier, Unit

POSTGRESQL = os.environ.get("RETURKOLL_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
SERVERS = ("sqlite", "postgresql")
DEVICE = db.metadata.tables["device"]


@contextmanager
def databases(figures: Figures, *names: str) -> Iterator[dict[str, str]]:
    """ "sqlite NAME" and "postgresql NAME" → addresses of registers without devices; PostgreSQL's where it answers."""
    server = sa.create_engine(
        sa.make_url(POSTGRESQL).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    made: list[str] = []
    with tempfile.TemporaryDirectory(
        prefix="returkoll-bench-", dir=os.environ.get("RETURKOLL_BENCH_DIR")
    ) as folder:
        urls = {f"sqlite {name}": f"sqlite:///{folder}/{name}.sqlite" for name in names}
        try:
            for name in names:
                urls[f"postgresql {name}"] = _created(server, made)
            with server.connect() as connection:
                version = connection.exec_driver_sql("SHOW server_version").scalar_one().split()[0]
            figures.servers = f"SQLite {sqlite3.sqlite_version}, PostgreSQL {version} as it comes"
        except sa.exc.OperationalError:
            figures.tell("PostgreSQL", "does not answer: left out")
        try:
            for url in urls.values():
                create_register(url)
            yield urls
        finally:
            for database in made:
                with server.connect() as connection:
                    connection.exec_driver_sql(f'DROP DATABASE "{database}" WITH (FORCE)')


@contextmanager
def with_file(figures: Figures, count: int, *names: str) -> Iterator[Iterator[tuple[str, Path, list[str]]]]:
    """For each server that answers: its name, a file of so many devices, and the addresses of registers so named."""
    with databases(figures, *names) as urls, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "devices.csv"
        write_csv(path, count)
        there = [server for server in SERVERS if f"{server} {names[0]}" in urls]
        yield ((server, path, [urls[f"{server} {name}"] for name in names]) for server in there)


def _created(server: sa.Engine, made: list[str]) -> str:
    database = f"returkoll_bench_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{database}"')
    made.append(database)
    return server.url.set(database=database).render_as_string(hide_password=False)


def create_register(url: str) -> None:
    """The whole schema, a supplier, units and articles."""
    engine = sa.create_engine(url)
    db.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(Supplier), [{"code": "S", "name": "S", "address_lines": []}])
        units = [{"code": f"{1000 + n}", "name": f"U{n}", "address_lines": []} for n in range(UNITS)]
        connection.execute(sa.insert(Unit), units)
        articles = [
            {"number": f"A{n}", "name": f"A{n}", "supplier_id": 1, "category": Category.BTE_AID}
            for n in range(ARTICLES)
        ]
        connection.execute(sa.insert(Article), articles)
    engine.dispose()


def register_at(url: str) -> Flask:
    """An app that answers from that register."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    return app


# --- bare ways


def load(url: str, count: int) -> float:
    """executemany or COPY of the same columns into the same table with the same indexes. Seconds it took."""
    return _load_sqlite(url, count) if url.startswith("sqlite") else _load_postgresql(url, count)


def _load_sqlite(url: str, count: int) -> float:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    statement = f"INSERT INTO device ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
    took = 0.0
    connection.execute("BEGIN")
    for portion in ready_rows(count):
        start = time.perf_counter()
        connection.executemany(statement, portion)
        took += time.perf_counter() - start
    start = time.perf_counter()
    connection.execute("COMMIT")
    took += time.perf_counter() - start
    connection.close()
    return took


def _load_postgresql(url: str, count: int) -> float:
    engine = sa.create_engine(url)
    took = 0.0
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        with raw.cursor() as cursor:
            with cursor.copy(f"COPY device ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for portion in ready_rows(count):
                    text = "".join("\t".join(map(str, row)) + "\n" for row in portion)
                    start = time.perf_counter()
                    copy.write(text)
                    took += time.perf_counter() - start
                start = time.perf_counter()
            raw.commit()
            took += time.perf_counter() - start
    engine.dispose()
    return took


def fill_fast(url: str, count: int) -> None:
    """Without the indexes, which are made afterwards: for what measures questions, not loading."""
    engine = sa.create_engine(url)
    indexes = list(DEVICE.indexes)
    for index in indexes:
        index.drop(engine)
    load(url, count)
    for index in indexes:
        index.create(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
