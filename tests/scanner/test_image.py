"""Safe loading: what a phone makes is read upright; what is broken or too large is refused with the reason."""

import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFile

import scanner
from tests.scanner.pictures import saved, sheet


def page(text: str = "NV2400017") -> Image.Image:
    symbol = np.array(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=6))
    grey = np.full((320, 420), 255, np.uint8)
    grey[40 : 40 + symbol.shape[0], 60 : 60 + symbol.shape[1]] = symbol
    return Image.fromarray(grey).convert("RGB")


def test_what_is_decoded_whole_may_be_smaller_only() -> None:
    """An AVIF of 3 kB, as phones make none: it took 520 MB."""
    blank = saved(Image.new("L", (64, 64)), "AVIF")
    at = blank.index(b"ispe") + 8
    with pytest.raises(scanner.UnreadablePicture, match="64 miljoner"):
        scanner.read(blank[:at] + struct.pack(">II", 8000, 8000) + blank[at + 8 :], budget_ms=60_000)


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "BMP", "TIFF"])
def test_every_format_that_phones_and_scanners_make_is_read(format_name: str) -> None:
    reading = scanner.read(saved(page(), format_name))
    assert [symbol.text for symbol in reading.symbols] == ["NV2400017"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_corners_are_those_of_the_upright_picture(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    reading = scanner.read(saved(page(), "JPEG", exif=exif.tobytes(), quality=95))
    assert reading.size == ((420, 320) if orientation < 5 else (320, 420))
    (symbol,) = reading.symbols
    assert all(0 <= x <= reading.size[0] and 0 <= y <= reading.size[1] for x, y in symbol.corners)


@pytest.mark.parametrize("content", [b"", b"hello", b"GIF89a" + bytes(50), b"%PDF-1.7", bytes(1000)])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(scanner.UnreadablePicture):
        scanner.read(content)


@pytest.mark.parametrize("format_name", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    "tolerant", [False, True], ids=["Pillow strict", "Pillow tolerant, as WeasyPrint makes it"]
)
def test_a_code_in_what_came_of_a_picture_is_read(
    format_name: str, tolerant: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", tolerant)
    data = saved(sheet((1000, 1000)).convert("L"), format_name)
    reading = scanner.read(data[: len(data) * 7 // 8])
    assert [symbol.text for symbol in reading.symbols] == ["NV2400017"]


@pytest.mark.parametrize(
    ("size", "told"),
    [((5, 700), ("5 × 700", "8")), ((9000, 8000), ("72", "50")), ((20, 17_000), ("20 × 17000", "16384"))],
)
def test_a_size_that_is_not_read_is_told_beside_the_one_that_is(
    size: tuple[int, int], told: tuple[str, ...]
) -> None:
    with pytest.raises(scanner.UnreadablePicture) as refused:
        scanner.read(saved(Image.new("1", size), "PNG"))
    assert all(number in str(refused.value) for number in told)


def bomb(side: int) -> bytes:
    """A PNG that says it is enormous, in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100)))


@pytest.mark.parametrize("side", [20_000, 100_000, 2**31 - 1])
def test_a_decompression_bomb_is_refused_by_its_header(side: int) -> None:
    with pytest.raises(scanner.UnreadablePicture):
        scanner.read(bomb(side))


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "BMP", "TIFF"])
def test_broken_pictures_give_a_reading_or_the_documented_refusal(format_name: str) -> None:
    whole = saved(page(), format_name)
    dice, told = random.Random(format_name), []
    for _round in range(60):
        broken = bytearray(whole[: dice.randrange(1, len(whole) + 1)])
        for _hit in range(dice.randrange(8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            scanner.read(bytes(broken), budget_ms=30)
        except scanner.UnreadablePicture as unreadable:
            told.append((str(unreadable), unreadable.reason))
    assert all(text and reason for text, reason in told)


# Not ru_maxrss: a child begins with its parent's.
TAKES = """
import re, sys
import numpy, scanner
scanner.read(numpy.zeros((64, 64), numpy.uint8))
scanner.read(open(sys.argv[1], "rb").read(), budget_ms=60_000)
print(int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


@pytest.mark.slow
def test_a_large_transparent_picture_takes_no_gigabyte(tmp_path: Path) -> None:
    """8,000 × 8,000 in 240 kB: within the limits, so it is read; in strips, for whole it took 1,300 MB."""
    path = tmp_path / "large.png"
    Image.new("RGBA", (7000, 7000)).save(path)
    answer = subprocess.run(
        [sys.executable, "-c", TAKES, str(path)], capture_output=True, text=True, check=True
    )
    assert int(answer.stdout) < 600
