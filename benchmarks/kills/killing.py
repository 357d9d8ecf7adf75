"""Serves a database as `make run` does, kills its processes under load, and looks at what is left."""

import contextlib
import http.client
import os
import random
import signal
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from apiflask import APIFlask

from app import create_app
from benchmarks.kills.load import Acknowledged, Load
from database import db
from operations.audit import verify
from returns import Event, EventKind, Line, Return
from tests.browser import demo
from tests.browser.server import environment, flask, free_port, make_demo_database, running

PAUSES_S = (0.2, 1.2)
"""Between two kills: a new process may be at any point of its start, or well at work."""
AWAY_S = 2.0
WORKERS = 2
FIRST_S = 60.0


@dataclass(frozen=True)
class Plan:
    """How often what is killed."""

    workers: int
    masters: int
    away: int = 0
    """How often PostgreSQL ends all connections and lets nobody in for AWAY_S."""
    seed: int = 1


@dataclass
class Figures:
    """What came of it."""

    packed: int = 0
    received: int = 0
    retries: int = 0
    longest_wait_s: float = 0.0
    back_s: float = 0.0
    """The longest time from a kill until a new connection is answered."""
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    chain: str = ""
    unexpected: list[str] = field(default_factory=list)
    """Answers that were neither an acknowledgement nor a request to come again."""


def run_on(kind: str, folder: Path, plan: Plan, postgresql: str) -> Figures:
    kills = plan.workers + plan.masters
    database, envelopes, to_pack = prepare(folder, count=40 + 12 * kills)
    with database_of(kind, database, folder, postgresql) as url, served(url, folder) as (port, supervisor):
        load = Load(f"http://127.0.0.1:{port}", to_pack, envelopes)
        load.start()
        figures = Figures(back_s=kill_by(plan, port, supervisor, url, load))
        load.stop()
        waits, done = load.waits, load.done
        figures.packed, figures.received = len(done.packed), len(done.received)
        figures.retries, figures.longest_wait_s = waits.retries, waits.longest_s
        figures.unexpected = waits.unexpected
        compare(url, done, figures)
    return figures


# --- what is served


def prepare(folder: Path, count: int) -> tuple[Path, list[demo.Envelope], list[str]]:
    """A demo database with envelopes to receive, and serials to pack: as many as that of both."""
    started = make_demo_database(folder / "demo.sqlite")
    to_pack = [f"PACK{number:06}" for number in range(count)]
    (folder / "packs").mkdir()
    (folder / "envelopes").mkdir()
    with_packs = demo.with_serials(started, folder / "packs", to_pack)
    copy, envelopes = demo.with_envelopes(with_packs, folder / "envelopes", max(2, count // 3), 3)
    return copy, envelopes, to_pack


@contextlib.contextmanager
def database_of(kind: str, database: Path, folder: Path, postgresql: str) -> Iterator[str]:
    """The URL of the file, or of a PostgreSQL database with what it holds."""
    if kind == "sqlite":
        yield f"sqlite:///{database}"
        return
    flask(database, "backup", str(folder / "contents"))
    server = sa.create_engine(
        sa.make_url(postgresql).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,  # it may be started anew meanwhile
    )
    name = f"returkoll_kills_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    url = server.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    try:
        with app_at(url).app_context():
            from operations.backup import restore_command

            restore_command.main([str(folder / "contents"), "--yes"], standalone_mode=False)
            db.session.remove()
            db.engine.dispose()
        yield url
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.dispose()


def app_at(url: str) -> APIFlask:
    return create_app({"DATABASE_URL": url, "SECRET_KEY": "only-for-the-browser-tests"})


@contextlib.contextmanager
def served(url: str, folder: Path, *arguments: str) -> Iterator[tuple[int, int]]:
    """The port, and the supervisor's process."""
    port, told = free_port(), folder / "supervisor.pid"
    program = (
        "import os, pathlib, sys; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); "
        "os.execv(sys.executable, [sys.executable, '-m', 'scripts.serving', *sys.argv[2:]])"
    )
    options = ("--bind", f"127.0.0.1:{port}", "--no-printers", "--no-nights", *arguments)
    command = [sys.executable, "-c", program, str(told), *options]
    env = {
        **environment(url),
        "RETURKOLL_WORKERS": str(WORKERS),
        "RETURKOLL_FOLDER": str(folder / "instance"),
    }
    with running(command, env, folder / "server.log", lambda: ask(port)):
        yield port, int(told.read_text())


def ask(port: int, timeout: float = 30.0) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise OSError(f"answered {answer.status}")
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


# --- killing


def kill_by(plan: Plan, port: int, supervisor: int, url: str, load: Load) -> float:
    """The longest time until a new connection was answered, in seconds."""
    wanted = ["worker"] * plan.workers + ["master"] * plan.masters + ["away"] * plan.away
    chance = random.Random(plan.seed)
    chance.shuffle(wanted)
    deadline = time.monotonic() + FIRST_S
    while not (load.done.packed and load.done.received) and time.monotonic() < deadline:
        time.sleep(0.1)
    longest = 0.0
    for what in wanted:
        time.sleep(chance.uniform(*PAUSES_S))
        if what == "away":
            take_away(url)
            continue
        began = time.monotonic()
        kill_one(what, supervisor, chance)
        wait_for_answer(port)
        longest = max(longest, time.monotonic() - began)
    return longest


def kill_one(what: str, supervisor: int, chance: random.Random) -> None:
    """Waits for one to be there: the one before may just have been killed."""
    for _try in range(200):
        masters = [one for one in children(supervisor) if children(one)]  # those that have workers
        found = masters if what == "master" else [worker for one in masters for worker in children(one)]
        if found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(found), signal.SIGKILL)
            return
        time.sleep(0.05)
    raise AssertionError(f"expected a {what} to kill, and there was none")


def children(process: int) -> list[int]:
    """Of all threads of it (proc(5))."""
    found = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(one) for one in path.read_text().split()]
    return found


