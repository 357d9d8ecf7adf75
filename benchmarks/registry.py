"""The register: import speed and memory, exact lookup, near matches. `--full` takes the sizes that are promised."""

import argparse
import datetime
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from database import db
from registry.imports import import_file
from registry.imports.staging import COLUMNS
from registry.lookup import facts
from registry.models import Article, Category, Supplier, Unit
from registry.near import near
from registry.serials import CONFUSABLE, fold, key
from scanner.identity import identify_typed, join

NOW = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
TODAY = NOW.date()
POSTGRESQL = os.environ.get("RETURKOLL_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
UNITS, ARTICLES = 50, 40
ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
PORTION = 50_000
HEADINGS = "Serienummer;Artikelnummer;Enhet;Individnummer;Ordernummer;Orderdatum;Leveransdatum;Pris"

SMALL = {"import": 100_000, "near": 200_000, "mistakes": 200, "scans": 20, "lookup": 200_000, "memory": 0}
FULL = {
    "import": 1_000_000,
    "near": 1_000_000,
    "mistakes": 1000,
    "scans": 100,
    "lookup": 10_000_000,
    "memory": 10_000_000,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--full", action="store_true", help="the sizes that are promised: takes a quarter of an hour"
    )
    parser.add_argument("--only", choices=("import", "near", "lookup"), help="one part")
    parser.add_argument("--import-once", metavar="URL FILE", nargs=2, help=argparse.SUPPRESS)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks registry", description=__doc__)
    add_arguments(parser)
    run(parser.parse_args(argv))
    return 0


def run(arguments: argparse.Namespace) -> None:
    if arguments.import_once:
        import_once(*arguments.import_once)
        return
    sizes = FULL if arguments.full else SMALL
    parts = {"import": imports, "near": near_matches, "lookup": lookups}
    for name, part in parts.items():
        if arguments.only in (None, name):
            part(sizes)


def say(what: str, figures: str) -> None:
    print(f"registry  {what:<34} {figures}", flush=True)


# --- the data


def serial_of(number: int, dice: random.Random) -> str:
    """Four suppliers' ways: numbers close together, a prefix and a number, letters, long numbers."""
    way = number % 4
    if way == 0:
        return f"{210000000 + number}"
    if way == 1:
        return f"NV{number * 3 % 10_000_000:07d}"
    if way == 2:
        return "".join(dice.choices(ALPHABET, k=5)) + f"{number:07d}"
    return f"{dice.randrange(10**5):05d}{number:08d}"


def rows_of(count: int) -> Iterator[tuple[str, int, int, str, str, str, str, int]]:
    dice = random.Random(4)
    days = [(datetime.date(2022, 1, 1) + datetime.timedelta(days=n)).isoformat() for n in range(1700)]
    for number in range(count):
        day = dice.randrange(1690)
        serial = serial_of(number, dice)
        yield (
            serial,
            number % ARTICLES,
            dice.randrange(UNITS),
            f"I{number:08d}",
            f"{4000000 + number // 3}",
            days[day],
            days[day + 7],
            900 + number % 90 * 50,
        )


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="cp1252") as file:
        file.write(HEADINGS + "\n")
        for serial, article, unit, *rest in rows_of(count):
            file.write(f"{serial};A{article};{1000 + unit};{';'.join(map(str, rest))}\n")


def ready_rows(count: int) -> Iterator[list[tuple]]:
    """Portions of rows as the table takes them, made before the clock starts."""
    portion: list[tuple] = []
    for serial, article, unit, individ, order, ordered, delivered, price in rows_of(count):
        serial_key = key(serial)
        portion.append(
            (
                serial,
                serial_key,
                fold(serial_key),
                article + 1,
                unit + 1,
                individ,
                order,
                ordered,
                delivered,
                price,
                "registered",
            )
        )
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


# --- databases


