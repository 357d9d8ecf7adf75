"""The nightly backup: made, handed to the operator's command, and removed when it is old.

Kept are the newest of each of the last days, weeks and months that have one.
"""

import datetime
import re
import shlex
import subprocess
from pathlib import Path

from flask import current_app

from database import db, utcnow
from operations.backup import write_backup
from operations.night.night_job import NightFailed
from photos import NoPhoto

NAME = re.compile(r"returkoll-(\d{4}-\d{2}-\d{2}T\d{6})Z\.backup")
FORM = "%Y-%m-%dT%H%M%S"
HANDED_OVER_WITHIN_S = 3 * 3600
NOWHERE = "none"


def backup_folder() -> Path | None:
    """Where the backups are; None where tools of the database's own make them."""
    setting = str(current_app.config["BACKUP_FOLDER"])
    if setting == NOWHERE:
        return None
    return Path(setting) if setting else Path(current_app.instance_path) / "backups"


def back_up(dry_run: bool) -> str:
    folder = backup_folder()
    if folder is None:
        return "RETURKOLL_BACKUP_FOLDER=none: no backup is made here"
    file = folder / f"returkoll-{utcnow().strftime(FORM)}Z.backup"
    too_old = to_remove(folder)
    if dry_run:
        return f"would write {file} and remove {len(too_old)} old backups"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        rows = write_backup(file)
        _hand_over(file)
        for old in to_remove(folder):
            old.unlink()
    except OSError as error:
        raise NightFailed(
            f"{file} could not be written: {error.strerror}. Make room, or set RETURKOLL_BACKUP_FOLDER."
        ) from error
    except NoPhoto as error:
        raise NightFailed(f"a photo could not be had for the backup: {error}") from error
    return f"{file.name}, {rows} rows, {file.stat().st_size / 2**20:.1f} MB, of {db.engine.dialect.name}"


def _hand_over(file: Path) -> None:
    """To the operator's command, which takes it off this machine."""
    command = shlex.split(str(current_app.config["BACKUP_COMMAND"]))
    if not command:
        return
    try:
        done = subprocess.run(
            [*command, str(file)], capture_output=True, text=True, timeout=HANDED_OVER_WITHIN_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NightFailed(f"{file} is written, but RETURKOLL_BACKUP_COMMAND did not run: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-300:]
        raise NightFailed(
            f"{file} is written, but RETURKOLL_BACKUP_COMMAND ended with {done.returncode}: {said}"
        )


def backups_in(folder: Path) -> list[tuple[datetime.datetime, Path]]:
    """The newest first. Other files are none of ours."""
    found = [
        (datetime.datetime.strptime(f"{named[1]}+0000", f"{FORM}%z"), path)
        for path in folder.glob("returkoll-*.backup")
        if (named := NAME.fullmatch(path.name))
    ]
    return sorted(found, reverse=True)


def to_remove(folder: Path) -> list[Path]:
    """Those that no rule holds. The newest is always held."""
    config = current_app.config
    held: set[Path] = set()
    for form, most in (
        ("%Y-%m-%d", config["BACKUPS_DAILY"]),
        ("%G-%V", config["BACKUPS_WEEKLY"]),
        ("%Y-%m", config["BACKUPS_MONTHLY"]),
    ):
        newest_of: dict[str, Path] = {}
        for at, path in backups_in(folder):
            newest_of.setdefault(at.strftime(form), path)
        held |= set(list(newest_of.values())[: int(most)])
    return [path for _at, path in backups_in(folder)[1:] if path not in held]
