"""Counting what was read, misread and how long it took."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.engines import Grey, Reader, same_form


@dataclass
class Cell:
    """One engine on one group of pictures."""

    codes: int = 0
    read: int = 0
    pictures: int = 0
    misread: int = 0
    """Pictures with an answer that does not stand on them."""
    milliseconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return 100 * self.read / self.codes if self.codes else float("nan")

    def quantile(self, q: float) -> float:
        return float(np.quantile(self.milliseconds, q)) if self.milliseconds else float("nan")


Scores = dict[str, dict[str, Cell]]


@dataclass(frozen=True)
class Sample:
    """A picture, what must be read from it by column, and what may be."""

    picture: Grey
    expected: "tuple[tuple[str, bytes], ...]"
    columns: tuple[str, ...]
    also: tuple[bytes, ...] = ()
    name: str = ""


def score(samples: Iterable[Sample], readers: dict[str, Reader], *, tell: bool = False) -> Scores:
    """Each reader on each sample: reader → column → Cell."""
    out: Scores = {name: defaultdict(Cell) for name in readers}
    for sample in samples:
        allowed = {same_form(payload) for _, payload in sample.expected} | {same_form(p) for p in sample.also}
        for name, reader in readers.items():
            start = time.perf_counter()
            answers = {same_form(payload) for payload in reader(sample.picture)}
            elapsed = (time.perf_counter() - start) * 1000
            wrong = answers - allowed
            if wrong and tell:
                print(f"  {name} misreads {sample.name}: {sorted(wrong)}")
            _count(out[name], sample, answers, bool(wrong), elapsed)
    return out


def _count(row: dict[str, Cell], sample: Sample, answers: set[bytes], wrong: bool, elapsed: float) -> None:
    for column in ("all", *sample.columns):
        cell = row[column]
        cell.pictures += 1
        cell.misread += wrong
        cell.milliseconds.append(elapsed)
    for symbology, payload in sample.expected:
        hit = same_form(payload) in answers
        for column in {"all", *sample.columns, symbology}:
            row[column].codes += 1
            row[column].read += hit


def ratio_where_read(samples: Iterable[Sample], reference: Reader, reader: Reader) -> list[float]:
    """How many times the reference's time the reader takes, for each picture that the reference reads."""
    out = []
    for sample in samples:
        wanted = {same_form(payload) for _, payload in sample.expected}
        start = time.perf_counter()
        answers = {same_form(payload) for payload in reference(sample.picture)}
        middle = time.perf_counter()
        if wanted and wanted <= answers:
            reader(sample.picture)
            out.append((time.perf_counter() - middle) / (middle - start))
    return out
