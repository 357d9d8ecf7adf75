"""The register: import speed and memory, exact lookup, near matches. `--full` takes the sizes that are promised."""

import argparse
from pathlib import Path

from benchmarks.registry import importing, lookups, nearness
from benchmarks.registry.figures import Figures

PARTS = {"import": importing.measure, "near": nearness.measure, "lookup": lookups.measure}

SHORT = {"import": 100_000, "near": 1_000_000, "mistakes": 200, "scans": 50, "lookup": 200_000}
FULL = {"import": 1_000_000, "near": 1_000_000, "mistakes": 1000, "scans": 100, "lookup": 10_000_000}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--full", action="store_true", help="the sizes that are promised: takes half an hour or more"
    )
    parser.add_argument("--only", choices=tuple(PARTS), help="one part")
    parser.add_argument(
        "--write", metavar="FILE", type=Path, help="keep the figures as Markdown: docs/benchmarks-registry.md"
    )


def run(arguments: argparse.Namespace) -> None:
    figures = Figures(full=arguments.full)
    for name, measure in PARTS.items():
        if arguments.only in (None, name):
            measure(FULL if arguments.full else SHORT, figures)
    figures.close()
    if arguments.write:
        arguments.write.write_text(figures.markdown(), encoding="utf-8")
