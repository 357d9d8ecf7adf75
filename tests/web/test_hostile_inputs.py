"""Requests, texts and polyglot files made to hurt, at a real server: none is answered with a 5xx, nothing of them runs,
is served back as what it pretends to be or reaches another machine, and no worker dies or grows.

The sample stands for the whole. RETURKOLL_HOSTILE_INPUTS says how many are sent, and RETURKOLL_HOSTILE_SEED which ones.
10,000 of them take a quarter of an hour.
"""

import contextlib
import csv
import io
import json
import os
import random
import re
import socket
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.datastructures import FileStorage

from common.csv_form import BEGINS_A_FORMULA
from registry.verdict import VerdictKind
from tests.browser.demo import products
from tests.browser.server import ROOT, make_demo_database, serving
from tests.conftest import build_app
from tests.hostile.doors import Visitor, packed, peak_megabytes, workers_of
from tests.hostile.knocks import Place, Route, hostile_knock
from tests.hostile.pictures import hostile_picture
from tests.hostile.polyglots import MARK, polyglot
from tests.hostile.tables import hostile_table
from tests.hostile.texts import PRODUCT
from tests.hostile.wire import Heard, send

MOST_MEGABYTES = 600
MOST_SECONDS = 5.0
COUNT = int(os.environ.get("RETURKOLL_HOSTILE_INPUTS", "250"))
SEED = int(os.environ.get("RETURKOLL_HOSTILE_SEED", "1"))
POLYGLOTS, FILES = 0.08, 0.06
"""Shares of what is sent; the rest are requests."""
NOT_ASKED = frozenset(
    {
        *("security.logout", "account.lock", "account.close_tablet", "account.choose_workplace"),
        *("admin.close_account", "admin.sign_person_out", "static", "security.static"),
    }
)
"""They would end the visitors' own sign-ins: the rest would then be asked by nobody."""
NOT_IMPLEMENTED = 501
"""Gunicorn's answer to a transfer coding that it does not know, as RFC 9112, section 6.1, has it."""
TRACES = {
    "markup": re.compile(rb"<pwned|<script src=http://127|<img src='http", re.IGNORECASE),
    "something that was reckoned": re.compile(PRODUCT),
    "a file of the machine": re.compile(rb"root:x:0:|def create_app|HTTP_HOST=|\[core\]"),
    "what went wrong inside": re.compile(
        rb"Traceback \(most recent|werkzeug\.debug|sqlalchemy\.exc|SELECT .* FROM"
    ),
}


@dataclass
class Besieged:
    """The running server, who is signed in there, and what must not happen."""

    url: str
    folder: Path
    log_path: Path
    main_process: int
    clinic: Visitor
    admin: Visitor
    warehouse: Visitor
    return_number: str
    line: int
    article: int
    place: Place
    asked: list[bytes]
    """What came to the port at which nobody may ask."""

    def most_megabytes(self) -> int:
        return max(peak_megabytes(worker) for worker in workers_of(self.main_process))


@dataclass
class Harm:
    """What was wrong, and what the answers were."""

    wrong: list[str] = field(default_factory=list)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    slowest: float = 0.0
    slow: list[str] = field(default_factory=list)
    """What took too long. The first text that is read waits for its models, and other work on the machine for anything:
    a few are no fault of what was sent."""
    megabytes: int = 0

    def look_at(self, heard: Heard, kind: str, what: str, *, may_be_cut_off: bool = False) -> None:
        self.statuses.setdefault(kind, Counter())[heard.status] += 1
        self.slowest = max(self.slowest, heard.seconds)
        if heard.status >= 500 and heard.status != NOT_IMPLEMENTED:
            self.wrong.append(f"{what}: {heard.status} {heard.said[:300]!r}")
        if not heard.status and not may_be_cut_off:
            self.wrong.append(f"{what}: no answer")
        if heard.answers > 1:
            self.wrong.append(f"{what}: taken for {heard.answers} requests: {heard.said[:300]!r}")
        if heard.seconds > seconds_allowed():
            self.slow.append(what)
        self.wrong += [f"{what}: {trace}" for trace in traces_in(heard)]


def traces_in(heard: Heard) -> Iterator[str]:
    is_page = heard.header("content-type").startswith("text/html")
    for name, trace in TRACES.items():
        if (name != "markup" or is_page) and (found := trace.search(heard.body)):
            yield f"{name} came back: {heard.body[max(0, found.start() - 80) : found.end() + 80]!r}"
    for name, value in heard.headers:
        if name == "x-pwned" or (name == "set-cookie" and value.startswith("pwned")):
            yield f"a header was put in: {name}"
    there = heard.header("location")
    if there and (urlsplit(there).netloc not in ("", "localhost") or there.startswith(("//", "/\\"))):
        yield f"it leads to {there[:200]}"
    if (
        heard.status
        and heard.body
        and "x-content-type-options" not in dict(heard.headers)
        and heard.status < 400
    ):
        yield "no X-Content-Type-Options"


