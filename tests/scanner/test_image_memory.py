"""Broken pictures and bombs take no more memory than a whole picture of what they say they are. Each of these, of a few
kilobytes, once took one to four gigabytes, or minutes."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.broken import PeakMemory, in_its_own_process
from tests.scanner.pictures import jpeg_of_scans, png_of_pieces, png_that_announces, tiff_of_tiles

# VmHWM is the child's own peak; ru_maxrss begins with its parent's.
TAKES = """
import re, sys
import numpy, scanner

def peak():
    return int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) // 1024

scanner.read(numpy.zeros((64, 64), numpy.uint8))
before = peak()
try:
    scanner.read(open(sys.argv[1], "rb").read(), budget_ms=1000)
except scanner.UnreadablePicture as unreadable:
    print(unreadable.reason)
print(peak() - before)
"""

BOMBS = {
    "PNG that announces 3 GB": (png_that_announces(3 * 2**30), 50),
    "PNG of pieces": (png_of_pieces(500_000), 100),
    "TIFF of a million tiles": (tiff_of_tiles((7000, 7000), 8), 50),
    "progressive JPEG of scans": (jpeg_of_scans((4000, 4000), 5000), 100),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_little(name: str, tmp_path: Path) -> None:
    data, allowed_mb = BOMBS[name]
    path = tmp_path / "bomb"
    path.write_bytes(data)
    answer = subprocess.run(
        [sys.executable, "-c", TAKES, str(path)], capture_output=True, text=True, check=True
    )
    assert int(answer.stdout.split()[-1]) <= allowed_mb


def test_the_largest_picture_is_made_grey_piece_by_piece(tmp_path: Path) -> None:
    """A TIFF of 304 kB took a worker of the server to 672 MB: its colours, its grey, and that once more."""
    path = tmp_path / "large.tiff"
    Image.new("RGB", (7900, 7900)).save(path, "TIFF", compression="tiff_adobe_deflate")
    code = TAKES.replace("budget_ms=1000", "budget_ms=60_000")
    answer = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert int(answer.stdout.split()[-1]) <= 340


def test_what_a_picture_takes_is_measured_by_itself() -> None:
    """Not what the process took before: a greedy picture would hide all after it."""
    first = PeakMemory()
    np.ones(100 * 2**20, np.uint8)
    assert first.grown() >= 90
    assert PeakMemory().grown() < 20


def test_broken_pictures_are_counted_by_how_they_end() -> None:
    row = in_its_own_process("TIFF by LZW", "seed", 5)
    assert row.ends.total() == 5
    assert not [end for end in row.ends if end.startswith(("raised", "crashed"))]
