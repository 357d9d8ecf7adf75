"""What was measured, line by line, and whether it keeps what is promised."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from pathlib import Path

NO_PROMISE, HOLDS, BROKEN = "", "PASS", "FALLS SHORT"


@dataclass(frozen=True)
class Figure:
    """One line of the benchmark. `promise` is empty for what is told beside the promises."""

    what: str
    measured: str
    promise: str = ""
    holds: bool | None = None

    @property
    def outcome(self) -> str:
        if self.holds is None:
            return NO_PROMISE
        return HOLDS if self.holds else BROKEN


class Figures:
    """They are printed as they come, and written to the Markdown file at the end."""

    def __init__(self, name: str = "registry", *, full: bool) -> None:
        self.name = name
        self.full = full
        self.told: list[Figure] = []
        self.servers = f"SQLite {sqlite3.sqlite_version}"
        if not full:
            print(
                f"{self.name:<9} a short run: what is promised is promised for the sizes of --full",
                flush=True,
            )

    def tell(self, what: str, measured: str, promise: str = "", holds: bool | None = None) -> None:
        figure = Figure(what, measured, promise, holds)
        self.told.append(figure)
        promised = f" (promised: {promise})" if promise else ""
        print(f"{self.name:<9} {figure.outcome:<11} {what:<46} {measured}{promised}", flush=True)

    def close(self) -> None:
        judged = [figure for figure in self.told if figure.holds is not None]
        held = sum(figure.holds is True for figure in judged)
        print(f"{self.name:<9} {held} of {len(judged)} promised lines hold", flush=True)

    def markdown(self) -> str:
        sizes = "at the promised sizes" if self.full else "a short run"
        lines = [
            f"# The benchmark of the {self.name}",
            "",
            f"Written by `python -m benchmarks {self.name} --full --write docs/benchmarks-{self.name}.md`, "
            f"{sizes}. {machine()}; Python {platform.python_version()}, {self.servers}.",
            "",
            "| | what | measured | promised |",
            "|---|---|---|---|",
        ]
        lines += [f"| {f.outcome} | {f.what} | {f.measured} | {f.promise} |" for f in self.told]
        return "\n".join(lines) + "\n"


def machine() -> str:
    """The processor's name and how much of it: nothing else of the machine is told."""
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")]
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores"
