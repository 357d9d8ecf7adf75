"""The pages of a big region: stock, search, product, follow-up and homes after years of returns, on both databases.

`--full` takes the sizes that are promised: 1,000,000 devices, 200,000 returns, about 2,000,000 events.
"""

import argparse
import datetime
import gc
import os
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts import RoleName, User
from accounts.people import add_user
from app import create_app
from benchmarks.pages.beside import COUNTED_SHELVES
from benchmarks.pages.history import SHELVES, History, write
from benchmarks.registry.data import ARTICLES, UNITS
from benchmarks.registry.databases import SERVERS, databases, fill_fast
from benchmarks.registry.figures import Figures
from database import db
from registry.models import Unit
from warehouse.lanes import LaneKind

SHORT, FULL = (20_000, 4_000), (1_000_000, 200_000)
"""Devices and returns."""
PROMISED_MS = 300
PASSWORD = "only-for-the-benchmark"
SETTINGS = {
    "SECRET_KEY": "only-for-the-benchmark",
    "WTF_CSRF_ENABLED": False,
    "SECURITY_PASSWORD_HASH": "plaintext",
    "SECURITY_HASHING_SCHEMES": ["plaintext"],
    "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
    "SECURITY_PASSWORD_SINGLE_HASH": ["plaintext"],
    "PUBLIC_URL": "https://returkoll.example",
}
TIMES = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--full", action="store_true", help="the sizes that are promised: some minutes")
    parser.add_argument(
        "--at",
        metavar="URL",
        action="append",
        help="measure a house that was built before, at this address; may be said again",
    )
    parser.add_argument(
        "--write", metavar="FILE", type=Path, help="keep the figures as Markdown: docs/benchmarks-pages.md"
    )


def run(arguments: argparse.Namespace) -> None:
    figures = Figures("pages", full=arguments.full)
    if arguments.at:
        for url in arguments.at:
            measure(url, House.found_at(url), figures)
    else:
        build_and_measure(FULL if arguments.full else SHORT, figures)
    figures.close()
    if arguments.write:
        arguments.write.write_text(figures.markdown(), encoding="utf-8")


def build_and_measure(sizes: tuple[int, int], figures: Figures) -> None:
    devices, returns = sizes
    with databases(figures, "house") as urls:
        for server in SERVERS:
            if url := urls.get(f"{server} house"):
                build(url, devices, returns)
                measure(url, House.found_at(url), figures)


def build(url: str, devices: int, returns: int) -> None:
    """Fill an empty register with devices and years of returns."""
    fill_fast(url, devices)
    write(url, History(returns, devices, UNITS, ARTICLES, datetime.datetime.now(datetime.UTC)))


@dataclass(frozen=True)
class House:
    """How much a database holds. The ids of devices and lines begin with 1, and none is missing."""

    server: str
    devices: int
    returns: int
    lines: int
    events: int

    @classmethod
    def found_at(cls, url: str) -> "House":
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            counts = [
                connection.scalar(sa.select(sa.func.count()).select_from(db.metadata.tables[name])) or 0
                for name in ("device", "return", "line", "event")
            ]
        engine.dispose()
        return cls(engine.dialect.name, *counts)


def measure(url: str, house: House, figures: Figures) -> None:
    sizes = f"{house.devices:,} devices, {house.returns:,} returns, {house.events:,} events"
    figures.tell(f"{house.server}: the house", sizes)
    app = create_app({**SETTINGS, "DATABASE_URL": url})
    with app.app_context():
        add_users()
    gc.collect()
    gc.freeze()  # as gunicorn.conf.py does in the server
    for role, what, paths in asked(house):
        client = app.test_client()
        client.post("/logga-in", data={"email": f"{role}@example.org", "password": PASSWORD})
        milliseconds(client, paths[0])  # the first one reads the templates
        took, busy = zip(*(milliseconds(client, path) for path in paths), strict=True)
        slowest = sorted(took)[int(len(took) * 0.95)]
        figures.tell(
            f"{house.server}: {what}",
            f"95 % under {slowest:.0f} ms, median {statistics.median(took):.0f} ms "
            f"({statistics.median(busy):.0f} ms of this process), load {os.getloadavg()[0]:.1f}",
            f"95 % under {PROMISED_MS} ms",
            slowest < PROMISED_MS,
        )
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def add_users() -> None:
    """One of each role; a house that was measured before has them."""
    unit = db.session.get(Unit, 1)
    for role in RoleName:
        email = f"{role}@example.org"
        if db.session.scalar(sa.select(User.id).where(User.email == email)) is None:
            add_user(email, role, role, PASSWORD, unit if role is RoleName.CLINIC else None)
    db.session.commit()


