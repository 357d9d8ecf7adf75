"""Pictures made to hurt, by a seed: what they claim, how often they say it, and what is broken in them."""

import io
import random
import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from tests.scanner.pictures import (
    jpeg_of_scans,
    noise,
    png,
    png_chunk,
    png_of_pieces,
    png_that_announces,
    tiff_of_tiles,
)

Make = Callable[[random.Random], bytes]

SIDES = (1, 7, 8, 300, 4000, 8000, 16_383, 16_384, 16_385, 30_000, 65_535)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def _side(rng: random.Random) -> int:
    return rng.choice(SIDES)


def png_bomb(rng: random.Random) -> bytes:
    """Rows of one colour, in any depth, of any size: a few kilobytes that say they are gigabytes."""
    width, height = _side(rng), _side(rng)
    depth, colour, channels = rng.choice(
        [(8, 0, 1), (8, 2, 3), (8, 6, 4), (16, 6, 8), (1, 0, 1), (8, 4, 2), (16, 2, 6)]
    )
    interlaced = rng.choice([0, 0, 1])
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    rows = min(height, rng.choice([1, 100, 9000]))
    line = min(1 + (width if depth > 1 else width // 8 + 1) * channels, 200_000)
    packer = zlib.compressobj(1)
    pixels = (
        b"".join(packer.compress(bytes(line)) for _ in range(min(rows, 60_000_000 // line))) + packer.flush()
    )
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND")


def png_with_a_packed_chunk(rng: random.Random) -> bytes:
    """A text, a colour profile or EXIF data that unpacks to many megabytes."""
    name, before = rng.choice(
        [(b"zTXt", b"a\0\0"), (b"iTXt", b"a\0\1\0\0\0"), (b"iCCP", b"a\0\0"), (b"eXIf", b"II*\0")]
    )
    packed = zlib.compress(bytes(rng.choice([1, 30, 90]) << 20), 9)
    pixels = zlib.compress(bytes(65 * 64))
    chunks = [png_chunk(name, before + packed)] * rng.choice([1, 1, 20])
    return png((64, 64), *chunks, png_chunk(b"IDAT", pixels), png_chunk(b"IEND"))


def animated_png(rng: random.Random) -> bytes:
    frames = rng.choice([1, 1000, 2**31 - 1])
    control = png_chunk(b"acTL", struct.pack(">II", frames, 0))
    frame = png_chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 64, 64, 0, 0, 1, 1, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(bytes(65 * 64)))
    return png((64, 64), control, *[frame] * rng.choice([1, 5000]), pixels, png_chunk(b"IEND"))


def gif(rng: random.Random) -> bytes:
    screen = struct.pack("<HHBBB", min(_side(rng), 65_535), 65_535, 0x80, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 10, 10, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + screen + frame * rng.choice([1, 20_000]) + b";"


def tiff(rng: random.Random) -> bytes:
    """Tiles, frames, loops of directories, packed strips."""
    match rng.randrange(4):
        case 0:
            return tiff_of_tiles((rng.choice([64, 8000]),) * 2, 8)
        case 1:
            pages = [Image.new("L", (64, 64), n) for n in range(40)]
            return _saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
        case 2:
            whole = bytearray(_saved(Image.new("L", (64, 64)), "TIFF"))
            at = struct.unpack_from("<I", whole, 4)[0]
            count = struct.unpack_from("<H", whole, at)[0]
            struct.pack_into("<I", whole, at + 2 + 12 * count, at)  # the next directory is this one
            return bytes(whole)
        case _:
            side = rng.choice([3000, 7900])
            return _saved(Image.new("RGB", (side, side)), "TIFF", compression="tiff_adobe_deflate")


def jpeg(rng: random.Random) -> bytes:
    match rng.randrange(4):
        case 0:
            return jpeg_of_scans((rng.choice([400, 4000, 8000]),) * 2, rng.choice([10, 5000]))
        case 1:
            whole = bytearray(_saved(noise((64, 64)), "JPEG", progressive=rng.random() < 0.5))
            frame = max(whole.find(b"\xff\xc0"), whole.find(b"\xff\xc2"))
            struct.pack_into(">HH", whole, frame + 5, min(_side(rng), 65_535), min(_side(rng), 65_535))
            return bytes(whole)
        case 2:
            part = b"\xff\xe1" + struct.pack(">H", 65_000) + b"Exif\0\0II*\0" + rng.randbytes(64_988)
            photo = _saved(noise((64, 64)), "JPEG")
            return photo[:2] + part * rng.choice([1, 30]) + photo[2:]
        case _:
            profile = b"".join(
                b"\xff\xe2"
                + struct.pack(">H", 60_000)
                + b"ICC_PROFILE\0"
                + bytes([n % 256, 255])
                + bytes(59_984)
                for n in range(40)
            )
            photo = _saved(noise((640, 480)), "JPEG")
            return photo[:2] + profile + photo[2:]


def webp(rng: random.Random) -> bytes:
    match rng.randrange(3):
        case 0:
            side = rng.choice([2000, 8000])
            return _saved(Image.new("RGBA", (side, side)), "WEBP", lossless=True, quality=0, method=0)
        case 1:
            pages = [Image.new("RGB", (300, 300), (n, 0, 0)) for n in range(30)]
            return _saved(pages[0], "WEBP", save_all=True, append_images=pages[1:])
        case _:
            whole = bytearray(_saved(noise((64, 64)), "WEBP"))
            struct.pack_into("<I", whole, 4, rng.choice([0, 12, 2**31, 2**32 - 1]))
            return bytes(whole)


def bmp(rng: random.Random) -> bytes:
    whole = bytearray(_saved(noise((64, 64)), "BMP"))
    sides = rng.choice([_side(rng), -_side(rng), 2**31 - 1]), rng.choice([_side(rng), -_side(rng)])
    struct.pack_into("<ii", whole, 18, *sides)
    struct.pack_into("<HI", whole, 28, rng.choice([1, 4, 8, 24, 32]), rng.choice([0, 1, 2, 3]))
    return bytes(whole)


def modern(rng: random.Random) -> bytes:
    """AVIF and HEIC whose boxes say something else than what lies in them."""
    from pillow_heif import register_heif_opener

    register_heif_opener()
    whole = bytearray(_saved(noise((64, 64)), rng.choice(["AVIF", "HEIF"])))
    at = whole.find(b"ispe")
    struct.pack_into(">II", whole, at + 8, _side(rng), _side(rng))
    return bytes(whole)


def noisy(rng: random.Random) -> bytes:
    """A whole picture in which every corner looks like a code."""
    side = rng.choice([500, 1500, 3000])
    tile = np.random.default_rng(rng.randrange(99)).integers(0, 2, (side // 4, side // 4), np.uint8) * 255
    picture = Image.fromarray(tile).resize((side, side), Image.Resampling.NEAREST)
    return _saved(picture, rng.choice(["PNG", "JPEG"]))


def stripes(rng: random.Random) -> bytes:
    """Bars without end, which every reader of bars starts to read."""
    widths = np.random.default_rng(rng.randrange(99)).integers(1, 5, 900)
    line = np.repeat(np.arange(900) % 2 * 255, widths).astype(np.uint8)
    return _saved(Image.fromarray(np.tile(line, (1500, 1))), "PNG")


def no_picture(rng: random.Random) -> bytes:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="99999999" height="99999999"><rect/></svg>'
    return rng.choice(
        [svg, b"%PDF-1.7\n" + rng.randbytes(3000), b"PK\x03\x04" + rng.randbytes(3000), rng.randbytes(5000)]
    )


WHOLE: tuple[Make, ...] = (
    png_bomb, png_with_a_packed_chunk, animated_png, gif, tiff, jpeg, webp, bmp, modern, noisy, stripes, no_picture,
    lambda rng: png_that_announces(rng.choice([2**20, 2**31 - 1, 2**32 - 1])),
    lambda rng: png_of_pieces(rng.choice([1000, 300_000])),
)  # fmt: skip


def damaged(rng: random.Random, data: bytes) -> bytes:
    """Cut off, or with some bytes written over."""
    if rng.random() < 0.5:
        return data[: rng.randrange(1, len(data) + 1)]
    broken = bytearray(data)
    for _ in range(rng.choice([1, 4, 30])):
        broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def hostile_picture(rng: random.Random) -> bytes:
    data = rng.choice(WHOLE)(rng)
    return damaged(rng, data) if rng.random() < 0.3 else data
