"""One face of a package, drawn flat: its codes with quiet zones and text, and the art that surrounds them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.payloads import Printed

Plane = NDArray[np.float32]
Quad = NDArray[np.float64]

DRAWN = 8
"""Pixels of the flat face to a module of its finest code."""
FONTS = Path(__file__).resolve().parents[1] / "labels" / "typesetting" / "fonts"
WORDS = (
    "Hörapparat",
    "Bakom örat",
    "Laddbar",
    "Streamer",
    "TV-länk",
    "Telefonslinga",
    "REF",
    "LOT",
    "Made in EU",
    "Rx only",
    "MD",
    "UDI",
    "CE 0123",
    "Tillverkare",
    "Importör",
    "Vänster",
    "Höger",
    "Förvaras torrt",
)


@dataclass(frozen=True)
class Face:
    """The flat face of a package."""

    reflectance: Plane
    """(height, width), 0 black to 1 white."""
    codes: tuple[Quad, ...]
    """Each code's four corners in its pixels, clockwise from its own top left."""


def draw(rng: np.random.Generator, codes: list[Printed], contrast: float = 1.0) -> Face:
    """Codes under each other on a label, on a box with print. `contrast` is what is left of ink against paper."""
    scales = [DRAWN, *(int(rng.choice([8, 9, 10, 12])) for _ in codes[1:])][: len(codes)]
    blocks = [_block(rng, code, scale) for code, scale in zip(codes, scales, strict=True)]
    gap = int(rng.integers(4, 14)) * DRAWN
    width = max((block.shape[1] for block, _ in blocks), default=150 * DRAWN) + 2 * gap
    height = sum(block.shape[0] + gap for block, _ in blocks) + gap + (0 if blocks else 60 * DRAWN)
    label = np.full((height, width), 255, np.uint8)
    quads, top = [], gap
    for block, quad in blocks:
        left = int(rng.integers(gap, width - block.shape[1] - gap + 1))
        label[top : top + block.shape[0], left : left + block.shape[1]] = block
        quads.append(quad + np.array([left, top]))
        top += block.shape[0] + gap
    box, at = _on_box(rng, label)
    return Face(_printed(rng, box, at, label.shape, contrast), tuple(quad + np.array(at) for quad in quads))


def _block(rng: np.random.Generator, code: Printed, scale: int) -> "tuple[NDArray[np.uint8], Quad]":
    """The code, its quiet zone (the standard's, seldom more) and its text. Ink is 0, paper 255."""
    size = max(1.6, rng.uniform(2.2, 3.4)) * scale * 1.5
    if code.is_linear:
        bars = int(rng.integers(18, 44)) * scale
        picture = np.repeat(np.repeat(code.modules, scale, axis=1), bars, axis=0)
        quiet, below = 10 * scale, int(size * 1.4)
        block = _with_border(picture, scale, below, quiet, quiet)
        line = code.lines[0]
        size = min(size, picture.shape[1] / (0.62 * max(len(line), 1)))
        write(block, line, (quiet, scale + bars + int(size * 0.15)), size)
    else:
        picture = np.repeat(np.repeat(code.modules, scale, axis=1), scale, axis=0)
        quiet = (4 if code.symbology == "QR" else int(rng.integers(1, 4))) * scale
        beside = int(max(map(len, code.lines)) * 0.62 * size) + 2 * scale
        block = _with_border(picture, quiet, quiet, quiet, quiet + beside)
        for row, line in enumerate(code.lines):
            write(block, line, (picture.shape[1] + 2 * quiet, quiet + int(row * size * 1.2)), size)
    left, top = quiet, scale if code.is_linear else quiet
    right, bottom = left + picture.shape[1], top + picture.shape[0]
    return block, np.array([[left, top], [right, top], [right, bottom], [left, bottom]], float)


def _with_border(
    picture: "NDArray[np.uint8]", top: int, bottom: int, left: int, right: int
) -> "NDArray[np.uint8]":
    """Paper around it, in pixels on each side."""
    return np.pad(picture, ((top, bottom), (left, right)), constant_values=255)


def _on_box(
    rng: np.random.Generator, label: NDArray[np.uint8]
) -> "tuple[NDArray[np.uint8], tuple[int, int]]":
    """The label on a larger face with stripes, boxes, words and a picture. Values are print, 0 ink."""
    high, wide = label.shape
    room = [int(rng.uniform(0.1, most) * side) for side, most in ((high, 0.9), (wide, 0.4)) * 2]
    box = np.full((high + room[0] + room[2], wide + room[1] + room[3]), int(rng.integers(150, 250)), np.uint8)
    for _ in range(int(rng.integers(2, 9))):
        _art(rng, box)
    for _ in range(int(rng.integers(3, 12))):
        size = float(rng.choice([18, 24, 36, 60, 110]))
        place = (int(rng.integers(0, box.shape[1])), int(rng.integers(0, box.shape[0])))
        write(box, " ".join(rng.choice(WORDS, int(rng.integers(1, 4)))), place, size)
    at = (room[1], room[0])
    edge = int(rng.choice([0, 0, 3]))
    if edge:
        cv2.rectangle(box, at, (at[0] + wide, at[1] + high), 60, edge)
    box[at[1] : at[1] + high, at[0] : at[0] + wide] = label
    return box, at