def asked(house: House) -> Iterator[tuple[RoleName, str, list[str]]]:
    """Who asks for what: the role, the page in words, and the addresses, as often as each page is asked for."""
    dice = random.Random(5)
    shelves = [f"/lager/hyllor?q={dice.choice(SHELVES)}" for _each in range(TIMES)]
    articles = [f"/lager/hyllor?q=A{dice.randrange(ARTICLES)}" for _each in range(TIMES)]
    lines = [f"/lager/kontroll/{dice.randrange(house.lines) + 1}" for _each in range(TIMES)]
    serials = [f"/returer/?q=S{dice.randrange(house.devices):08d}" for _each in range(TIMES)]
    products = [f"/produkter/{dice.randrange(house.devices) + 1}" for _each in range(TIMES)]
    returned = [f"/produkter/{(line * 7919) % house.devices + 1}" for line in range(1, TIMES + 1)]
    units = [f"/uppfoljning/{dice.randrange(UNITS) + 1}" for _each in range(TIMES)]
    lanes = [f"/lager/lista/{kind}" for kind in LaneKind] * (TIMES // len(LaneKind))
    counts = [f"/lager/inventering/{dice.randrange(COUNTED_SHELVES) + 1}" for _each in range(TIMES - 1)]
    for role, what, paths in (
        (RoleName.WAREHOUSE, "the warehouse's home", ["/lager/"]),
        (RoleName.WAREHOUSE, "the lists behind its lanes", lanes),
        (RoleName.WAREHOUSE, "the pile", ["/lager/hog"]),
        (RoleName.WAREHOUSE, "stock, all of it", ["/lager/hyllor"]),
        (RoleName.WAREHOUSE, "stock, a shelf", shelves),
        (RoleName.WAREHOUSE, "stock, an article", articles),
        (RoleName.WAREHOUSE, "the list of shelves", ["/lager/hyllor/lista"]),
        (RoleName.WAREHOUSE, "a product's control", lines),
        (RoleName.WAREHOUSE, "a product's page, any product", products),
        (RoleName.WAREHOUSE, "a product's page, returned ones", returned),
        (RoleName.WAREHOUSE, "charging", ["/lager/laddning"]),
        (RoleName.WAREHOUSE, "stocktakes", ["/lager/inventering"]),
        (RoleName.WAREHOUSE, "a shelf's count", [*counts, f"/lager/inventering/{COUNTED_SHELVES}"]),
        (RoleName.WAREHOUSE, "what was sent back", ["/lager/skickat-tillbaka?visa=obesvarade"]),
        (RoleName.WAREHOUSE, "follow-up of all units", ["/uppfoljning/"]),
        (RoleName.WAREHOUSE, "follow-up of a unit", units),
        (RoleName.CLINIC, "the clinic's home", ["/returer/"]),
        (RoleName.CLINIC, "the clinic's returns on their way", ["/returer/?visa=skickade"]),
        (RoleName.CLINIC, "the clinic's returns that are done", ["/returer/?visa=avslutade"]),
        (RoleName.CLINIC, "search among the clinic's returns", serials),
        (RoleName.CLINIC, "what came back", ["/returer/kom-tillbaka"]),
        (RoleName.CLINIC, "the clinic's rights that end soon", ["/returer/returratt-snart-slut"]),
        (RoleName.CLINIC, "the clinic's own follow-up", ["/uppfoljning/1"]),
        (RoleName.CLINIC, "the balance for clinics", ["/lager/saldo"]),
        (RoleName.ADMIN, "the administrator's home", ["/admin/"]),
        (RoleName.ADMIN, "the same over 36 months", ["/admin/?fran=2020-01-01"]),
        (RoleName.ADMIN, "what its figures rest on", ["/admin/antaganden"]),
        (RoleName.ADMIN, "every unit's rights that end soon", ["/admin/returratt/snart"]),
    ):
        yield role, what, paths if len(paths) > 1 else paths * TIMES


def milliseconds(client: FlaskClient, path: str) -> tuple[float, float]:
    """How long the page takes, without the network; and how long of that this process was at work. The rest is the
    database server's, or goes to what else runs on the machine."""
    begun, busy = time.perf_counter(), time.process_time()
    answer = client.get(path, follow_redirects=True)
    took, worked = (time.perf_counter() - begun) * 1000, (time.process_time() - busy) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"expected the page {path}, got {answer.status}")
    return took, worked
