"""Pictures that no camera makes, a few kilobytes each, and files of those that one does."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
import zxingcpp
from PIL import Image

pillow_heif.register_heif_opener()


def saved(image: Image.Image, format_name: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format_name, **options)
    return out.getvalue()


def sheet(size: tuple[int, int], scale: int = 6, text: str = "NV2400017") -> Image.Image:
    """White paper with a Data Matrix at its upper edge."""
    symbol = np.array(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=scale))
    paper = Image.new("RGB", size, "white")
    paper.paste(Image.fromarray(symbol), (60, 20))
    return paper


def noise(size: tuple[int, int], seed: int = 1) -> Image.Image:
    """What no format makes smaller."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8))


def png_chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(size: tuple[int, int], *chunks: bytes) -> bytes:
    """A grey PNG of these chunks after its header."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks)


def png_that_announces(length: int) -> bytes:
    """Its chunk of pixels says that it is enormous; a decoder that believes it takes as much memory."""
    return png((64, 64), struct.pack(">I", length) + b"IDAT" + zlib.compress(bytes(64 * 65)))


def png_of_pieces(count: int) -> bytes:
    return png((64, 64), png_chunk(b"prVt") * count)


def tiff_of_tiles(size: tuple[int, int], side: int) -> bytes:
    """All of its tiles are the same one, so that it is small; Pillow makes a list of every one."""
    count = (size[0] // side) * (size[1] // side)
    tile = bytes(side * side)
    tags = (
        (256, 4, 1, size[0]),
        (257, 4, 1, size[1]),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (277, 3, 1, 1),
        (322, 4, 1, side),
        (323, 4, 1, side),
        (324, 4, count, 8 + len(tile)),
        (325, 4, count, 8 + len(tile) + 4 * count),
    )
    offsets = struct.pack("<I", 8) * count + struct.pack("<I", len(tile)) * count
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    return b"II*\x00" + struct.pack("<I", 8 + len(tile) + len(offsets)) + tile + offsets + directory


def jpeg_of_scans(size: tuple[int, int], count: int) -> bytes:
    """A progressive JPEG, each scan of which goes over the whole picture in a few bytes: nothing but end-of-band runs
    of the longest kind (ITU-T T.81, G.1.2.2)."""
    small = saved(Image.new("L", (64, 64), 200), "JPEG", progressive=True)
    frame, scan = small.index(b"\xff\xc2"), small.index(b"\xff\xda")
    start = small[: frame + 5] + struct.pack(">HH", size[1], size[0]) + small[frame + 9 : scan]
    table = b"\xff\xc4" + struct.pack(">HB", 20, 0x10) + bytes([1]) + bytes(15) + b"\xe0"
    runs = -(-(size[0] // 8) * (size[1] // 8) // 32767)
    bits = ("0" + "1" * 14) * runs
    bits += "1" * (-len(bits) % 8)
    run = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    scans = (
        b"\xff\xda" + struct.pack(">HBBBBBB", 8, 1, 1, 0, 1 + number % 63, 1 + number % 63, 0) + run
        for number in range(count)
    )
    return start + table + b"".join(scans) + b"\xff\xd9"