def _art(rng: np.random.Generator, box: NDArray[np.uint8]) -> None:
    """One decoration: what a detector of stripes or squares may take for a code is among them."""
    high, wide = box.shape
    x, y = int(rng.integers(0, wide)), int(rng.integers(0, high))
    w, h = int(rng.integers(wide // 12, wide // 2)), int(rng.integers(high // 12, high // 2))
    ink = int(rng.integers(0, 210))
    match rng.choice(["block", "rules", "stripes", "circle", "checks", "fade"]):
        case "block":
            cv2.rectangle(box, (x, y), (x + w, y + h), ink, -1)
        case "rules":
            step = int(rng.integers(20, 70))
            for row in range(y, min(y + h, high), step):
                cv2.line(box, (x, row), (x + w, row), ink, int(rng.integers(1, 5)))
        case "stripes":
            step = int(rng.integers(10, 40))
            for column in range(x, min(x + w, wide), 2 * step):
                cv2.rectangle(box, (column, y), (column + step, y + h // 3), ink, -1)
        case "circle":
            cv2.circle(box, (x, y), min(w, h) // 2, ink, int(rng.choice([-1, 6, 14])))
        case "checks":
            side = int(rng.integers(8, 24))
            cells = rng.integers(0, 2, (max(2, h // side // 3), max(2, w // side // 3)))
            checks = np.kron(cells, np.ones((side, side))) > 0
            part = box[y : y + checks.shape[0], x : x + checks.shape[1]]
            part[checks[: part.shape[0], : part.shape[1]]] = ink
        case _:
            part = box[y : y + h, x : x + w]
            part[:] = np.linspace(ink, 240, part.shape[1], dtype=np.uint8)[None, :]


def _printed(
    rng: np.random.Generator,
    box: NDArray[np.uint8],
    at: tuple[int, int],
    label: "tuple[int, ...]",
    contrast: float,
) -> Plane:
    """Print to reflectance: ink spreads, paper is not even, ink is not black, card has fibres."""
    print_ = _spread(rng, box)
    paper = np.full(box.shape, rng.uniform(0.45, 0.85), np.float32)
    paper[at[1] : at[1] + label[0], at[0] : at[0] + label[1]] = rng.uniform(0.72, 0.9)
    paper *= 1 + fibres(rng, (box.shape[0], box.shape[1]), float(rng.uniform(0.005, 0.03)))
    ink = rng.uniform(0.03, 0.10)
    # Faded print and coloured paper leave less between the two; the paper gets darker, the ink lighter.
    dark = paper * (1 - contrast) * 0.9 + np.float32(ink) * contrast
    return np.asarray(dark + (paper - dark) * print_, np.float32)


def _spread(rng: np.random.Generator, box: NDArray[np.uint8]) -> Plane:
    """Ink that runs (or a print head that burns too little): edges move by up to a sixth of a module."""
    moved = rng.uniform(-0.10, 0.16) * DRAWN
    soft = cv2.GaussianBlur(box.astype(np.float32) / 255, (0, 0), 0.22 * DRAWN)
    # On a straight edge blurred by sigma, the level at `moved` from the edge.
    level = 0.5 + 0.5 * np.tanh(moved / (0.22 * DRAWN) * 0.8)
    return np.asarray(1 / (1 + np.exp(np.clip((level - soft) * 14, -30, 30))), np.float32)


def fibres(rng: np.random.Generator, shape: tuple[int, int], strength: float) -> Plane:
    """Unevenness of several sizes, zero on average."""
    total = np.zeros(shape, np.float32)
    for cell in (4, 24, 160):
        cells = rng.standard_normal((shape[0] // cell + 2, shape[1] // cell + 2), dtype=np.float32)
        total += cv2.resize(cells, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return total * np.float32(strength)


def write(picture: NDArray[np.uint8], text: str, at: tuple[int, int], size: float, ink: int = 0) -> None:
    """Text with its top left at `at`, as far as the picture reaches."""
    font = _font(max(6, round(size)))
    right, bottom = (int(value) for value in font.getbbox(text)[2:])
    x, y = at
    part = picture[max(0, y) : y + bottom + 2, max(0, x) : x + right + 2]
    if part.size == 0:
        return
    canvas = Image.fromarray(part)
    ImageDraw.Draw(canvas).text((min(0, x), min(0, y)), text, fill=ink, font=font)
    part[:] = np.asarray(canvas)


@lru_cache(maxsize=200)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / "EtikettSans-Regular.ttf", size)
