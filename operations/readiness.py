"""Whether this server can work: its database takes what is written, its tables are there, photos can be stored."""

import sqlalchemy as sa
import structlog
from alembic.migration import MigrationContext

from database import db, utcnow
from operations.heartbeat import beat
from operations.older_backup import earlier_revisions
from photos import NoPhoto
from photos.stored_photo import photo_store

log = structlog.get_logger()


def failing() -> list[str]:
    """What does not work, in one word each: `database`, `migrations`, `photos`."""
    return [*_database_failing(), *_photos_failing()]


def _photos_failing() -> list[str]:
    store = photo_store()
    try:
        if store is not None:
            store.try_writing()
    except NoPhoto as error:
        log.error("not_ready", error=str(error))
        return ["photos"]
    return []


def _database_failing() -> list[str]:
    try:
        db.session.execute(sa.text("SELECT 1"))
        beat(utcnow())
        behind = are_tables_behind()
    except sa.exc.SQLAlchemyError as error:
        log.error("not_ready", error=str(error))
        return ["database"]
    return ["migrations"] if behind else []


def revision_of_tables() -> str:
    """The migration that the database is at; an empty text where it has none."""
    with db.engine.connect() as connection:
        return ",".join(sorted(MigrationContext.configure(connection).get_current_heads()))


def are_tables_behind() -> bool:
    """Whether the database waits for `flask db upgrade`. One that is ahead of this code does not: tables are widened
    before the code that needs them comes (docs/deployment.md)."""
    revision = revision_of_tables()
    return not revision or revision in earlier_revisions()