def wait_for_answer(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            ask(port)
            return
        time.sleep(0.05)
    raise AssertionError("expected an answer within a minute after a kill")


def take_away(url: str) -> None:
    """PostgreSQL as it is while it is started anew: connections end, and nobody is let in."""
    wanted = sa.make_url(url)
    server = sa.create_engine(
        wanted.set(database="postgres", drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{wanted.database}" ALLOW_CONNECTIONS false')
        connection.execute(
            sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": wanted.database},
        )
        time.sleep(AWAY_S)
        connection.exec_driver_sql(f'ALTER DATABASE "{wanted.database}" ALLOW_CONNECTIONS true')
    server.dispose()


# --- what is left


def compare(url: str, done: Acknowledged, figures: Figures) -> None:
    """Lines and events against what was acknowledged."""
    with app_at(url).test_request_context():
        packed = counted(
            sa.select(Return.number + " " + Line.serial_number)
            .join(Line, Line.return_id == Return.id)
            .where(Line.serial_number.startswith("PACK"))
        )
        wanted = [f"{number} {serial}" for number, serial in done.packed]
        received = counted(events_of(EventKind.PRODUCT_RECEIVED))
        figures.lost = [one for one in wanted if one not in packed]
        figures.lost += [serial for serial in done.received if serial not in received]
        by_serial = counted(sa.select(Line.serial_number).where(Line.serial_number.startswith("PACK")))
        put_in = counted(events_of(EventKind.PACKED))
        figures.twice = [
            one for found in (by_serial, received, put_in) for one, count in found.items() if count > 1
        ]
        broken = verify(db.session())
        figures.chain = "holds" if broken is None else f"broken at {broken.number}: {broken.why}"
        db.session.remove()
        db.engine.dispose()


def events_of(kind: EventKind) -> sa.Select[Any]:
    """The serial of each such event's line, of those that the load works on."""
    ours = Line.serial_number.startswith("PACK") | Line.serial_number.startswith("RCV")
    return sa.select(Line.serial_number).join(Event, Event.line_id == Line.id).where(Event.what == kind, ours)


def counted(query: sa.Select[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in db.session.scalars(query):
        found[value] = found.get(value, 0) + 1
    return found
