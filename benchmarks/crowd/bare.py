"""The same reading without a server: a process for each core, which reads frames one after another."""

import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Self

import scanner
from identity import join
from web.scan.scanning import LIVE_BUDGET_MS


class BareReaders:
    """Processes that are started once, and read for as long as they are told."""

    def __init__(self, pictures: Sequence[bytes], count: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._ends: list[Connection] = []
        self._processes = []
        for number in range(count):
            here, there = spawn.Pipe()
            process = spawn.Process(target=_read, args=(there, list(pictures), number), daemon=True)
            process.start()
            self._ends.append(here)
            self._processes.append(process)

    def __enter__(self) -> Self:
        self.read_for(0.5)  # the first look loads what it needs
        return self

    def __exit__(self, *_: object) -> None:
        for end in self._ends:
            end.send(None)
        for process in self._processes:
            process.join()

    def read_for(self, seconds: float) -> int:
        """How many frames they read together in that time."""
        for end in self._ends:
            end.send(seconds)
        return sum(end.recv() for end in self._ends)


def _read(told: Connection, pictures: list[bytes], number: int) -> None:
    at = number * len(pictures) // 2
    while (seconds := told.recv()) is not None:
        until, count = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            reading = scanner.read(pictures[at % len(pictures)], budget_ms=LIVE_BUDGET_MS)
            join(
                [symbol.identity for symbol in reading.symbols],
                [symbol.corners for symbol in reading.symbols],
            )
            at, count = at + 1, count + 1
        told.send(count)
