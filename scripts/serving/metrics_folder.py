"""The folder in which the workers of one main process count (prometheus_client's multiprocess mode)."""

import hashlib
import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
SHARED_MEMORY = Path("/dev/shm")
OURS = f"returkoll-{os.geteuid()}-"
STARTS_WITHIN_S = 60.0
"""A folder in which nobody has counted yet may be of a server that has just started."""


def home(folder: Path) -> Path:
    """Where the folders of a server's main processes are: in memory where the system has that for files. The files are
    mapped into memory, and whoever writes to a page of one that a full disk has no room for is killed (SIGBUS)."""
    if not os.access(SHARED_MEMORY, os.W_OK):
        return folder / "metrics"
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return SHARED_MEMORY / f"{OURS}{name}"


def provide(folder: Path) -> None:
    """A folder of this process's own; those of processes that are gone go, whichever server's they
    were. `folder` is this server's (RETURKOLL_FOLDER).

    prometheus_client looks for it when it is imported: this has to come before.
    """
    mine = home(folder) / str(os.getpid())
    if os.environ.get(VARIABLE) == str(mine):
        return
    for one in (home(folder), *SHARED_MEMORY.glob(f"{OURS}*")):
        for left in one.glob("[0-9]*"):
            if not (is_young(left) or is_used(left)):
                shutil.rmtree(left, ignore_errors=True)
        if one != home(folder) and not is_young(one):
            _remove_empty(one)
    shutil.rmtree(mine, ignore_errors=True)
    mine.mkdir(mode=0o700, parents=True)
    os.environ[VARIABLE] = str(mine)


def leave(folder: Path) -> None:
    """The server with that RETURKOLL_FOLDER has ended: nothing of it stays in memory."""
    for left in home(folder).glob("[0-9]*"):
        if not is_used(left):
            shutil.rmtree(left, ignore_errors=True)
    _remove_empty(home(folder))


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):  # somebody counts in it
        folder.rmdir()


def is_young(folder: Path) -> bool:
    try:
        return time.time() - folder.stat().st_mtime < STARTS_WITHIN_S
    except OSError:
        return False


def is_used(folder: Path) -> bool:
    """Also by workers whose main process was killed: they answer what they have begun, and count it."""
    try:
        named = [re.search(r"_(\d+)\.db$", file.name) for file in folder.iterdir()]
    except OSError:
        return False
    processes = [folder.name, *(found[1] for found in named if found)]
    return any(Path(f"/proc/{process}").exists() for process in processes)
