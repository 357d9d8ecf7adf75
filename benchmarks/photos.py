"""A folder of pictures with their payloads beside them: NAME.webp, NAME.txt, and NAME.also.txt for what may be read."""

from collections.abc import Iterator
from pathlib import Path

import cv2

from benchmarks.score import Sample

PICTURES = (".webp", ".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff")


def samples(folder: Path) -> Iterator[Sample]:
    """Every picture that has a .txt beside it; its column is its folder's name without the number."""
    for path in sorted(folder.rglob("*")):
        truth = path.with_suffix(".txt")
        if path.suffix.lower() not in PICTURES or not truth.exists():
            continue
        grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            continue
        payload = truth.read_bytes().strip(b"\n") if truth.stat().st_size else b""
        also = path.with_name(path.stem + ".also.txt")
        more = tuple(also.read_bytes().split(b"\n")) if also.exists() else ()
        column = path.parent.name.rsplit("-", 1)[0]
        name = f"{path.parent.name}/{path.stem}"
        expected = ((column, payload),) if payload else ()
        yield Sample(grey, expected, (column,), tuple(m for m in more if m), name)
