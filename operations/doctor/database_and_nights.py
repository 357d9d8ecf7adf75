"""The database: whether it takes what is written, its migrations, and what the nights did for it."""

import datetime
from collections.abc import Iterator

import sqlalchemy as sa

from common.storage_fault import StorageFault, storage_fault
from database import db, utcnow
from operations.audit.chain import verify
from operations.doctor.finding import HealthFinding
from operations.heartbeat import beat
from operations.night import LastRun
from operations.night.backups import backup_folder
from operations.older_backup import earlier_revisions, newest_revision
from operations.readiness import revision_of_tables

CURES = {
    StorageFault.FULL: "Make room on the database's disk.",
    StorageFault.READ_ONLY: (
        "Give Returkoll's user the right to write to the database and, with SQLite, to its folder. PostgreSQL may be a "
        "standby, or have default_transaction_read_only set."
    ),
    StorageFault.AWAY: "See that the server runs and that RETURKOLL_DATABASE_URL is right.",
}
OLDEST_BACKUP = datetime.timedelta(hours=30)


def database() -> Iterator[HealthFinding]:
    try:
        beat(utcnow())
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield HealthFinding(
            "database", f"it does not take what is written ({reason})", CURES[storage_fault(error)]
        )
        return
    yield HealthFinding("database", f"{db.engine.dialect.name} takes what is written")


def migrations() -> Iterator[HealthFinding]:
    here, newest = revision_of_tables(), newest_revision()
    if here == newest:
        yield HealthFinding("migrations", f"the tables are at {here}")
    elif not here or here in earlier_revisions():
        yield HealthFinding(
            "migrations",
            f"the tables are at {here or 'nothing'}, this version needs {newest}",
            "Take a backup (`flask backup FILE`), then run `flask db upgrade`.",
        )
    else:
        yield HealthFinding(
            "migrations",
            f"the tables are at {here}, which this version does not know",
            "The database was upgraded by a newer version: run that one here, too.",
        )


def audit_chain() -> Iterator[HealthFinding]:
    broken = verify(db.session())
    if broken:
        yield HealthFinding(
            "audit log",
            f"it does not hold at entry {broken.number}: {broken.why}",
            "Compare it with a backup: `flask audit verify`.",
        )
    else:
        yield HealthFinding("audit log", "its chain holds")


def nights() -> Iterator[HealthFinding]:
    """The backup's age, and every nightly job that went wrong the last time."""
    now = utcnow()
    runs = list(db.session.scalars(sa.select(LastRun).order_by(LastRun.job)))
    backup = next((run for run in runs if run.job == "backup"), None)
    if backup_folder() is None:
        yield HealthFinding("backup", "tools of the database's own make it (RETURKOLL_BACKUP_FOLDER=none)")
    elif backup is None or backup.well_at is None:
        yield HealthFinding(
            "backup",
            "there has been none by `flask nightly`",
            "Let a timer run `flask nightly` every night (docs/deployment.md). A region that backs PostgreSQL up with "
            "tools of its own sets RETURKOLL_BACKUP_FOLDER=none.",
        )
    elif now - backup.well_at > OLDEST_BACKUP:
        yield HealthFinding(
            "backup",
            f"the newest is {(now - backup.well_at) / datetime.timedelta(hours=1):.0f} hours old",
            "See why `flask nightly` does not run: `systemctl status returkoll-nightly`.",
        )
    else:
        yield HealthFinding("backup", f"{backup.told} ({backup.well_at:%Y-%m-%d %H:%M} UTC)")
    for run in runs:
        if not run.well:
            yield HealthFinding(
                f"night, {run.job}", run.told, f"Mend it, then run `flask nightly --only {run.job}`."
            )
