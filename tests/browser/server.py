"""The real server for the browser tests: Gunicorn in a process of its own, on a database of its own.

Importing the application takes longer than most tests, so that one process imports it, and each server is forked from
that one with an environment of its own (`multiprocessing`'s forkserver, which ends with the tests).
"""

import contextlib
import ctypes
import multiprocessing
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STARTS_WITHIN = (
    90.0  # seconds; two cores may be busy with the other tests, and over HTTPS two processes start
)
STOPS_WITHIN = 10.0
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True)
class Server:
    """Where it answers, and what it wrote."""

    url: str
    log_path: Path
    main_process: int = 0
    """Gunicorn's, whose children are the workers."""

    @property
    def log(self) -> str:
        return self.log_path.read_text()


def environment(database: Path | str) -> dict[str, str]:
    """The caller's environment, less its own Returkoll settings. The database is a file, or any by its URL."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RETURKOLL_")}
    return {
        **inherited,
        "RETURKOLL_DATABASE_URL": database if isinstance(database, str) else f"sqlite:///{database}",
        "RETURKOLL_SECRET_KEY": "only-for-the-browser-tests",
        "RETURKOLL_RATELIMIT_ENABLED": "false",
        "RETURKOLL_WORKERS": "1",
    }


def make_demo_database(path: Path) -> Path:
    """A new database as `make run` makes it: by the migrations, with the demo in it."""
    flask(path, "db", "upgrade")
    flask(path, "demo")
    return path


def flask(database: Path, *command: str) -> None:
    log_path = database.with_name(f"{command[0]}.log")
    process = forked(run_flask, ["flask", "--app", "app", *command], environment(database), log_path)
    process.join()
    assert not process.exitcode, (
        f"flask {' '.join(command)} ended with {process.exitcode}:\n{log_path.read_text()}"
    )
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # it is copied without the file of its changes


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["app", "flask.cli", "gunicorn.app.wsgiapp", "web.serving.worker", "pytest"])


def forked(
    main: Callable[[], object], arguments: list[str], env: Mapping[str, str], log_path: Path
) -> ForkServerProcess:
    """A process that has the application imported already, and is otherwise as if started with that command line."""
    process = FORKS.Process(target=as_a_command, args=(main, arguments, dict(env), log_path), daemon=True)
    process.start()
    return process


def as_a_command(
    main: Callable[[], object], arguments: list[str], env: dict[str, str], log_path: Path
) -> None:
    os.setsid()
    stop_with_the_tests()
    with log_path.open("w") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(ROOT)
    sys.argv = arguments
    main()


def run_flask() -> None:
    from flask.cli import main

    main()


def run_gunicorn() -> None:
    from gunicorn.app.wsgiapp import run

    run()


@contextlib.contextmanager
def serving(database: Path | str, folder: Path, workers: int = 1, **settings: str) -> Iterator[Server]:
    """Serve a copy of the file `database` from `folder`, or the database with that URL itself. A 500 that it answered
    fails the test at the end."""
    served: Path | str = folder / "returkoll.sqlite"
    if isinstance(database, Path):
        shutil.copyfile(database, served)
    else:
        served = database
    port = free_port()
    server = Server(f"http://127.0.0.1:{port}", folder / "server.log")
    arguments = ["gunicorn", "--bind", f"127.0.0.1:{port}", "app:create_app()"]

    def answers() -> None:
        with urllib.request.urlopen(f"{server.url}/healthz", timeout=5):
            pass

    env = {**environment(served), "RETURKOLL_WORKERS": str(workers), **settings}
    process = forked(run_gunicorn, arguments, env, server.log_path)
    try:
        wait_until(answers, lambda: process.exitcode, server.log_path)
        yield replace(server, main_process=process.pid or 0)
    finally:
        stop(process)
    assert "unexpected_error" not in server.log, f"the server failed:\n{server.log}"


@contextlib.contextmanager
def running(
    command: list[str], env: Mapping[str, str], log_path: Path, answers: Callable[[], object]
) -> Iterator[None]:
    """A server in a process of its own, from when `answers` raises nothing any more until the block ends."""
    with log_path.open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=stop_with_the_tests,
        )
    try:
        wait_until(answers, process.poll, log_path)
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until(answers: Callable[[], object], ended: Callable[[], int | None], log_path: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        assert ended() is None, f"the server ended with {ended()}:\n{log_path.read_text()}"
        with contextlib.suppress(
            OSError
        ):  # URLError, ConnectionError, TimeoutError, a file that is not there yet
            answers()
            return
        time.sleep(0.1)
    raise AssertionError(f"the server did not answer within {STARTS_WITHIN:.0f} s:\n{log_path.read_text()}")


def stop_with_the_tests() -> None:
    """Linux tells the server to stop when the tests are killed, and can tell it nothing themselves."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def stop(process: ForkServerProcess) -> None:
    """Ask the server and its workers to stop, and see that they do."""
    process.terminate()
    process.join(STOPS_WITHIN)
    if process.exitcode is None and process.pid is not None:
        os.killpg(process.pid, signal.SIGKILL)
        process.join()
    process.close()
