"""The machine under Returkoll: room on its disks, and its clock."""

import datetime
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from database import db, utcnow
from operations.audit.entry import AuditEntry
from operations.doctor.finding import HealthFinding
from operations.night.backups import backup_folder
from photos.folder import Folder
from photos.stored_photo import photo_store
from returns import Event

LEAST_FREE = 1 << 30
"""Bytes: a backup and an import's files fit."""
LEAST_SHARE = 0.05
MOST_APART_S = 5.0
MOST_AHEAD = datetime.timedelta(minutes=2)


def disks() -> Iterator[HealthFinding]:
    """Each file system that Returkoll writes to, once."""
    looked_at = set()
    for path in _written_to():
        try:
            device, usage = path.stat().st_dev, shutil.disk_usage(path)
        except OSError as error:
            yield HealthFinding(
                "disk", f"{path} cannot be looked at: {error.strerror}", "Make the folder, or mount it."
            )
            continue
        if device in looked_at:
            continue
        looked_at.add(device)
        told = f"{_in_words(usage.free)} of {_in_words(usage.total)} are free at {path}"
        is_short = usage.free < min(LEAST_FREE, usage.total / 4) or usage.free < LEAST_SHARE * usage.total
        yield HealthFinding(
            "disk",
            told,
            "Make room, or give it a larger disk: nothing can be saved on a full one." if is_short else "",
        )


def _in_words(size: int) -> str:
    """Bytes as people say them."""
    return f"{size / 2**30:.1f} GB" if size >= 1 << 30 else f"{size / 2**20:.0f} MB"


def _written_to() -> list[Path]:
    paths = [Path(current_app.instance_path), Path(tempfile.gettempdir())]
    if db.engine.dialect.name == "sqlite" and db.engine.url.database:
        paths.append(Path(db.engine.url.database).resolve().parent)
    backups, store = backup_folder(), photo_store()
    if backups is not None and backups.is_dir():  # the first night makes it
        paths.append(backups)
    if isinstance(store, Folder):
        paths.append(store.path)
    return paths


def clock() -> Iterator[HealthFinding]:
    """Against the database's clock, the newest that was written down, and the system's own time service."""
    apart = _seconds_from_database()
    if apart is not None:
        yield HealthFinding(
            "clock",
            f"{abs(apart):.1f} s from the database's",
            "Let both machines keep their time by NTP (systemd-timesyncd or chrony)."
            if abs(apart) > MOST_APART_S
            else "",
        )
    newest = max(
        filter(None, (db.session.scalar(sa.select(sa.func.max(at))) for at in (Event.at, AuditEntry.at))),
        default=None,
    )
    now = utcnow()
    if newest and newest > now + MOST_AHEAD:
        yield HealthFinding(
            "clock",
            f"something was written down at {newest:%Y-%m-%d %H:%M} UTC, and it is {now:%Y-%m-%d %H:%M} now",
            "Set the clock right: it has been ahead, or is behind now. What was written keeps its wrong time.",
        )
    elif not apart:
        yield HealthFinding("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, after all that was written down")
    if _is_synchronised() is False:
        yield HealthFinding("clock", "nothing sets it by the network", "Run `timedatectl set-ntp true`.")


def _seconds_from_database() -> float | None:
    """Ours minus the database's; None where both are the same clock."""
    if db.engine.dialect.name != "postgresql":
        return None
    before = utcnow()
    theirs: datetime.datetime = db.session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    after = utcnow()
    return (before + (after - before) / 2 - theirs).total_seconds()


def _is_synchronised() -> bool | None:
    """As systemd knows; None where it is not asked."""
    try:
        said = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized,NTP", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        ).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return None
    return "yes" in said if said else None
