"""Truncated and corrupted pictures by the thousand: no crash, no exception but the documented one, memory bounded."""

import argparse
import contextlib
import io
import os
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pillow_heif
import zxingcpp
from PIL import Image

import scanner
from benchmarks.promises import Promise

KINDS: dict[str, dict[str, object]] = {
    "JPEG": {},
    "JPEG progressive": {"progressive": True},
    "PNG": {},
    "PNG with a colour profile": {"icc_profile": bytes(3000)},
    "WEBP": {},
    "WEBP lossless": {"lossless": True},
    "HEIF": {},
    "HEIF of tiles": {"tile_size": 256},
    "AVIF": {},
    "BMP": {},
    "TIFF": {},
    "TIFF by LZW": {"compression": "tiff_lzw"},
    "TIFF by deflate": {"compression": "tiff_adobe_deflate"},
}
"""The first word is the format; the options are Pillow's."""
BATCH = 100
BUDGET_MS = 50
ALLOWED_MB = 200
"""What a broken picture of 100 kB may take more than the whole one does: one that announces the 64 megapixels that are
allowed takes its pixels, as a whole one of that size would."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pictures", type=int, default=3500, help="how many, over all formats")
    parser.add_argument("--seed", type=int, default=1)


def run(arguments: argparse.Namespace) -> None:
    rows = [_row(name, arguments) for name in KINDS]
    print("| pictures | how they ended | a picture's memory, at most | the slowest |")
    print("|---|---|---|---|")
    for row in rows:
        ends = ", ".join(f"{what} {count}" for what, count in sorted(row.ends.items()))
        print(f"| {row.name} | {ends} | +{row.greediest.megabytes} MB | {row.slowest_ms:.0f} ms |")
    worst = max((row.greediest for row in rows), key=lambda growth: growth.megabytes)
    bad = [
        f"{row.name} {what}" for row in rows for what in row.ends if what.startswith(("raised", "crashed"))
    ]
    total = sum(row.ends.total() for row in rows)
    ends = f"{total} broken pictures; undocumented ends: {', '.join(bad) or 'none'}"
    memory = f"one took {worst.megabytes} MB at most (allowed {ALLOWED_MB}){_left(worst)}"
    print(f"\n- {Promise(ends, not bad)}\n- {Promise(memory, worst.megabytes <= ALLOWED_MB)}")


@dataclass(frozen=True)
class Growth:
    """What the greediest picture took."""

    megabytes: int = 0
    name: str = ""
    picture: bytes = b""


@dataclass
class Row:
    """How the broken pictures of a kind fared."""

    name: str
    ends: Counter[str] = field(default_factory=Counter)
    greediest: Growth = Growth()
    slowest_ms: float = 0.0

    def add(self, end: str, growth: Growth, milliseconds: float) -> None:
        self.ends[end] += 1
        self.greediest = max(self.greediest, growth, key=lambda growth: growth.megabytes)
        self.slowest_ms = max(self.slowest_ms, milliseconds)

    def take(self, other: "Row") -> None:
        self.ends += other.ends
        self.greediest = max(self.greediest, other.greediest, key=lambda growth: growth.megabytes)
        self.slowest_ms = max(self.slowest_ms, other.slowest_ms)


def _row(name: str, arguments: argparse.Namespace) -> Row:
    row, each = Row(name), -(-arguments.pictures // len(KINDS))
    for begin in range(0, each, BATCH):
        row.take(in_its_own_process(name, f"{arguments.seed} {name} {begin}", min(BATCH, each - begin)))
    return row


def _left(worst: Growth) -> str:
    """The picture itself, to be looked into: HEIF's encoder does not make the same file from the same seed."""
    if worst.megabytes <= ALLOWED_MB:
        return ""
    with tempfile.NamedTemporaryFile(
        prefix="broken-", suffix=f".{worst.name.split()[0]}", delete=False
    ) as file:
        file.write(worst.picture)
    return f": {file.name}"


def in_its_own_process(name: str, seed: str, count: int) -> Row:
    """So that a crash of a decoder is one line here, and memory is this batch's own."""
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(batch, name, seed, count).result()
        except BrokenProcessPool:
            return Row(name, Counter({f"crashed, seed {seed!r}": 1}))


def batch(name: str, seed: str, count: int) -> Row:
    """How `count` broken pictures of a kind ended, and what they took."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libjpeg's own complaints
    whole = saved(name)
    scanner.read(whole)
    dice, row = random.Random(seed), Row(name)
    for _ in range(count):
        data = broken(whole, dice)
        peak_mb, start = PeakMemory(), time.process_time()
        end = _end_of(data)
        row.add(end, Growth(peak_mb.grown(), name, data), (time.process_time() - start) * 1000)
    return row


def broken(whole: bytes, dice: random.Random) -> bytes:
    """Cut short, some bytes changed, a piece doubled or left out, or its sizes made huge."""
    data = bytearray(whole)
    match dice.randrange(8):
        case 0:
            del data[dice.randrange(len(data)) :]
        case 1:
            for _ in range(dice.randrange(1, 40)):
                data[dice.randrange(len(data))] = dice.randrange(256)
        case 2:
            at, length = dice.randrange(len(data)), dice.randrange(1, 2000)
            data[at:at] = data[at : at + length]
        case 3:
            at = dice.randrange(len(data))
            del data[at : at + dice.randrange(1, 2000)]
        case _:
            # Headers lie in the first bytes (TIFF's in the last): sizes, counts and offsets there are made extreme.
            at = dice.randrange(min(600, len(data) - 4))
            at = len(data) - 4 - at if whole.startswith((b"II", b"MM")) and dice.random() < 0.7 else at
            extreme = dice.choice(EXTREMES)
            data[at : at + len(extreme)] = extreme
    return bytes(data)


EXTREMES = (b"\xff" * 4, b"\x7f" + b"\xff" * 3, bytes(4), b"\x00\x00\xff\xff", b"\x1f\x40", b"\xff", b"\x80")


def saved(name: str) -> bytes:
    """A photo-like picture with a code, of about a hundred kilobytes."""
    pillow_heif.register_heif_opener()
    grey = np.random.default_rng(7).normal(190, 9, (480, 640))
    symbol = np.array(
        zxingcpp.create_barcode("NV2400017", zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=6)
    )
    grey[100 : 100 + symbol.shape[0], 200 : 200 + symbol.shape[1]] = symbol
    out = io.BytesIO()
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).convert("RGB").save(
        out, name.split()[0], **KINDS[name]
    )
    return out.getvalue()


def _end_of(data: bytes) -> str:
    try:
        reading = scanner.read(data, budget_ms=BUDGET_MS)
    except scanner.UnreadablePicture as unreadable:
        return f"refused: {unreadable.reason}"
    except Exception as error:  # noqa: BLE001 - what must not come is what is counted
        return f"raised {type(error).__name__}"
    return "read, with its code" if reading.symbols else "read"


class PeakMemory:
    """What this process has taken at most since this was made. Linux tells and forgets it (proc(5), clear_refs); where
    it does not forget, only what goes beyond all before is seen."""

    def __init__(self) -> None:
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
        self._before = self._kilobytes("VmRSS") if self._forgets() else self._kilobytes("VmHWM")

    def grown(self) -> int:
        """Megabytes."""
        return max(0, self._kilobytes("VmHWM") - self._before) // 1024

    def _forgets(self) -> bool:
        return self._kilobytes("VmHWM") - self._kilobytes("VmRSS") < 1024

    @staticmethod
    def _kilobytes(name: str) -> int:
        status = Path("/proc/self/status").read_text()
        return int(status.split(f"{name}:")[1].split()[0])
