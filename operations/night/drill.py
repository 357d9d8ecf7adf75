"""The restore on trial: the newest backup is put into a database of its own, by the command that a person would use.

A backup that nobody has restored is a hope. What is looked at: that it restores, that every table has as many rows as
the file, that the audit log's chain holds, and what the last event in it is.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from flask import current_app

from operations.night.backups import backup_folder, backups_in
from operations.night.night_job import NightFailed

WITHIN_S = 2 * 3600
NOT_COMPARED = ("alembic_version", "returkoll_backup", "sqlite_sequence")


def restore_on_trial(dry_run: bool) -> str:
    folder = backup_folder()
    found = backups_in(folder) if folder else []
    if not found:
        return "there is no backup to restore"
    _at, file = found[0]
    if dry_run:
        return f"would restore {file.name} into a database of its own"
    with tempfile.TemporaryDirectory(prefix="returkoll-drill-") as drill:
        database = Path(drill) / "restored.sqlite"
        began = time.monotonic()
        _flask(database, "restore", str(file), "--yes")
        took_s = time.monotonic() - began
        _flask(database, "audit", "verify")
        rows, last = _compared(file, database)
    return (
        f"{file.name}: {rows} rows restored in {took_s:.1f} s, the audit log holds, the last event is {last}"
    )


def _flask(database: Path, *command: str) -> None:
    """In a process of its own, on that database: this one has another."""
    env = {
        **os.environ,
        "RETURKOLL_DATABASE_URL": f"sqlite:///{database}",
        "RETURKOLL_PHOTO_STORE": "database",
        "RETURKOLL_SECRET_KEY": current_app.config["SECRET_KEY"],
    }
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *command],
        cwd=current_app.root_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-500:]
        raise NightFailed(
            f"`flask {' '.join(command)}` failed on trial: {said}. Take a new backup, and keep an older one."
        )


def _compared(file: Path, database: Path) -> tuple[int, str]:
    """How many rows there are, and the last event."""
    with (
        closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as backup,
        closing(sqlite3.connect(database)) as restored,
    ):
        tables = [
            name
            for (name,) in backup.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name not in NOT_COMPARED
        ]
        total = 0
        for name in tables:
            counts = [_count(one, name) for one in (backup, restored)]
            # An entry tells of the restore itself.
            if counts[0] != counts[1] and not (name == "audit_entry" and counts[0] < counts[1]):
                raise NightFailed(
                    f"{name} has {counts[0]} rows in {file.name} and {counts[1]} when it is restored"
                )
            total += counts[0]
        last = restored.execute("SELECT at, what FROM event ORDER BY at DESC, id DESC LIMIT 1").fetchone()
    return total, f"“{last[1]}” at {str(last[0])[:16]} UTC" if last else "none"


def _count(connection: sqlite3.Connection, table: str) -> int:
    (count,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608 - a table's own name
    return int(count)