@contextmanager
def databases(*names: str) -> Iterator[dict[str, str]]:
    """Addresses of empty registers: SQLite files in a temporary folder, PostgreSQL ones where a server answers."""
    server = sa.create_engine(
        sa.make_url(POSTGRESQL).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    made = []
    with tempfile.TemporaryDirectory(
        prefix="returkoll-bench-", dir=os.environ.get("RETURKOLL_BENCH_DIR")
    ) as folder:
        urls = {f"sqlite {name}": f"sqlite:///{folder}/{name}.sqlite" for name in names}
        try:
            for name in names:
                database = f"returkoll_bench_{uuid.uuid4().hex}"
                with server.connect() as connection:
                    connection.exec_driver_sql(f'CREATE DATABASE "{database}"')
                made.append(database)
                url = server.url.set(database=database)
                urls[f"postgresql {name}"] = url.render_as_string(hide_password=False)
        except sa.exc.OperationalError:
            say("postgresql", "does not answer: left out")
        try:
            for url in urls.values():
                create_register(url)
            yield urls
        finally:
            for database in made:
                with server.connect() as connection:
                    connection.exec_driver_sql(f'DROP DATABASE "{database}" WITH (FORCE)')


def create_register(url: str) -> None:
    engine = sa.create_engine(url)
    names = ("unit", "supplier", "guarantee_term", "term_change", "article", "gtin", "device", "alias",
             "correction", "import_profile", "import_run")  # fmt: skip
    db.metadata.create_all(engine, tables=[db.metadata.tables[name] for name in names])
    with engine.begin() as connection:
        connection.execute(sa.insert(Supplier), [{"code": "S", "name": "S", "address_lines": []}])
        connection.execute(
            sa.insert(Unit),
            [{"code": f"{1000 + n}", "name": f"U{n}", "address_lines": []} for n in range(UNITS)],
        )
        connection.execute(
            sa.insert(Article),
            [
                {"number": f"A{n}", "name": f"A{n}", "supplier_id": 1, "category": Category.BTE_AID}
                for n in range(ARTICLES)
            ],
        )
    engine.dispose()


def load(url: str, count: int) -> float:
    """The bare way: executemany or COPY of the same columns into the same table and indexes. Seconds it took."""
    return load_sqlite(url, count) if url.startswith("sqlite") else load_postgresql(url, count)


def load_sqlite(url: str, count: int) -> float:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    statement = f"INSERT INTO device ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
    took = 0.0
    connection.execute("BEGIN")
    for portion in ready_rows(count):
        start = time.perf_counter()
        connection.executemany(statement, portion)
        took += time.perf_counter() - start
    start = time.perf_counter()
    connection.execute("COMMIT")
    took += time.perf_counter() - start
    connection.close()
    return took


def load_postgresql(url: str, count: int) -> float:
    engine = sa.create_engine(url)
    took = 0.0
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        portions = ready_rows(count)
        with raw.cursor() as cursor:
            with cursor.copy(f"COPY device ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for portion in portions:
                    text = "".join("\t".join(map(str, row)) + "\n" for row in portion)
                    start = time.perf_counter()
                    copy.write(text)
                    took += time.perf_counter() - start
                start = time.perf_counter()
            raw.commit()
            took += time.perf_counter() - start
    engine.dispose()
    return took


def analyse(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


# --- imports


def imports(sizes: dict[str, int]) -> None:
    count = sizes["import"]
    with databases("bare", "import") as urls, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "devices.csv"
        write_csv(path, count)
        for server in ("sqlite", "postgresql"):
            if f"{server} bare" not in urls:
                continue
            bare = load(urls[f"{server} bare"], count)
            took, memory = in_a_process(urls[f"{server} import"], path)
            say(
                f"import {count:,} on {server}",
                f"{count / took:>9,.0f} rows/s, bare {count / bare:>9,.0f} rows/s: 1/{took / bare:.1f}"
                f" (promised 1/5), {memory} MB",
            )


def in_a_process(url: str, path: Path) -> tuple[float, int]:
    """The import by itself: seconds, and the most memory it had, in MB."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from benchmarks.registry import main; main(sys.argv[1:])",
         "--import-once", url, str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["seconds"], answer["megabytes"]


def import_once(url: str, path: str) -> None:
    import resource

    engine = sa.create_engine(url)
    start = time.perf_counter()
    report = import_file(engine, Path(path), actor="benchmark", now=NOW)
    seconds = time.perf_counter() - start
    assert report.applied, [str(problem.sentence) for problem in report.problems[:3]]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "added": report.counts.added}))


# --- lookups


@contextmanager
def register_at(url: str) -> Iterator[None]:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def lookups(sizes: dict[str, int]) -> None:
    """Ten thousand devices and many more, asked in turns so that a busy machine slows both."""
    many, memory = sizes["lookup"], sizes["memory"]
    with databases("few", "many") as urls, tempfile.TemporaryDirectory() as folder:
        for server in ("sqlite", "postgresql"):
            if f"{server} many" not in urls:
                continue
            fill_fast(urls[f"{server} few"], 10_000)
            if memory and server == "sqlite":
                path = Path(folder) / "devices.csv"
                write_csv(path, many)
                took, megabytes = in_a_process(urls[f"{server} many"], path)
                path.unlink()
                say(
                    f"import {many:,} on {server}",
                    f"{many / took:>9,.0f} rows/s, {megabytes} MB (promised < 400 MB)",
                )
            else:
                fill_fast(urls[f"{server} many"], many)
            few_ms, many_ms = (
                time_of_lookup(urls[f"{server} {name}"], n) for name, n in (("few", 10_000), ("many", many))
            )
            say(
                f"exact lookup on {server}",
                f"{many_ms:.2f} ms with {many:,}, {few_ms:.2f} ms with 10,000: "
                f"{many_ms / few_ms:.2f} times (promised at most 2)",
            )


def fill_fast(url: str, count: int) -> None:
    """Without the indexes, which are made afterwards: this part measures questions, not loading."""
    engine = sa.create_engine(url)
    indexes = list(db.metadata.tables["device"].indexes)
    for index in indexes:
        index.drop(engine)
    load(url, count)
    for index in indexes:
        index.create(engine)
    engine.dispose()
    analyse(url)


def time_of_lookup(url: str, count: int) -> float:
    """The median of a whole question, in ms: package in, facts out."""
    wanted = set(random.Random(5).sample(range(count), 300))
    serials = [row[0] for number, row in enumerate(rows_of(count)) if number in wanted]
    packages = [join([identify_typed(serial)])[0] for serial in serials]
    with register_at(url):
        times = []
        for package in packages:
            start = time.perf_counter()
            found = facts(package, TODAY)
            times.append(time.perf_counter() - start)
            assert len(found.devices) == 1
            db.session.rollback()
    return sorted(times)[len(times) // 2] * 1000


# --- near matches


def near_matches(sizes: dict[str, int]) -> None:
    count = sizes["near"]
    keys = [key(row[0]) for row in rows_of(count)]
    units = [row[2] + 1 for row in rows_of(count)]
    mistakes = list(make_mistakes(keys, units, sizes["mistakes"]))
    scan_ms, scan_found = full_scan(keys, mistakes, sizes["scans"])
    say(f"full rapidfuzz scan of {count:,}", f"{scan_ms:.1f} ms, right one in the top five {scan_found:.1%}")
    with databases("near") as urls:
        for name, url in urls.items():
            fill_fast(url, count)
            for own in (True, False):
                ms, found = ask_near(url, mistakes, own)
                say(
                    f"near matches on {name.split()[0]}{'' if own else ', unit unknown'}",
                    f"{ms:.2f} ms, {scan_ms / ms:.0f} times faster (promised 30 at 1,000,000), right one in top five"
                    f" {found:.1%} of {len(mistakes)} (promised 99 %)",
                )


def make_mistakes(keys: list[str], units: list[int], count: int) -> Iterator[tuple[str, str, int]]:
    """(misread, right, unit): look-alikes, a swap, a character wrong, missing or too many. None is registered."""
    dice = random.Random(6)
    registered = set(keys)
    made = 0
    while made < count:
        at = dice.randrange(len(keys))
        wrong = mistaken(keys[at], dice)
        if wrong != keys[at] and wrong not in registered:
            made += 1
            yield wrong, keys[at], units[at]


def mistaken(serial: str, dice: random.Random) -> str:
    at = dice.randrange(len(serial) - 1)
    ways: tuple[Callable[[], str], ...] = (
        lambda: look_alike(serial, dice),
        lambda: serial[:at] + serial[at + 1] + serial[at] + serial[at + 2 :],
        lambda: serial[:at] + serial[at + 1 :],
        lambda: serial[:at] + serial[at] + serial[at:],
        lambda: serial[:at] + dice.choice(ALPHABET) + serial[at:],
        lambda: serial[:at] + dice.choice(ALPHABET) + serial[at + 1 :],
    )
    return dice.choice(ways)()


def look_alike(serial: str, dice: random.Random) -> str:
    """One or two characters taken for ones that look like them."""
    groups = {character: group for group in CONFUSABLE for character in group}
    places = [at for at, character in enumerate(serial) if character in groups]
    for at in dice.sample(places, min(len(places), dice.choice((1, 1, 2)))):
        serial = serial[:at] + dice.choice(groups[serial[at]].replace(serial[at], "")) + serial[at + 1 :]
    return serial


def full_scan(keys: list[str], mistakes: list[tuple[str, str, int]], count: int) -> tuple[float, float]:
    times, found = [], 0
    for wrong, right, _unit in mistakes[:count]:
        start = time.perf_counter()
        hits = process.extract(wrong, keys, scorer=Levenshtein.distance, score_cutoff=1, limit=5)
        times.append(time.perf_counter() - start)
        found += any(hit[0] == right for hit in hits)
    return sorted(times)[len(times) // 2] * 1000, found / len(times)


def ask_near(url: str, mistakes: list[tuple[str, str, int]], own: bool) -> tuple[float, float]:
    times, found = [], 0
    with register_at(url):
        for wrong, right, unit in mistakes:
            start = time.perf_counter()
            hits = near(db.session(), wrong, unit if own else None)
            times.append(time.perf_counter() - start)
            found += any(hit.serial_key == right for hit in hits)
    return sorted(times)[len(times) // 2] * 1000, found / len(times)


if __name__ == "__main__":
    sys.exit(main())
