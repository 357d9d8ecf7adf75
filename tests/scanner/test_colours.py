"""Pictures for people to look at are opened within the scanner's limits."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageOps

from scanner import UnreadablePicture
from scanner.pictures.colours import in_colour
from tests.scanner.pictures import png_of_pieces, tiff_of_tiles

SEVERAL_AT_ONCE = """
import re, sys
from concurrent.futures import ThreadPoolExecutor
from scanner import UnreadablePicture
from scanner.pictures import colours
from scanner.pictures.colours import in_colour
from scanner.pictures.turns import NoTurn

colours.MOST_WAITING_S = 600  # each gets its turn, however slow the machine is

def opened(_number):
    try:
        return in_colour(data, 1600, 600_000).size
    except UnreadablePicture as unreadable:
        return unreadable.reason
    except NoTurn:
        return "busy"

data = open(sys.argv[1], "rb").read()
with ThreadPoolExecutor(4) as threads:
    print(*threads.map(opened, range(4)))
print(int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def written(image: Image.Image, kind: str = "PNG", **save: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **save)
    return file.getvalue()


def scene(mode: str) -> Image.Image:
    pixels = np.random.default_rng(3).integers(0, 255, (30, 40, 3), dtype=np.uint8)
    return Image.fromarray(pixels).resize((400, 300)).convert(mode)


@pytest.mark.slow
def test_several_large_transparent_pictures_at_once_take_little_more_than_one(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("RGBA", (7000, 7000), (200, 30, 30, 128)).save(path)
    answer = subprocess.run(
        [sys.executable, "-c", SEVERAL_AT_ONCE, str(path)], capture_output=True, text=True, check=True
    )
    ends, peak_mb = answer.stdout.split("\n")[:2]
    assert ends == " ".join(4 * ["(1600, 1600)"])
    assert int(peak_mb) < 600


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_its_camera_was_held(orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    data = written(scene("RGB"), "JPEG", quality=95, exif=exif.tobytes())
    right = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    shown = in_colour(data, 1600)
    assert shown.size == right.size
    assert np.abs(np.asarray(shown, int) - np.asarray(right, int)).max() < 12


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_opened(mode: str) -> None:
    image = Image.fromarray(np.full((300, 400), 30_000, np.uint16)) if mode == "I;16" else scene(mode)
    shown = in_colour(written(image), 1600)
    assert (shown.mode, shown.size) == ("RGB", (400, 300))


def test_what_is_transparent_is_white_also_when_the_picture_is_made_smaller() -> None:
    shown = in_colour(written(Image.new("RGBA", (3000, 2000), (0, 0, 0, 0))), 100)
    assert shown.getextrema() == ((255, 255), (255, 255), (255, 255))


BOMBS = {
    "PNG of pieces": png_of_pieces(50_000),
    "TIFF of a million tiles": tiff_of_tiles((7000, 7000), 8),
    "more pixels than a camera makes": written(Image.new("1", (9000, 9000))),
    "no picture": b"PK\x03\x04",
    "nothing": b"",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str) -> None:
    with pytest.raises(UnreadablePicture):
        in_colour(BOMBS[name], 1600)


@pytest.mark.slow
def test_a_picture_that_takes_too_long_is_told() -> None:
    with pytest.raises(UnreadablePicture) as slow:
        in_colour(written(scene("RGB").resize((7000, 7000))), 1600, budget_ms=30)
    assert slow.value.reason == "too_slow"
