"""Each test gets its own app and its own database, on SQLite and on PostgreSQL, both over real connections.

Settings for the tests:
RETURKOLL_TEST_POSTGRESQL_URL      where PostgreSQL answers; the tests make and drop databases of their own there
RETURKOLL_REQUIRE_POSTGRESQL=1     fail instead of skip where it does not answer (CI)
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

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

    return create_app({**SETTINGS, "DATABASE_URL": url, **settings})


def create_schema(url: str) -> None:
    from database import db

    app = build_app(url)
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    create_schema(f"sqlite:///{path}")
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


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


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: sa.Engine) -> Iterator[str]:
    name = f"returkoll_template_{uuid.uuid4().hex}"
    run(postgresql_server, f'CREATE DATABASE "{name}"')
    create_schema(database_in(postgresql_server, name))
    yield name
    run(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


def run(server: sa.Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.exec_driver_sql(statement)


def database_in(server: sa.Engine, name: str) -> str:
    return server.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "returkoll.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: sa.Engine, postgresql_template: str) -> Iterator[str]:
    name = f"returkoll_test_{uuid.uuid4().hex}"
    run(postgresql_server, f'CREATE DATABASE "{name}" TEMPLATE "{postgresql_template}"')
    yield database_in(postgresql_server, name)
    run(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database with the schema in it; the test runs once for each kind."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def app(database_url: str) -> Iterator[APIFlask]:
    """The app on its own database, inside an application context (for tests of the rooms below `web/`)."""
    from database import db

    app = build_app(database_url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def demo_app(app: APIFlask) -> APIFlask:
    """The app with the demo register and the demo accounts."""
    from web.demo import load

    load()
    return app


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
