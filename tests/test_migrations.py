"""The migrations make the schema that the models describe, and can be undone, on both databases."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from database import db
from tests.conftest import build_app, in_context
from tests.databases import fresh_postgresql_database


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite'}"
        return
    server = request.getfixturevalue("postgresql_server")
    with fresh_postgresql_database(server) as name:
        yield server.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def test_upgrading_an_empty_database_gives_the_models_schema(bare_url: str) -> None:
    with in_context(build_app(bare_url)):
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []


def test_every_migration_can_be_undone(bare_url: str) -> None:
    with in_context(build_app(bare_url)):
        upgrade()
        downgrade(revision="base")
        assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
