"""A folder of pictures with their payloads beside them: NAME.webp, NAME.txt, and NAME.also.txt for what may be read."""

from pathlib import Path

import cv2
import numpy as np

from benchmarks.score import Sample

LINES = "LINES"
"""A file of this name says that the pictures of its folder have several codes."""
PICTURES = (".webp", ".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff")


def paths(folder: Path) -> list[Path]:
    """Every picture that has a .txt beside it; an empty one says that there is no code."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in PICTURES and path.with_suffix(".txt").exists() and _opens(path)
    ]


def sample(path: Path) -> Sample:
    """Its column is its folder's name without the number."""
    grey = np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)
    payloads = _payloads(path)
    also = path.with_name(path.stem + ".also.txt")
    more = tuple(line for line in also.read_bytes().split(b"\n") if line) if also.exists() else ()
    column = path.parent.name.rsplit("-", 1)[0]
    expected = tuple((column, payload) for payload in payloads)
    return Sample(grey, expected, (column,), more, f"{path.parent.name}/{path.stem}")


def _payloads(path: Path) -> list[bytes]:
    """The whole text is one payload, which may have several lines; in a folder with a file LINES each line is one."""
    text = path.with_suffix(".txt").read_bytes().strip(b"\n")
    found = text.splitlines() if path.with_name(LINES).exists() else [text]
    return [payload for payload in found if payload]


def _opens(path: Path) -> bool:
    return bool(cv2.haveImageReader(str(path)))
