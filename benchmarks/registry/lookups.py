"""One question, package in and facts out, with few devices and with many; and the memory of importing the many."""

import time

from flask import Flask

from benchmarks.registry.data import some_serials
from benchmarks.registry.databases import fill_fast, register_at, with_file
from benchmarks.registry.figures import Figures
from benchmarks.registry.importing import NOW, in_a_process
from database import db
from identity import Package, identify_typed, join
from registry.lookup import facts

FEW = 10_000
TIMES = 2
MEGABYTES = 400
QUESTIONS = 500
WARMING = 50
TODAY = NOW.date()


def measure(sizes: dict[str, int], figures: Figures) -> None:
    many = sizes["lookup"]
    with with_file(figures, many, "few", "many") as servers:
        for server, path, (few_url, many_url) in servers:
            fill_fast(few_url, FEW)
            took, megabytes = in_a_process(many_url, path)
            figures.tell(
                f"memory of importing {many:,} on {server}",
                f"{megabytes} MB, at {many / took:,.0f} rows/s",
                f"under {MEGABYTES} MB",
                megabytes < MEGABYTES,
            )
            tell(figures, server, (few_url, FEW), (many_url, many))


def tell(figures: Figures, server: str, few: tuple[str, int], many: tuple[str, int]) -> None:
    (few_first, few_ms), (many_first, many_ms) = in_turns(few, many)
    figures.tell(
        f"exact lookup with {many[1]:,} on {server}",
        f"{many_ms:.2f} ms, with {few[1]:,} {few_ms:.2f} ms: {many_ms / few_ms:.2f} times "
        f"(never asked before, from the disk: {many_first:.2f} and {few_first:.2f} ms)",
        f"at most {TIMES} times",
        many_ms <= TIMES * few_ms,
    )


def in_turns(*registers: tuple[str, int]) -> list[tuple[float, float]]:
    """The median of a whole question in each register, in ms: asked for the first time, when much of what it touches
    is still on the disk alone, and again. Asked in turns: a busy machine slows all of them."""
    apps = [register_at(url) for url, _count in registers]
    asked = [packages(count) for _url, count in registers]
    for app, questions in zip(apps, asked, strict=True):
        for package in questions[:WARMING]:
            ask(app, package)
    first = _all_in_turns(apps, [questions[WARMING:] for questions in asked])
    again = _all_in_turns(apps, [questions[WARMING:] for questions in asked])
    for app in apps:
        with app.app_context():
            db.engine.dispose()
    return list(zip(first, again, strict=True))


def _all_in_turns(apps: list[Flask], asked: list[list[Package]]) -> list[float]:
    times: list[list[float]] = [[] for _app in apps]
    for number in range(QUESTIONS):
        for app, questions, took in zip(apps, asked, times, strict=True):
            took.append(ask(app, questions[number]))
    return [sorted(took)[len(took) // 2] * 1000 for took in times]


def packages(count: int) -> list[Package]:
    return [join([identify_typed(serial)])[0] for serial in some_serials(WARMING + QUESTIONS, count, seed=5)]


def ask(app: Flask, package: Package) -> float:
    with app.app_context():
        start = time.perf_counter()
        found = facts(package, TODAY)
        seconds = time.perf_counter() - start
        assert len(found.devices) == 1
        db.session.remove()
    return seconds
