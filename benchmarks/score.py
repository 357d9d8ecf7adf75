"""Counting what was read, misread and how long it took."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.engines import FIRST_STAGE, Answer, Grey, Reader, same_form


@dataclass(frozen=True)
class Sample:
    """A picture, what must be read from it by symbology, and what may be."""

    picture: Grey
    expected: tuple[tuple[str, bytes], ...]
    columns: tuple[str, ...]
    """What it counts under, besides its symbologies: its damage, or its folder."""
    also: tuple[bytes, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Look:
    """One reader's answers about one picture."""

    answers: tuple[Answer, ...]
    milliseconds: float

    @property
    def payloads(self) -> set[bytes]:
        return {same_form(answer.payload) for answer in self.answers}


@dataclass(frozen=True)
class Result:
    """One picture, looked at by every reader."""

    name: str
    columns: tuple[str, ...]
    expected: tuple[tuple[str, bytes], ...]
    also: tuple[bytes, ...]
    looks: dict[str, Look]
    size: tuple[int, ...]
    """Pixels of the picture: height, width."""

    def wrong(self, reader: str) -> set[bytes]:
        """What the reader says that does not stand there."""
        allowed = {same_form(payload) for _, payload in self.expected} | {same_form(p) for p in self.also}
        return self.looks[reader].payloads - allowed

    def right(self, reader: str) -> list[Answer]:
        """What the reader says that stands there."""
        there = {same_form(payload) for _, payload in self.expected}
        return [answer for answer in self.looks[reader].answers if same_form(answer.payload) in there]

    def missed(self, reader: str) -> set[bytes]:
        return {same_form(payload) for _, payload in self.expected} - self.looks[reader].payloads


@dataclass
class Cell:
    """One reader on one group of pictures."""

    codes: int = 0
    read: int = 0
    first: int = 0
    """Of those read: by the first stage."""
    pictures: int = 0
    misread: int = 0
    """Pictures with an answer that does not stand on them."""
    milliseconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return 100 * self.read / self.codes if self.codes else float("nan")

    @property
    def first_share(self) -> float:
        return 100 * self.first / self.read if self.read else float("nan")

    def quantile(self, q: float) -> float:
        return float(np.quantile(self.milliseconds, q)) if self.milliseconds else float("nan")


Row = dict[str, Cell]
Scores = dict[str, Row]
"""Reader → column → Cell."""


def look_at(sample: Sample, readers: dict[str, Reader], turn: int = 0) -> Result:
    """Every reader on the picture, one right after the other, so that a busy machine is busy for all of them; who
    begins changes by `turn`."""
    names = list(readers)
    names = names[turn % len(names) :] + names[: turn % len(names)]
    looks = {name: timed(readers[name], sample.picture) for name in names}
    size = sample.picture.shape[:2]
    return Result(sample.name, sample.columns, sample.expected, sample.also, looks, size)


def timed(reader: Reader, picture: "Grey | bytes") -> Look:
    start = time.perf_counter()
    answers = tuple(reader(picture))
    return Look(answers, (time.perf_counter() - start) * 1000)


def scores(results: Iterable[Result]) -> Scores:
    out: Scores = defaultdict(lambda: defaultdict(Cell))
    for result in results:
        for reader in result.looks:
            _count(out[reader], result, reader)
    return out


def _count(row: Row, result: Result, reader: str) -> None:
    look, wrong = result.looks[reader], bool(result.wrong(reader))
    symbologies = [symbology for symbology, _ in result.expected]
    for column in dict.fromkeys(("all", *result.columns, *symbologies)):
        row[column].pictures += 1
        row[column].misread += wrong
        row[column].milliseconds.append(look.milliseconds)
    stages = {same_form(answer.payload): answer.stage for answer in look.answers}
    for symbology, payload in result.expected:
        stage = stages.get(same_form(payload))
        for column in dict.fromkeys(("all", *result.columns, symbology)):
            row[column].codes += 1
            row[column].read += stage is not None
            row[column].first += stage == FIRST_STAGE
