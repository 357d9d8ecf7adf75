"""Each test gets an app and a database as it was made, on SQLite and on PostgreSQL, both over real connections.

Databases and apps are made once for each worker of the suite, and put back after each test (tests/databases.py).

Settings for the tests:
RETURKOLL_TEST_POSTGRESQL_URL      where PostgreSQL answers; the tests make and drop databases of their own there
RETURKOLL_REQUIRE_POSTGRESQL=1     fail instead of skip where it does not answer (CI)
"""

import contextvars
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.databases import AnyDatabase, PostgresqlDatabase, SqliteDatabase, put_back_after

# Python looks for garbage after every 700 new objects. Importing the house makes hundreds of thousands that stay.
gc.set_threshold(20_000)

# How long an example takes says how busy the machine is, and nothing about what is tried.
hypothesis.settings.register_profile("returkoll", deadline=None)
hypothesis.settings.load_profile("returkoll")

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
        # A macro's name where a value of the same name was meant.
        assert answer.mimetype != "text/html" or b"&lt;Macro " not in answer.data, answer.request.path
        for one in (*answer.history, answer):
            one.request.environ["wsgi.input"].close()
        return answer


def fill(url: str, *, demo: bool) -> None:
    """The schema, and the demo's data when asked for."""
    from flask_migrate import stamp

    from database import db
    from operations.demo import load_whole_demo

    with build_app(url).app_context():
        db.create_all()
        stamp()
        if demo:
            load_whole_demo()
        db.session.remove()
        db.engine.dispose()


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


def made(kind: str, *, demo: bool, request: pytest.FixtureRequest) -> Iterator[AnyDatabase]:
    fill_it = partial(fill, demo=demo)
    if kind == "sqlite":
        factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
        database: AnyDatabase = SqliteDatabase(factory.mktemp("database"), fill_it)
    else:
        database = PostgresqlDatabase(request.getfixturevalue("postgresql_server"), fill_it)
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_database(request: pytest.FixtureRequest) -> Iterator[AnyDatabase]:
    yield from made("sqlite", demo=False, request=request)


@pytest.fixture(scope="session")
def sqlite_demo_database(request: pytest.FixtureRequest) -> Iterator[AnyDatabase]:
    yield from made("sqlite", demo=True, request=request)


@pytest.fixture(scope="session")
def postgresql_database(request: pytest.FixtureRequest) -> Iterator[AnyDatabase]:
    yield from made("postgresql", demo=False, request=request)


@pytest.fixture(scope="session")
def postgresql_demo_database(request: pytest.FixtureRequest) -> Iterator[AnyDatabase]:
    yield from made("postgresql", demo=True, request=request)


@pytest.fixture
def sqlite_url(sqlite_database: AnyDatabase) -> Iterator[str]:
    with put_back_after(sqlite_database) as url:
        yield url


@pytest.fixture
def sqlite_demo_url(sqlite_demo_database: AnyDatabase) -> Iterator[str]:
    with put_back_after(sqlite_demo_database) as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_database: AnyDatabase) -> Iterator[str]:
    with put_back_after(postgresql_database) as url:
        yield url


@pytest.fixture
def postgresql_demo_url(postgresql_demo_database: AnyDatabase) -> Iterator[str]:
    with put_back_after(postgresql_demo_database) as url:
        yield url


KINDS = ["sqlite", "postgresql"]


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database with the schema in it; the test runs once for each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=KINDS)
def demo_database_url(request: pytest.FixtureRequest) -> str:
    """The same with the demo register and the demo accounts in it."""
    url: str = request.getfixturevalue(f"{request.param}_demo_url")
    return url


@contextmanager
def in_context(app: APIFlask) -> Iterator[APIFlask]:
    from database import db

    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


_apps: dict[str, APIFlask] = {}


@contextmanager
def app_on(url: str) -> Iterator[APIFlask]:
    """The app on this database, inside an application context. It is built once: what it learns (templates, texts,
    statements) stays; the settings that a test changes are put back. A test that changes anything else of it, such as
    its engine, builds one of its own (`own_app`)."""
    app = _apps.get(url) or _apps.setdefault(url, build_app(url))
    config, extensions = dict(app.config), dict(app.extensions)
    try:
        with in_context(app):
            yield app
    finally:
        for now, before in ((app.config, config), (app.extensions, extensions)):
            now.clear()
            now.update(before)


@pytest.fixture
def app(database_url: str) -> Iterator[APIFlask]:
    """The app on its own database, inside an application context (for tests of the rooms below `web/`)."""
    with app_on(database_url) as app:
        yield app


@pytest.fixture
def own_app(database_url: str) -> Iterator[APIFlask]:
    """The same, built for this test alone."""
    with in_context(build_app(database_url)) as app:
        yield app


@pytest.fixture
def demo_app(demo_database_url: str) -> Iterator[APIFlask]:
    """The app with the demo register and the demo accounts, inside an application context."""
    with app_on(demo_database_url) as app:
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
