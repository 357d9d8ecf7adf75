"""The folder in which the workers of one main process count (prometheus_client's multiprocess mode)."""

import os
import shutil
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def provide(folder: Path) -> None:
    """A folder of this process's own below `folder`; those of processes that are gone go.

    prometheus_client looks for it when it is imported: this has to come before.
    """
    mine = folder / str(os.getpid())
    if os.environ.get(VARIABLE) == str(mine):
        return
    for left in folder.glob("[0-9]*"):
        if not Path(f"/proc/{left.name}").exists():
            shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(mine, ignore_errors=True)
    mine.mkdir(parents=True)
    os.environ[VARIABLE] = str(mine)
