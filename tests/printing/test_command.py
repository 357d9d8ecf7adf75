"""`flask printers work`: a process of its own that ends when it should."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from apiflask import APIFlask

from database import db, utcnow
from printing import Printer, put_in_queue
from tests.labels.samples import LABEL
from tests.printing.fakes import FakeZpl

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", "flask", "--app", "app", "printers", "work"]
PARENT = f"""
import os, subprocess, time
command = {[*COMMAND, "--beside"]!r}
print(subprocess.Popen([*command, str(os.getpid())], stdout=subprocess.DEVNULL).pid, flush=True)
time.sleep(600)
"""


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "RETURKOLL_DATABASE_URL": url, "RETURKOLL_SECRET_KEY": "x"}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait(pid: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_once_prints_what_waits_and_ends(app: APIFlask, database_url: str) -> None:
    with FakeZpl() as fake:
        printer = Printer.add(
            actor="admin", now=utcnow(), name="Zebra", paper="102x152", address=fake.address
        )
        put_in_queue(printer, [LABEL], "label", unit=None, actor="me", now=utcnow())
        db.session.commit()
        done = subprocess.run([*COMMAND, "--once"], cwd=ROOT, env=environment(database_url))
        assert done.returncode == 0
        assert len(fake.printed) == 1


@pytest.mark.slow
def test_asked_to_stop_it_stops(app: APIFlask, sqlite_url: str) -> None:
    with subprocess.Popen(COMMAND, cwd=ROOT, env=environment(sqlite_url), stderr=subprocess.PIPE) as process:
        time.sleep(8)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) in (0, -signal.SIGTERM)


@pytest.mark.slow
def test_started_beside_a_server_it_ends_with_it(app: APIFlask, sqlite_url: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        cwd=ROOT,
        env=environment(sqlite_url),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    worker = int(parent.stdout.readline())
    time.sleep(5)
    assert is_alive(worker)
    parent.kill()
    parent.communicate()
    wait(worker)
