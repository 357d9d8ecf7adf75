"""ZPL II: the page's dots as one graphic, so that a label printer's letters and codes are those that were read back.

Zebra, ZPL II Programming Guide: ^GF (graphic field) with :Z64: data is zlib, base64, and a CRC-16 of the base64 text.
"""

import base64
import binascii
import re
import zlib

import numpy

from labels import proof
from labels.contents.test_page import TestPage
from labels.errors import LabelError
from labels.layouts.cells import Content
from labels.layouts.parts import Gettext
from labels.profile import Profile
from labels.render import pages_of, proved
from labels.typesetting.drawing import DOTS_PER_MM, Page

BLACK_BELOW = 128
"""Dots that are darker than this, of 255, are burnt."""
FIELD = re.compile(
    rb"\^XA\^PW(?P<width>\d+)\^LL(?P<height>\d+)\^FO0,0\^GFA,(?P<sent>\d+),(?P<size>\d+),(?P<row>\d+),"
    rb":Z64:(?P<data>[A-Za-z0-9+/=]+):(?P<crc>[0-9A-F]{4})\^FS\^PQ1\^XZ"
)


def render_zpl(
    content: Content | TestPage,
    format: str,  # noqa: A002
    profile: Profile,
    *,
    gettext: Gettext = str,
) -> bytes:
    """The content as ZPL for this printer, its symbols read back from the very bytes. Raises LabelError."""
    pages = pages_of(content, format, gettext, 1, profile)
    pdf = proved(pages, content.number, profile)
    per_mm = DOTS_PER_MM[profile.dpi]
    data = b"".join(field(seen.dots < BLACK_BELOW) for seen in proof.shown(pdf, per_mm))
    _read_back(data, pages, profile)
    return data


def field(black: numpy.ndarray) -> bytes:
    """One label's commands from its dots (True is burnt), whole."""
    height, width = black.shape
    packed = numpy.packbits(black, axis=1)
    raw = packed.tobytes()
    text = base64.b64encode(zlib.compress(raw, 9))
    crc = binascii.crc_hqx(text, 0)
    head = f"^XA^PW{width}^LL{height}^FO0,0^GFA,{len(raw)},{len(raw)},{packed.shape[1]},:Z64:"
    return head.encode("ascii") + text + f":{crc:04X}^FS^PQ1^XZ".encode("ascii")


def dots(data: bytes) -> list[numpy.ndarray]:
    """What a printer burns for these commands, 0 black to 255 white: a page each."""
    pictures, end = [], 0
    for found in FIELD.finditer(data):
        if found.start() != end:
            break
        end = found.end()
        raw = zlib.decompress(base64.b64decode(found["data"]))
        if binascii.crc_hqx(found["data"], 0) != int(found["crc"], 16) or len(raw) != int(found["size"]):
            break
        bits = numpy.unpackbits(numpy.frombuffer(raw, numpy.uint8).reshape(-1, int(found["row"])), axis=1)
        pictures.append(numpy.where(bits[:, : int(found["width"])], 0, 255).astype(numpy.uint8))
    if end != len(data):
        raise LabelError("Etikettens ZPL gick inte att läsa tillbaka. Försök igen, eller kontakta supporten.")
    return pictures


def _read_back(data: bytes, pages: list[Page], profile: Profile) -> None:
    per_mm = DOTS_PER_MM[profile.dpi]
    for page, picture in zip(pages, dots(data), strict=True):
        placement = profile.placement(page.width, page.height)
        proof.check_symbols(page.marks, picture, per_mm, placement)
        for mark in page.marks:
            proof.check_quiet_zone(mark, picture, per_mm, placement)
