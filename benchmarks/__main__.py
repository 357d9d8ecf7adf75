"""`python -m benchmarks` runs every module; `python -m benchmarks scanner --frames 200` one of them.

A module has `add_arguments(parser)` and `run(arguments)`; it is registered by standing in MODULES.
"""

import argparse
import importlib
import importlib.util
import sys

MODULES = (
    "scanner",
    "many",
    "prior",
    "calibration",
    "bursts",
    "chart",
    "broken",
    "labels",
    "registry",
    "pages",
    "tablet",
    "desk",
    "receiving",
    "kills",
    "crowd",
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    chosen = parser.add_subparsers(dest="module")
    present = {}
    for name in MODULES:
        if importlib.util.find_spec(f"benchmarks.{name}") is None:
            continue
        present[name] = importlib.import_module(f"benchmarks.{name}")
        present[name].add_arguments(
            chosen.add_parser(name, help=(present[name].__doc__ or "").split("\n")[0])
        )
    asked = parser.parse_args(arguments)
    if asked.module:
        present[asked.module].run(asked)
        return 0
    for name, module in present.items():
        module.run(parser.parse_args([name]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
