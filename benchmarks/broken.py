"""Truncated and corrupted pictures by the thousand: no crash, no exception but the documented one, memory bounded."""

import argparse
import io
import os
import random
import resource
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

import numpy as np
import zxingcpp
from PIL import Image

import scanner
from benchmarks.promises import Promise

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "BMP", "TIFF")
BATCH = 100
ALLOWED_MB = 200
"""What broken pictures of 100 kB may take more than the whole ones of their size do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pictures", type=int, default=3500, help="how many, over all formats")
    parser.add_argument("--seed", type=int, default=1)


def run(arguments: argparse.Namespace) -> None:
    counts: Counter[str] = Counter()
    worst = Growth()
    each = -(-arguments.pictures // len(FORMATS))
    for name in FORMATS:
        for begin in range(0, each, BATCH):
            seed = f"{arguments.seed} {name} {begin}"
            told, growth = _in_its_own_process(name, seed, min(BATCH, each - begin))
            counts += told
            worst = max(worst, growth, key=lambda growth: growth.megabytes)
    bad = [what for what in counts if what.startswith(("raised", "crashed"))]
    print("\n".join(f"- {what}: {count}" for what, count in sorted(counts.items())))
    ends = f"{sum(counts.values())} broken pictures; undocumented ends: {', '.join(bad) or 'none'}"
    memory = f"one made memory grow by {worst.megabytes} MB at most (allowed {ALLOWED_MB}){_kept(worst)}"
    print(f"- {Promise(ends, not bad)}\n- {Promise(memory, worst.megabytes <= ALLOWED_MB)}")


@dataclass(frozen=True)
class Growth:
    """What the greediest picture of a batch took."""

    megabytes: int = 0
    name: str = ""
    picture: bytes = b""


def _kept(worst: Growth) -> str:
    """The picture itself, to be looked into: HEIF's encoder does not make the same file from the same seed."""
    if worst.megabytes <= ALLOWED_MB:
        return ""
    with tempfile.NamedTemporaryFile(prefix="broken-", suffix=f".{worst.name}", delete=False) as file:
        file.write(worst.picture)
    return f": {file.name}"


def _in_its_own_process(name: str, seed: str, count: int) -> tuple[Counter[str], Growth]:
    """So that a crash of a decoder is one line here, and memory is this batch's own."""
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(batch, name, seed, count).result()
        except BrokenProcessPool:
            return Counter({f"crashed {name}, seed {seed!r}": 1}), Growth()


def batch(name: str, seed: str, count: int) -> tuple[Counter[str], Growth]:
    """How `count` broken pictures of a format ended, and which made the process grow most."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libjpeg's own complaints
    whole = saved(name)
    scanner.read(whole)
    dice, told, worst = random.Random(seed), Counter[str](), Growth()
    for _ in range(count):
        before, data = _peak_mb(), broken(whole, dice)
        told[_end_of(data)] += 1
        worst = max(worst, Growth(_peak_mb() - before, name, data), key=lambda growth: growth.megabytes)
    return told, worst


def broken(whole: bytes, dice: random.Random) -> bytes:
    """Cut short, some bytes changed, a piece doubled or left out, or its sizes made huge."""
    data = bytearray(whole)
    match dice.randrange(5):
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
            # Headers lie in the first bytes: sizes, counts and offsets there are made extreme.
            at = dice.randrange(min(600, len(data) - 4))
            data[at : at + 4] = dice.choice(
                [b"\xff" * 4, b"\x7f" + b"\xff" * 3, bytes(4), b"\x00\x00\xff\xff"]
            )
    return bytes(data)


def saved(name: str) -> bytes:
    """A photo-like picture with a code, of about a hundred kilobytes."""
    if name in ("HEIF", "AVIF"):
        import pillow_heif

        pillow_heif.register_heif_opener()
    grey = np.random.default_rng(7).normal(190, 9, (480, 640))
    symbol = np.array(
        zxingcpp.create_barcode("NV2400017", zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=6)
    )
    grey[100 : 100 + symbol.shape[0], 200 : 200 + symbol.shape[1]] = symbol
    out = io.BytesIO()
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).convert("RGB").save(out, name)
    return out.getvalue()


def _end_of(data: bytes) -> str:
    try:
        reading = scanner.read(data, budget_ms=20)
    except scanner.UnreadablePicture as unreadable:
        return f"refused: {unreadable.reason}"
    except Exception as error:  # noqa: BLE001 - what must not come is what is counted
        return f"raised {type(error).__name__}"
    return "read, with its code" if reading.symbols else "read"


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
