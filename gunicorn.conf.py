"""How Gunicorn serves Returkoll. `gunicorn 'app:create_app()'` finds this file; `make run` adds the address.

Worker model: one process a core, four threads in each. Reading a picture keeps a core busy for up to its
budget, in C code that lets go of the GIL only in part, so processes give the parallel work. A tablet that sends a photo
over slow Wi-Fi holds neither: a thread gets a request when all of it is here (web/serving/worker.py).
"""

import gc
import importlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from scripts.serving import metrics_folder

FOLDER = Path(os.environ.get("RETURKOLL_FOLDER") or Path(__file__).parent / "instance")


metrics_folder.provide(FOLDER)

from prometheus_client.multiprocess import mark_process_dead  # noqa: E402

from scanner.pictures.turns import TURNS  # noqa: E402
from web.serving.worker import WholeRequestWorker  # noqa: E402

worker_class = WholeRequestWorker
workers = int(os.environ.get("RETURKOLL_WORKERS") or max(2, os.cpu_count() or 1))
# Five of them at most are with pictures (scanner/pictures/turns.py), so that pages and /healthz never wait for one.
threads = 8
# Import OpenCV and WeasyPrint (on_starting) once, and share their memory. Nothing is connected before the fork.
# New code comes with a new main process, not with SIGHUP to this one: scripts/serving/supervision.py.
preload_app = True
# Seconds. A tablet scans once or twice a second: it keeps its connection between two looks.
keepalive = 15
graceful_timeout = 20
# Nobody asks this server for its inner state over a socket.
control_socket_disable = True


def on_starting(_server: Any) -> None:
    """The first label does not wait for WeasyPrint to load (labels/typesetting/pdf.py)."""
    importlib.import_module("weasyprint")


def when_ready(_server: Any) -> None:
    """What is imported stays for good: leave it out when Python looks for garbage. A look at all of it takes longer
    than most pages do (docs/benchmarks-pages.md), and would write into the memory that the workers share."""
    gc.collect()
    gc.freeze()
    if pipe := os.environ.pop("RETURKOLL_READY_FD", ""):
        os.write(int(pipe), b"ready")  # to scripts/serving/supervision.py
        os.close(int(pipe))


def post_fork(_server: Any, _worker: Any) -> None:
    """As many pictures are decoded at once as the machine has cores, over all workers."""
    TURNS.share(FOLDER / "turns")


def child_exit(_server: Any, worker: Any) -> None:
    """What a worker counted stays; what it was doing when it ended does not."""
    with suppress(OSError):
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_server: Any) -> None:
    shutil.rmtree(os.environ[metrics_folder.VARIABLE], ignore_errors=True)
    metrics_folder.leave(FOLDER)