@contextlib.contextmanager
def nobody_asks() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and what came to it."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    caller, _address = listening.accept()
                    came.append(b"somebody")
                    caller.close()

        threading.Thread(target=listen, daemon=True).start()
        yield listening.getsockname()[1], came


def routes_of() -> tuple[Route, ...]:
    with tempfile.TemporaryDirectory() as folder:
        rules = list(build_app(f"sqlite:///{folder}/empty.sqlite").url_map.iter_rules())
    return tuple(
        Route(
            method,
            tuple(None if dynamic else text.replace("|", "") for dynamic, text in rule._trace),
        )
        for rule in rules
        if rule.endpoint not in NOT_ASKED
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"})
    )


def fields_of() -> tuple[str, ...]:
    """Every name that a field of a page or a form has."""
    found = {
        name
        for page in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'name="(\w+)"', page.read_text())
    }
    for module in (ROOT / "web").rglob("*.py"):
        found |= set(re.findall(r"^    (\w+) = \w*Field\(", module.read_text(), re.MULTILINE))
        found |= set(re.findall(r'(?:args|form)\.get(?:list)?\("(\w+)"', module.read_text()))
    return tuple(sorted(found))


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    folder = tmp_path_factory.mktemp("inputs")
    database = make_demo_database(folder / "demo.sqlite")
    with serving(database, folder) as server, nobody_asks() as (port, asked):
        clinic, warehouse, admin = [
            Visitor(server.url, f"{who}@returkoll.demo") for who in ("klinik", "lager", "admin")
        ]
        with closing(sqlite3.connect(database)) as connection:
            article = connection.execute("SELECT id FROM article LIMIT 1").fetchone()[0]
        number, line = packed(clinic, products(database, VerdictKind.TO_WAREHOUSE)[0].serial)
        people = [(one.cookies, one.token) for one in (clinic, warehouse, admin)]
        place = Place(routes_of(), fields_of(), (*people, ("", "")), number, port)
        yield Besieged(
            server.url,
            folder,
            server.log_path,
            server.main_process,
            clinic,
            admin,
            warehouse,
            number,
            line,
            article,
            place,
            asked,
        )


def seconds_allowed() -> float:
    """As long as an answer may take here: on a machine that has other work at the same time, as many times longer as
    there are processes waiting for each core."""
    return MOST_SECONDS * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


# --- files


def heard_by(visitor: Visitor, path: str, form: dict[str, object] | None = None) -> Heard:
    answer = visitor.ask(path, form)
    leads = f"Location: {answer.url if 300 <= answer.status < 400 else ''}"
    said = f"HTTP/1.1 {answer.status} \r\nX-Content-Type-Options: nosniff\r\n{leads}\r\n\r\n"
    return Heard(said.encode() + answer.text.encode(), answer.seconds)


def give_polyglot(house: Besieged, rng: random.Random, harm: Harm, what: str) -> None:
    """As a photo of a product or of an article; what is shown afterwards is a picture, and nothing else."""
    data, name, kind = polyglot(rng, house.place.port)
    file = FileStorage(io.BytesIO(data), filename=name, content_type=kind)
    if rng.random() < 0.5:
        photos = f"/returer/{house.return_number}/rader/{house.line}"
        harm.look_at(heard_by(house.clinic, f"{photos}/foton", {"picture": file}), "polyglot", what)
        page = house.clinic.ask(f"{photos}/kontroll").text
        for shown in re.findall(rf"{photos}/foton/(\d+)\.jpg", page):
            look_at_picture(house.clinic, f"{photos}/foton/{shown}.jpg", harm, what)
            house.clinic.ask(f"{photos}/foton/ta-bort", {"photo_id": shown})
    else:
        harm.look_at(
            heard_by(house.admin, f"/admin/artiklar/{house.article}/bild", {"picture": file}),
            "polyglot",
            what,
        )
        page = house.admin.ask(f"/admin/artiklar/{house.article}").text
        for shown in re.findall(r'"(/artiklar/\d+/\w+\.jpg)', page):
            look_at_picture(house.admin, shown, harm, what)


def look_at_picture(visitor: Visitor, path: str, harm: Harm, what: str) -> None:
    with visitor.opener.open(f"{visitor.address}{path}", timeout=60) as answer:
        data, headers = answer.read(), answer.headers
    harm.statuses.setdefault("picture shown", Counter())[answer.status] += 1
    if not data.startswith(b"\xff\xd8\xff") or MARK in data or b"<script" in data or b"PK\x03\x04" in data:
        harm.wrong.append(f"{what}: served back as it came")
    if (
        headers["Content-Type"] != "image/jpeg"
        or headers["X-Content-Type-Options"] != "nosniff"
        or "sandbox" not in headers["Content-Security-Policy"]
    ):
        harm.wrong.append(f"{what}: served as {headers['Content-Type']}")


