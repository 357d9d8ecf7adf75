"""Many tablets at one server: frames a second over HTTP beside bare processes, three times that, and forty tablets.

The server is the real one, with as many workers as cores, over loopback. The tablets are threads of this process, which
takes its share of the same cores.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.crowd.bare import BareReaders
from benchmarks.crowd.pictures import jpegs
from benchmarks.crowd.tablets import Asked, at_a_pace, one_after_another, signed_in
from benchmarks.promises import Promise
from tests.browser.server import Server, make_demo_database, serving
from tests.hostile.doors import peak_megabytes, workers_of

PICTURES = 40
ROUNDS = 4
"""Bare processes and the server take turns so many times, so that both meet the same machine."""
SHARE = 0.85
OVERLOAD = 3
LONGEST_S = 2.0
MOST_MEGABYTES = 600
TABLETS = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=8, help="of each round and of the overload")
    parser.add_argument("--minutes", type=float, default=1, help="of the forty tablets; 10 are promised")


def run(arguments: argparse.Namespace) -> None:
    cores = os.cpu_count() or 1
    pictures = jpegs(PICTURES)
    with tempfile.TemporaryDirectory(prefix="returkoll-crowd-") as folder:
        database = make_demo_database(Path(folder) / "demo.sqlite")
        served = Path(folder) / "served"
        served.mkdir()
        with BareReaders(pictures, cores) as bare, serving(database, served, workers=cores) as server:
            for line in measured(arguments, bare, server, pictures, cores):
                print(line, flush=True)


def measured(
    arguments: argparse.Namespace, bare: BareReaders, server: Server, pictures: list[bytes], cores: int
) -> Iterator[str]:
    yield f"crowd: {cores} cores, load {os.getloadavg()[0]:.1f}, {len(pictures)} frames in turn"
    session = signed_in(server.url)
    one_after_another(session, pictures, tablets=2 * cores, seconds=2)  # the first look loads what it needs
    seconds = arguments.seconds / ROUNDS
    alone, over_http = 0, Asked()
    for _round in range(ROUNDS):
        alone += bare.read_for(seconds)
        over_http += one_after_another(session, pictures, tablets=2 * cores, seconds=seconds)
    rate = over_http.read / over_http.seconds
    bare_rate = alone / (seconds * ROUNDS)
    yield str(
        Promise(
            f"{rate:.1f} frames a second over HTTP, {bare_rate:.1f} by bare processes on all cores: "
            f"{rate / bare_rate:.2f} (promised {SHARE})",
            rate / bare_rate >= SHARE,
        )
    )
    yield from told(
        f"at {OVERLOAD} times that",
        at_a_pace(session, pictures, tablets=TABLETS, rate=OVERLOAD * rate, seconds=arguments.seconds),
        server,
    )
    yield from told(
        f"{TABLETS} tablets at a frame a second for {arguments.minutes:g} minutes",
        at_a_pace(session, pictures, tablets=TABLETS, rate=TABLETS, seconds=arguments.minutes * 60),
        server,
    )


def told(what: str, asked: Asked, server: Server) -> Iterator[str]:
    """How long whoever asked waited, what went wrong, and what memory it took."""
    yield str(
        Promise(
            f"{what}: {asked.read} frames read, {asked.busy} times told to come again, the longest wait for either "
            f"{asked.longest_s:.2f} s (promised {LONGEST_S:g})",
            asked.longest_s <= LONGEST_S,
        )
    )
    yield str(
        Promise(f"{what}: {len(asked.wrong)} other answers {asked.wrong[:3]} (promised 0)", not asked.wrong)
    )
    megabytes = max(peak_megabytes(worker) for worker in workers_of(server.main_process))
    yield str(
        Promise(
            f"{what}: a worker holds {megabytes} MB at most (promised {MOST_MEGABYTES})",
            megabytes <= MOST_MEGABYTES,
        )
    )
