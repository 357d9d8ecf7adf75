"""`python -m scanner [--budget-ms N] [--text] FILE…`: one JSON object a line, for people and scripts."""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import scanner
import scanner.printed_text
from identity import Identity
from scanner.reading import Corners

EPILOG = """\
A line a file, as soon as it is read: {"file", "size", "elapsed_ms", "symbols": [{"text", "bytes", "format", "corners",
"engine", "stage", "odds", "identity"}]}, with --text also "suggestions"; {"file", "error", "text"} for what cannot be
read. The odds say how much likelier right than wrong a symbol is.
Exit status: 0 when every file was a picture, with or without codes; 1 when one was not; 2 for wrong usage.
"""


def main(arguments: list[str] | None = None) -> int:
    """Read the files that the arguments name. Returns 0 when every file was a picture, 1 when one was not."""
    chosen = _parser().parse_args(arguments)
    try:
        failed = _print_all(_answer(name, chosen) for name in chosen.files)
    except BrokenPipeError:
        # The program that reads our output has ended (as with `| head -1`). Python must not write the rest of the
        # output into the closed pipe when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scanner",
        description="Read every code in pictures.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--budget-ms", type=_milliseconds, default=400, metavar="N", help="time a picture (400)"
    )
    parser.add_argument(
        "--text", action="store_true", help="read the print too, for what may be a serial number"
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a picture file; - is the standard input")
    return parser


def _milliseconds(text: str) -> float:
    budget = float(text)
    if not 0 < budget < float("inf"):
        raise ValueError(text)
    return budget


def _print_all(answers: Iterable[dict[str, Any]]) -> bool:
    """Print each answer as soon as it is there. Returns whether one of them is an error."""
    failed = False
    for answer in answers:
        failed = failed or "error" in answer
        print(json.dumps(answer, ensure_ascii=False, default=str), flush=True)
    return failed


def _answer(name: str, chosen: argparse.Namespace) -> dict[str, Any]:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return _read(name, data, chosen)
    except OSError as error:
        return {"file": name, "error": "file", "text": error.strerror or str(error)}
    except scanner.UnreadablePicture as unreadable:
        return {"file": name, "error": unreadable.reason, "text": str(unreadable)}


def _read(name: str, data: bytes, chosen: argparse.Namespace) -> dict[str, Any]:
    reading = scanner.read(data, budget_ms=chosen.budget_ms)
    answer = {
        "file": name,
        "size": reading.size,
        "elapsed_ms": round(reading.elapsed_ms, 1),
        "symbols": [_shown(symbol) for symbol in reading.symbols],
    }
    if chosen.text:
        answer["suggestions"] = [_suggested(suggestion) for suggestion in scanner.printed_text.suggest(data)]
    return answer


def _shown(symbol: scanner.Symbol) -> dict[str, Any]:
    return {
        "text": symbol.text,
        "bytes": symbol.bytes.hex(),
        "format": symbol.format,
        "corners": _rounded(symbol.corners),
        "engine": symbol.engine,
        "stage": symbol.stage,
        "odds": round(symbol.odds),
        "identity": _told(symbol.identity),
    }


def _suggested(suggestion: scanner.printed_text.Suggestion) -> dict[str, Any]:
    return {
        "text": suggestion.text,
        "corners": _rounded(suggestion.corners),
        "confidence": round(suggestion.confidence, 3),
        "named": suggestion.named,
    }


def _rounded(corners: Corners) -> list[list[float]]:
    return [[round(x, 1), round(y, 1)] for x, y in corners]


def _told(identity: Identity) -> dict[str, Any]:
    """The fields of an identity that have a value."""
    told = {field.name: getattr(identity, field.name) for field in fields(identity)}
    told["problems"] = [{"code": problem.code, "text": problem.text} for problem in identity.problems]
    return {name: value for name, value in told.items() if value not in (None, [], ())}


if __name__ == "__main__":
    sys.exit(main())
