"""`python -m scanner [--budget-ms N] FILE…`: one JSON object a line, for people and scripts."""

import argparse
import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import scanner
from scanner.identity import Identity


def main(arguments: list[str] | None = None) -> int:
    """0 when every file was a picture, 1 when one was not."""
    parser = argparse.ArgumentParser(prog="python -m scanner", description="Read every code in pictures.")
    parser.add_argument("--budget-ms", type=float, default=400, metavar="N", help="time a picture (400)")
    parser.add_argument("files", nargs="+", metavar="FILE")
    chosen = parser.parse_args(arguments)
    answers = [_answer(name, chosen.budget_ms) for name in chosen.files]
    return 1 if any("error" in answer for answer in answers) else 0


def _answer(name: str, budget_ms: float) -> dict[str, Any]:
    try:
        answer = _read(name, budget_ms)
    except OSError as error:
        answer = {"file": name, "error": "file", "text": error.strerror or str(error)}
    except scanner.UnreadablePicture as unreadable:
        answer = {"file": name, "error": unreadable.reason, "text": str(unreadable)}
    print(json.dumps(answer, ensure_ascii=False, default=str))
    sys.stdout.flush()
    return answer


def _read(name: str, budget_ms: float) -> dict[str, Any]:
    reading = scanner.read(Path(name).read_bytes(), budget_ms=budget_ms)
    return {
        "file": name,
        "size": reading.size,
        "elapsed_ms": round(reading.elapsed_ms, 1),
        "symbols": [_shown(symbol) for symbol in reading.symbols],
    }


def _shown(symbol: scanner.Symbol) -> dict[str, Any]:
    return {
        "text": symbol.text,
        "bytes": symbol.bytes.hex(),
        "format": symbol.format,
        "corners": [[round(x, 1), round(y, 1)] for x, y in symbol.corners],
        "engine": symbol.engine,
        "stage": symbol.stage,
        "identity": _told(symbol.identity),
    }


def _told(identity: Identity) -> dict[str, Any]:
    """What the payload says, without the fields that it says nothing about."""
    told = {field.name: getattr(identity, field.name) for field in fields(identity)}
    told["problems"] = [{"code": problem.code, "text": problem.text} for problem in identity.problems]
    return {name: value for name, value in told.items() if value not in (None, [], ())}


if __name__ == "__main__":
    sys.exit(main())
