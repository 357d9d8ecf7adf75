"""Killed again and again: packing and receiving go on while workers and main processes are killed with `kill -9`.

Every action that was acknowledged has to be there afterwards, and none twice.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.kills.killing import Figures, Plan, run_on
from benchmarks.promises import Promise
from benchmarks.registry.databases import POSTGRESQL

KINDS = ("sqlite", "postgresql")
BACK_WITHIN_S = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=50, help="how many workers are killed")
    parser.add_argument("--masters", type=int, default=20, help="how many main processes are killed")
    parser.add_argument("--on", choices=KINDS, action="append", help="both if not given")


def run(arguments: argparse.Namespace) -> None:
    for kind in arguments.on or KINDS:
        plan = Plan(
            workers=arguments.workers, masters=arguments.masters, away=3 if kind == "postgresql" else 0
        )
        with tempfile.TemporaryDirectory(prefix="returkoll-kills-") as folder:
            figures = run_on(kind, Path(folder), plan, POSTGRESQL)
        for line in told(kind, plan, figures):
            print(line, flush=True)


def told(kind: str, plan: Plan, figures: Figures) -> list[str]:
    """The figures, and whether they keep what was promised."""
    after = f", its database {plan.away} times away" if plan.away else ""
    return [
        f"{kind}: {plan.workers} workers and {plan.masters} main processes killed{after}; "
        f"{figures.packed} products packed and {figures.received} received meanwhile, {figures.retries} requests "
        f"sent again, the longest wait for an acknowledgement {figures.longest_wait_s:.1f} s",
        str(
            Promise(
                f"answers that nobody expected: {len(figures.unexpected)} {figures.unexpected[:3]}",
                not figures.unexpected,
            )
        ),
        str(Promise(f"acknowledged and not there: {len(figures.lost)} (promised 0)", not figures.lost)),
        str(Promise(f"there twice: {len(figures.twice)} (promised 0)", not figures.twice)),
        str(Promise(f"the audit log's chain: {figures.chain}", figures.chain == "holds")),
        str(
            Promise(
                f"answered again after a kill: {figures.back_s:.1f} s at the longest (promised {BACK_WITHIN_S:.0f})",
                figures.back_s < BACK_WITHIN_S,
            )
        ),
    ]
