"""Pictures and workbooks made to hurt, through every door that takes a file, at a real server: no worker has over
600 MB, no answer takes over five seconds, and none is a 5xx.

The sample stands for the whole. RETURKOLL_HOSTILE_FILES says how many are sent, and RETURKOLL_HOSTILE_SEED which
ones: 3,000 take half an hour.
"""

import os
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from registry.verdict import VerdictKind
from tests.browser.demo import products
from tests.browser.server import make_demo_database, serving
from tests.hostile.doors import Answer, Visitor, packed, peak_megabytes, upload, workers_of
from tests.hostile.pictures import hostile_picture
from tests.hostile.tables import hostile_table

MOST_MEGABYTES = 600
MOST_SECONDS = 5.0
COUNT = int(os.environ.get("RETURKOLL_HOSTILE_FILES", "60"))
SEED = int(os.environ.get("RETURKOLL_HOSTILE_SEED", "1"))
TABLES = 0.4
"""Share of the files that are no pictures."""


@dataclass
class House:
    """A running server, who is signed in there, and where they may send files."""

    main_process: int
    clinic: Visitor
    warehouse: Visitor
    admin: Visitor
    return_number: str
    line: int
    article: int

    def picture_doors(self) -> dict[str, Callable[[bytes], Answer]]:
        number = self.return_number
        pages = {
            "scan frame": (self.clinic, f"/returer/{number}/skanna", {"live": "1"}),
            "scan photo": (self.clinic, f"/returer/{number}/skanna", {}),
            "photo of a product": (self.clinic, f"/returer/{number}/rader/{self.line}/foton", {}),
            "picture of an article": (self.admin, f"/admin/artiklar/{self.article}/bild", {}),
            "envelope": (self.warehouse, "/lager/skanna", {}),
            "receipt": (self.warehouse, f"/lager/mottag/{number}/skanna", {"live": "1"}),
        }

        def door(who: Visitor, path: str, more: dict[str, str]) -> Callable[[bytes], Answer]:
            return lambda data: who.ask(path, {**more, "picture": upload(data, "foto.jpg")})

        doors = {name: door(*page) for name, page in pages.items()}
        doors["API"] = lambda data: self.clinic.ask("/api/v1/scan", body=data, kind="image/jpeg")
        return doors

    def bring_in(self, data: bytes, name: str) -> list[Answer]:
        """An import: the file, how it is read, and as a file of terms; then it is forgotten."""
        came = self.admin.ask("/admin/import", {"file": upload(data, name)})
        answers = [came]
        if came.status == 302:
            answers += [self.admin.ask(came.url), self.admin.ask(f"{came.url}?slag=terms")]
            answers.append(self.admin.ask(f"{came.url}/bort", {"yes": "1"}))
        return answers

    def most_megabytes(self) -> int:
        return max(peak_megabytes(worker) for worker in workers_of(self.main_process))


@dataclass
class Findings:
    """What was wrong, by door, seed and what came."""

    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    megabytes: int = 0
    grown: list[str] = field(default_factory=list)
    """Where a worker took more memory than ever before, and how much."""

    def look_at(self, answer: Answer, what: str) -> None:
        self.statuses[answer.status] += 1
        self.slowest = max(self.slowest, answer.seconds)
        if answer.status >= 500:
            self.wrong.append(f"{what}: {answer.status} {answer.text[:200]}")
        if answer.seconds > seconds_allowed():
            self.wrong.append(f"{what}: {answer.seconds:.1f} s")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("hostile")
    database = make_demo_database(folder / "demo.sqlite")
    with serving(database, folder) as server:
        people = [Visitor(server.url, f"{who}@returkoll.demo") for who in ("klinik", "lager", "admin")]
        with closing(sqlite3.connect(database)) as connection:
            article = connection.execute("SELECT id FROM article LIMIT 1").fetchone()[0]
        yield House(server.main_process, *people, *packed(people[0], demo_serial(database)), article)


def demo_serial(database: Path) -> str:
    return products(database, VerdictKind.TO_WAREHOUSE)[0].serial


def seconds_allowed() -> float:
    """As long as an answer may take here: on a machine that has other work at the same time, as many times longer as
    there are processes waiting for each core."""
    return MOST_SECONDS * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def send(house: House, seed: int, count: int) -> Findings:
    """So many files of the seed, each through the door whose turn it is. What was slow is asked once more: the first
    text that is read waits for the models to be loaded."""
    findings = Findings()
    doors = list(house.picture_doors().items())
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        if rng.random() < TABLES:
            data, name = (
                hostile_table(rng),
                rng.choice(["export.csv", "export.xlsx", "export.xls", "villkor.ods"]),
            )
            what, ask = f"import of {seed} {number}", lambda data=data, name=name: house.bring_in(data, name)
        else:
            data, (door, knock) = hostile_picture(rng), doors[number % len(doors)]
            what, ask = f"{door} with {seed} {number}", lambda data=data, knock=knock: [knock(data)]
        answers = ask()
        if any(answer.seconds > MOST_SECONDS for answer in answers):
            answers = ask()
        for answer in answers:
            findings.look_at(answer, f"{what} ({len(data):,} bytes)")
        megabytes = house.most_megabytes()
        if megabytes > findings.megabytes + 20:
            findings.grown.append(f"{what}: {megabytes} MB")
        findings.megabytes = megabytes
        if megabytes > MOST_MEGABYTES:
            findings.wrong.append(f"{what} ({len(data):,} bytes): a worker had {megabytes} MB")
            break
    sys.stdout.write(f"{count} files: {findings}\n")
    return findings


@pytest.mark.slow
def test_no_file_hurts(house: House) -> None:
    assert not send(house, seed=SEED, count=COUNT).wrong
