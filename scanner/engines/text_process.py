"""Print is read by a process of its own (docs/decisions/0021-print-is-read-elsewhere.md).

The networks take 100 MB as long as their process lives and 250 MB more while they read, which would come on top of what
the largest picture takes. `python -m scanner.engines.text_process` is that process. Each server process starts one at
its first use, and it ends when its server process does, as its input then ends.
"""

import atexit
import json
import math
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

import numpy as np

from scanner.engines.text import PrintedLine
from scanner.engines.text import read as read_here
from scanner.pictures.image import Grey
from scanner.pictures.large_buffers import give_back_at_once
from scanner.reading import Corners
from scanner.time_budget import Clock

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 30.0
"""A process that has not answered for so long is ended, and another one is started for the next picture. To load the
networks takes two seconds where nothing else runs."""
TRIES = 2
"""Processes that are asked for one picture: the first may have died since it was asked the last time."""
ENDLESS_MS = 1e9
MODULE = "scanner.engines.text_process"


class _Elsewhere:
    """The process that reads for this one."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._parent = 0

    def read(self, grey: Grey, clock: Clock) -> list[PrintedLine]:
        with self._one_at_a_time:
            for _ in range(TRIES):
                process = self._running()
                begun = time.monotonic()
                watch = threading.Timer(PATIENCE_S, process.kill)
                watch.start()
                try:
                    return _asked(process, grey, clock.left_ms)
                except (OSError, ValueError, KeyError):
                    process.kill()
                    process.wait()
                    if time.monotonic() - begun >= PATIENCE_S:
                        break
                finally:
                    watch.cancel()
        return []

    def _running(self) -> "subprocess.Popen[bytes]":
        # A server process that was forked from this one does not share its pipes.
        is_ours = self._parent == os.getpid()
        if self._process is None or not is_ours or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                start_new_session=True,
            )
            self._parent = os.getpid()
        return self._process

    def close(self) -> None:
        """Let go of the process, which ends it."""
        if self._process is not None and self._parent == os.getpid():
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
            self._process.wait()
        self._process = None


_elsewhere = _Elsewhere()
atexit.register(_elsewhere.close)


def read(grey: Grey, clock: Clock) -> list[PrintedLine]:
    """Like `scanner.engines.text.read`. Nothing where the process that reads had to be ended."""
    return _elsewhere.read(grey, clock)


def _asked(process: "subprocess.Popen[bytes]", grey: Grey, left_ms: float) -> list[PrintedLine]:
    assert process.stdin is not None
    assert process.stdout is not None
    milliseconds = left_ms if math.isfinite(left_ms) else ENDLESS_MS
    asks = {"height": grey.shape[0], "width": grey.shape[1], "ms": milliseconds}
    process.stdin.write(json.dumps(asks).encode() + b"\n")
    process.stdin.write(np.ascontiguousarray(grey).tobytes())
    process.stdin.flush()
    lines = json.loads(process.stdout.readline())
    return [PrintedLine(line["text"], _corners(line["corners"]), line["confidence"]) for line in lines]


def _corners(points: list[list[float]]) -> Corners:
    (a, b, c, d) = [(x, y) for x, y in points]
    return a, b, c, d


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Read one picture after another, until the input ends."""
    give_back_at_once()
    while line := asked.readline():
        asks = json.loads(line)
        shape = asks["height"], asks["width"]
        pixels = np.frombuffer(asked.read(shape[0] * shape[1]), np.uint8).reshape(shape)
        lines = [asdict(found) for found in read_here(pixels, Clock(asks["ms"]))]
        answers.write(json.dumps(lines).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
