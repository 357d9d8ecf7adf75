"""Print is read by a process of its own (docs/decisions/0021-print-is-read-elsewhere.md).

The networks take 100 MB as long as their process lives and 250 MB more while they read, which would come on top of what
the largest picture takes. `python -m scanner.engines.text_process BYTES` is that process, which cannot fill more bytes
than that. Each server process starts one at its first use, and it ends when its server process does, as its input then
ends.
"""

import atexit
import json
import math
import os
import resource
import signal
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
SECONDS = 20
"""Processor time that one picture may take, with loading the networks, which takes two seconds. The budget ends a
reading long before; this is for what does not look at the clock."""
PATIENCE_S = 120.0
"""A process that has not answered for so long is ended: ten other programs at work make one picture take a minute."""
TRIES = 2
"""Processes that are asked for one picture: the first may have died since it was asked the last time."""
MEMORY = 600 << 20
"""Bytes that the process may fill. The densest page of the largest size needs some 500 MB, of which 400 are resident at
once. It is the data that is limited (RLIMIT_DATA): the address space is 1,100 MB, most of which is reserved and never
filled."""
ENDLESS_MS = 1e9
MODULE = "scanner.engines.text_process"


class Elsewhere:
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
                    if _has_given_up(process) or time.monotonic() - begun >= PATIENCE_S:
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
                [sys.executable, "-m", MODULE, str(MEMORY)],
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


_elsewhere = Elsewhere()
atexit.register(_elsewhere.close)


def read(grey: Grey, clock: Clock) -> list[PrintedLine]:
    """Like `scanner.engines.text.read`. Nothing where the process that reads had to be ended."""
    return _elsewhere.read(grey, clock)


def _has_given_up(process: "subprocess.Popen[bytes]") -> bool:
    """Whether a process that does not answer has ended by an error of its own or at the end of its time. Another one
    would end in the same way with that picture. Ends it in any case."""
    with suppress(subprocess.TimeoutExpired):
        ended = process.wait(1.0)
        return ended > 0 or ended == -signal.SIGXCPU
    process.kill()
    process.wait()
    return False


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


def limit_memory(most: int) -> None:
    """For this process, and for good."""
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: int) -> None:
    """So much processor time from now on, then the process is ended."""
    until = int(time.process_time()) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Read one picture after another, until the input ends."""
    give_back_at_once()
    while line := asked.readline():
        asks = json.loads(line)
        _limit_time(SECONDS)
        shape = asks["height"], asks["width"]
        pixels = np.frombuffer(asked.read(shape[0] * shape[1]), np.uint8).reshape(shape)
        lines = [asdict(found) for found in read_here(pixels, Clock(asks["ms"]))]
        answers.write(json.dumps(lines).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