def give_file(house: Besieged, rng: random.Random, harm: Harm, what: str) -> None:
    """A bomb or a broken file, as a picture or as the register's export."""
    if rng.random() < 0.6:
        photo = FileStorage(io.BytesIO(hostile_picture(rng)), filename=house.place.text(rng)[:300])
        harm.look_at(
            heard_by(house.clinic, f"/returer/{house.return_number}/skanna", {"picture": photo}),
            "picture",
            what,
        )
        return
    table = FileStorage(
        io.BytesIO(hostile_table(rng)), filename=rng.choice(["export.csv", "export.xlsx", "../../export.ods"])
    )
    came = house.admin.ask("/admin/import", {"file": table})
    harm.look_at(Heard(f"HTTP/1.1 {came.status} x\r\n\r\n".encode(), came.seconds), "table", what)
    if came.status == 302:
        harm.look_at(heard_by(house.admin, came.url), "table", what)
        house.admin.ask(f"{came.url}/bort", {"yes": "1"})


# --- the whole


def besiege(house: Besieged, seed: int, count: int) -> Harm:
    harm = Harm()
    for number in range(count):
        rng, what = random.Random(f"{seed} {number}"), f"{seed} {number}"
        chance = rng.random()
        if chance < POLYGLOTS:
            give_polyglot(house, rng, harm, f"polyglot {what}")
        elif chance < POLYGLOTS + FILES:
            give_file(house, rng, harm, f"file {what}")
        else:
            knock = hostile_knock(rng, house.place)
            heard = send(house.url, knock.sent)
            told = f"{knock.kind} {what} {knock.sent[:120]!r}"
            harm.look_at(heard, knock.kind, told, may_be_cut_off=knock.may_be_cut_off)
        harm.megabytes = house.most_megabytes()
        if harm.megabytes > MOST_MEGABYTES:
            harm.wrong.append(f"{what}: a worker had {harm.megabytes} MB")
            break
    return harm


def look_around(house: Besieged, harm: Harm) -> None:
    """Every page that needs no number, as each of the three: what was stored is shown as text. Every file: no cell is a
    formula."""
    plain = [one for one in house.place.routes if one.method == "GET" and None not in one.parts]
    for visitor in (house.clinic, house.warehouse, house.admin):
        for route in plain:
            path = "".join(part or "" for part in route.parts)
            answer = visitor.ask(path)
            if answer.status >= 500:
                harm.wrong.append(f"{path} afterwards: {answer.status}")
            if not path.endswith((".csv", ".pdf")) and TRACES["markup"].search(answer.text.encode()):
                harm.wrong.append(f"{path} shows markup")
            if path.endswith(".csv") and answer.status == 200:
                rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";")
                cells = [cell for row in rows for cell in row if cell.startswith(BEGINS_A_FORMULA)]
                harm.wrong += [
                    f"{path} has the cell {cell!r}"
                    for cell in cells
                    if not re.fullmatch(r'="\w*"|-?\d+', cell)
                ]


def forged_lines(log: str) -> list[str]:
    """What stands in the log as an event that nothing here tells."""
    return [
        line for line in log.split("\n") if line.startswith("{") and json.loads(line).get("event") == "pwned"
    ]


@pytest.mark.slow
def test_nothing_that_is_sent_runs_or_hurts(besieged: Besieged) -> None:
    before, begun = workers_of(besieged.main_process), time.monotonic()
    harm = besiege(besieged, SEED, COUNT)
    look_around(besieged, harm)
    took = time.monotonic() - begun
    sys.stdout.write(f"{COUNT} in {took:.0f} s, slowest {harm.slowest:.1f} s, at most {harm.megabytes} MB\n")
    for kind, statuses in sorted(harm.statuses.items()):
        sys.stdout.write(f"  {kind}: {dict(sorted(statuses.items()))}\n")
    assert not harm.wrong, "\n".join([f"{len(harm.wrong)} of them", *harm.wrong[:40]])
    assert len(harm.slow) <= 1 + COUNT // 2000, harm.slow
    assert workers_of(besieged.main_process) == before, "a worker died"
    assert not besieged.asked, "somebody asked at the port that only what was sent names"
    assert not list(besieged.folder.rglob("pwned*"))
    assert not list(ROOT.glob("pwned*"))
    assert not forged_lines(besieged.log_path.read_text())
    for visitor in (besieged.clinic, besieged.warehouse, besieged.admin):
        assert visitor.ask("/konto/").status == 200, (
            f"{visitor.email} was signed out: the rest was asked by nobody"
        )
    with closing(sqlite3.connect(besieged.folder / "returkoll.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM user").fetchone()[0] >= 3
