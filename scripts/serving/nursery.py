"""A process that has everything imported, and forks main processes: `python -m scripts.serving.nursery FD …`.

Importing the application takes seconds, a fork takes none, and what was imported is in memory once. For each request
on the socket FD, which brings the pipe for "ready", it forks one process that becomes `gunicorn …`, with the arguments
after FD. That one is the supervisor's child, not ours: the process between them ends at once, and the supervisor adopts
what it leaves (PR_SET_CHILD_SUBREAPER, prctl(2)).
"""

import gc
import importlib
import os
import socket
import sys
import time
from pathlib import Path

from scripts.serving import metrics_folder
from scripts.serving.supervision import READY_FD, ROOT, stop_with_parent

IMPORTED = ("app", "weasyprint", "web.serving.worker", "gunicorn.app.wsgiapp")
ADOPTED_WITHIN_S = 10.0


def main(arguments: list[str]) -> None:
    supervisor = os.getppid()
    requests = socket.socket(fileno=int(arguments[0]))
    provide_metrics_folder()
    for name in IMPORTED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    while True:
        said, pipes, _flags, _address = socket.recv_fds(requests, 16, 1)
        if not said:
            return  # the supervisor is gone
        between = os.fork()
        if between == 0:
            bear(supervisor, requests, pipes[0], arguments[1:])
        os.close(pipes[0])
        os.waitpid(between, 0)


def bear(supervisor: int, requests: socket.socket, pipe: int, arguments: list[str]) -> None:
    """In the process between: fork the main process, and end."""
    os.setsid()
    if os.fork():
        os._exit(0)
    deadline = time.monotonic() + ADOPTED_WITHIN_S
    while os.getppid() != supervisor:
        if time.monotonic() > deadline:
            os._exit(1)
        time.sleep(0.001)
    stop_with_parent()
    if os.getppid() != supervisor:
        os._exit(1)
    requests.sendall(f"{os.getpid()}\n".encode())
    requests.close()
    provide_metrics_folder()
    os.environ[READY_FD] = str(pipe)
    sys.argv = ["gunicorn", *arguments]
    importlib.import_module("gunicorn.app.wsgiapp").run()
    sys.exit(0)


def provide_metrics_folder() -> None:
    metrics_folder.provide(Path(os.environ.get("RETURKOLL_FOLDER") or ROOT / "instance"))


if __name__ == "__main__":
    main(sys.argv[1:])
