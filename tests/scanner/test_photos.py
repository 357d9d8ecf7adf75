"""Real phone photos: how many are read is pinned, and none is misread. They stand beside the repository, not in it."""

import os
from pathlib import Path

import pytest

import scanner

PHOTOS = Path(os.environ.get("RETURKOLL_PHOTOS", Path(__file__).resolve().parents[3] / "shared" / "photos"))
# Generous, so that a busy machine does not turn a read into a miss; `make bench` measures within the real budget.
BUDGET_MS = 3000

pytestmark = pytest.mark.skipif(
    not PHOTOS.is_dir(), reason="no photos: RETURKOLL_PHOTOS names a folder of them"
)


MISLABELLED = {
    "qrcode-2/13": "The 2005 USGS aerial photography of the Washington Monument is censored.",
}
"""What a picture truly shows where its .txt is wrong: qrcode-2/12 and /13 are drawings of the same modules (their
smoothed pixels correlate by 0.85), 12.txt has this sentence, and so has error correction; 13.txt lacks the y."""


def normal(text: str) -> str:
    """The `.txt` files keep neither a payload's carriage returns nor the blanks at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def without_leading_zero(text: str) -> str:
    return text[1:] if len(text) == 13 and text.startswith("0") and text.isdecimal() else text


def texts_of(path: Path) -> list[str]:
    return [normal(path.read_text())] if path.is_file() and path.read_text().strip() else []


@pytest.mark.slow
def test_photos_are_read_and_never_misread() -> None:
    pictures = sorted(PHOTOS.glob("*/*.webp"))
    with_code = [picture for picture in pictures if texts_of(picture.with_suffix(".txt"))]
    read, misread = 0, []
    for picture in pictures:
        wanted = {without_leading_zero(text) for text in texts_of(picture.with_suffix(".txt"))}
        also_file = picture.with_suffix(".also.txt")
        also = set(also_file.read_text().splitlines()) if also_file.is_file() else set()
        also |= {MISLABELLED.get(f"{picture.parent.name}/{picture.stem}", "")}
        seen = scanner.read(picture.read_bytes(), budget_ms=BUDGET_MS).symbols
        got = {without_leading_zero(normal(symbol.text)) for symbol in seen}
        read += bool(wanted) and wanted <= got
        if wrong := got - wanted - {without_leading_zero(normal(text)) for text in also}:
            misread.append((picture.parent.name, picture.name, sorted(wrong)))
    assert misread == []
    assert read / len(with_code) >= LEAST_READ


LEAST_READ = 0.975
