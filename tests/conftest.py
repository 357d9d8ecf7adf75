"""Each test gets its own app and its own database, on SQLite and on PostgreSQL, both over real connections.

Settings for the tests:
RETURKOLL_TEST_POSTGRESQL_URL      where PostgreSQL answers; the tests make and drop databases of their own there
RETURKOLL_REQUIRE_POSTGRESQL=1     fail instead of skip where it does not answer (CI)
"""

import contextvars
import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

DEFAULT_POSTGRESQL_URL = "postgresql://postgres@127.0.0.1:5432/postgres"
SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "only-for-the-tests",
    "WTF_CSRF_ENABLED": False,
    "SECURITY_PASSWORD_HASH": "plaintext",
    "SECURITY_HASHING_SCHEMES": ["plaintext"],
    "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
    "SECURITY_PASSWORD_SINGLE_HASH": ["plaintext"],
    "RATELIMIT_ENABLED": False,
    "PUBLIC_URL": "https://returkoll.test",
}


def build_app(url: str, **settings: object) -> APIFlask:
    from app import create_app

    app = create_app({**SETTINGS, "DATABASE_URL": url, **settings})
    app.test_client_class = SeparateClient
    return app


class SeparateClient(FlaskClient):
    """Each request in a context of its own, as on a real server: the test's open app context must not lend it a
    session or a user. And each answered and closed when the test gets it, with what was sent and what it sends."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        answer = contextvars.Context().run(super().open, *args, **{"buffered": True, **kwargs})
        for one in (*answer.history, answer):
            one.request.environ["wsgi.input"].close()
        return answer


def fill(url: str, *, demo: bool) -> None:
    """The schema, and the demo's data when asked for."""
    from database import db
    from operations.demo import load_whole_demo

    with build_app(url).app_context():
        db.create_all()
        if demo:
            load_whole_demo()
        db.session.remove()
        db.engine.dispose()


def sqlite_file(folder: Path, *, demo: bool) -> Path:
    path = folder / "template.sqlite"
    fill(f"sqlite:///{path}", demo=demo)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_file(tmp_path_factory.mktemp("template"), demo=False)


@pytest.fixture(scope="session")
def sqlite_demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_file(tmp_path_factory.mktemp("demo-template"), demo=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[sa.Engine]:
    url = os.environ.get("RETURKOLL_TEST_POSTGRESQL_URL", DEFAULT_POSTGRESQL_URL)
    engine = sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        connect_args={"connect_timeout": 5},
    )
    try:
        engine.connect().close()
    except sa.exc.OperationalError as error:
        reason = f"no PostgreSQL answers at {sa.make_url(url).host}: RETURKOLL_TEST_POSTGRESQL_URL says where"
        if os.environ.get("RETURKOLL_REQUIRE_POSTGRESQL"):
            pytest.fail(f"{reason} ({error})")
        pytest.skip(reason)
    yield engine
    engine.dispose()


@contextmanager
def postgresql_database(server: sa.Engine, template: str = "template1") -> Iterator[str]:
    """The name of a database that exists while it is used."""
    name = f"returkoll_test_{uuid.uuid4().hex}"
    run(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: sa.Engine) -> Iterator[str]:
    with postgresql_database(postgresql_server) as name:
        fill(database_in(postgresql_server, name), demo=False)
        yield name


@pytest.fixture(scope="session")
def postgresql_demo_template(postgresql_server: sa.Engine) -> Iterator[str]:
    with postgresql_database(postgresql_server) as name:
        fill(database_in(postgresql_server, name), demo=True)
        yield name


def run(server: sa.Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.exec_driver_sql(statement)


def database_in(server: sa.Engine, name: str) -> str:
    return server.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def sqlite_copy(template: Path, folder: Path) -> str:
    return f"sqlite:///{shutil.copyfile(template, folder / 'returkoll.sqlite')}"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return sqlite_copy(sqlite_template, tmp_path)


@pytest.fixture
def sqlite_demo_url(sqlite_demo_template: Path, tmp_path: Path) -> str:
    return sqlite_copy(sqlite_demo_template, tmp_path)


@pytest.fixture
def postgresql_url(postgresql_server: sa.Engine, postgresql_template: str) -> Iterator[str]:
    with postgresql_database(postgresql_server, postgresql_template) as name:
        yield database_in(postgresql_server, name)


@pytest.fixture
def postgresql_demo_url(postgresql_server: sa.Engine, postgresql_demo_template: str) -> Iterator[str]:
    with postgresql_database(postgresql_server, postgresql_demo_template) as name:
        yield database_in(postgresql_server, name)


KINDS = ["sqlite", "postgresql"]


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database with the schema in it; the test runs once for each kind."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=KINDS)
def demo_database_url(request: pytest.FixtureRequest) -> str:
    """The same with the demo register and the demo accounts in it."""
    return request.getfixturevalue(f"{request.param}_demo_url")


@contextmanager
def in_context(app: APIFlask) -> Iterator[APIFlask]:
    from database import db

    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(database_url: str) -> Iterator[APIFlask]:
    """The app on its own database, inside an application context (for tests of the rooms below `web/`)."""
    with in_context(build_app(database_url)) as app:
        yield app


@pytest.fixture
def demo_app(demo_database_url: str) -> Iterator[APIFlask]:
    """The app with the demo register and the demo accounts, inside an application context."""
    with in_context(build_app(demo_database_url)) as app:
        yield app


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


DEMO_EMAILS = {
    "clinic": "klinik@returkoll.demo",
    "warehouse": "lager@returkoll.demo",
    "admin": "admin@returkoll.demo",
}


@pytest.fixture
def signed_in(demo_app: APIFlask) -> Callable[[str], FlaskClient]:
    """`signed_in("clinic")` is a client that has signed in with that demo account."""

    def sign_in(who: str) -> FlaskClient:
        client = demo_app.test_client()
        answer = client.post(
            "/logga-in", data={"email": DEMO_EMAILS.get(who, who), "password": "returkoll-demo"}
        )
        assert answer.status_code == 302, answer.text
        return client

    return sign_in
