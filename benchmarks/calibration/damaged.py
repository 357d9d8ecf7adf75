"""Pictures of one code each, damaged so that readers do make mistakes: out of focus, blotted, scratched, printed with
a dead dot, or cut off by the picture's edge or a finger."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from benchmarks.prior.pictures import DIGITS, LETTERS, checked
from scanner.pictures.image import Grey

Paper = NDArray[np.float32]
"""What is printed, FINE pixels a module: 0 is ink, 1 is paper."""
FINE = 8
BAR_HEIGHT = 45
"""Modules."""
QUIET = 12
"""Modules on every side."""
LENGTHS = {
    "EAN13": (12, 12),
    "EAN8": (7, 7),
    "UPCA": (11, 11),
    "Code39": (5, 10),
    "Code128": (6, 12),
    "ITF": (6, 14),
    "Codabar": (6, 10),
    "DataMatrix": (8, 20),
    "QRCode": (8, 20),
}
"""Characters that are drawn by lot, fewest and most."""
SQUARE = ("DataMatrix", "QRCode")
CHECKED = ("EAN13", "EAN8", "UPCA")


@dataclass(frozen=True)
class Damaged:
    """A picture and what it says."""

    picture: Grey
    kind: str
    damage: str
    text: str


def damaged(seed: int) -> Damaged:
    """The picture of a seed, always the same one; kinds and damages come in turn."""
    rng = np.random.default_rng(seed)
    kind = list(LENGTHS)[seed % len(LENGTHS)]
    damage = list(DAMAGES)[seed // len(LENGTHS) % len(DAMAGES)]
    text = _text(rng, kind)
    paper = DAMAGES[damage](_printed(kind, text), rng)
    return Damaged(_photographed(paper, rng, soft=damage == "soft"), kind, damage, text)


def _text(rng: np.random.Generator, kind: str) -> str:
    letters = LETTERS if kind in ("Code39", "Code128", *SQUARE) else DIGITS
    least, most = LENGTHS[kind]
    length = int(rng.integers(least, most + 1))
    text = "".join(rng.choice(list(letters), length - length % 2 if kind == "ITF" else length))
    if kind == "Codabar":
        return f"A{text}B"
    return checked("EAN" if kind in CHECKED else kind, text)


def _printed(kind: str, text: str) -> Paper:
    symbol = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    modules = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False), np.float32) / 255
    if kind not in SQUARE:
        modules = np.repeat(modules[:1], BAR_HEIGHT, axis=0)
    framed = np.pad(modules, QUIET, constant_values=1.0)
    return np.asarray(np.kron(framed, np.ones((FINE, FINE), np.float32)), np.float32)


# --- damages


def _none(paper: Paper, _: np.random.Generator) -> Paper:
    return paper


def _blotted(paper: Paper, rng: np.random.Generator) -> Paper:
    """Spots of ink, and spots where it has come off."""
    high, wide = paper.shape
    for _ in range(int(rng.integers(2, 9))):
        at = (int(rng.integers(wide)), int(rng.integers(high)))
        axes = (int(rng.uniform(1, 6) * FINE), int(rng.uniform(2, 22) * FINE))
        cv2.ellipse(paper, at, axes, float(rng.uniform(-20, 20)), 0, 360, float(rng.integers(2)), -1)
    return paper


def _scratched(paper: Paper, rng: np.random.Generator) -> Paper:
    """Strokes of a pen or a nail, nearly along the bars."""
    high, wide = paper.shape
    for _ in range(int(rng.integers(1, 5))):
        x, lean = rng.uniform(QUIET * FINE, wide - QUIET * FINE), rng.uniform(-0.15, 0.15) * high
        ends = (int(x - lean), 0), (int(x + lean), high)
        cv2.line(paper, *ends, float(rng.integers(2)), int(rng.uniform(0.6, 2.0) * FINE))
    return paper


def _dead_dot(paper: Paper, rng: np.random.Generator) -> Paper:
    """A thermal head of which one or two dots do not print any more: white lines through the whole height."""
    wide = paper.shape[1]
    for _ in range(int(rng.integers(1, 3))):
        left = int(rng.uniform(QUIET * FINE, wide - QUIET * FINE))
        paper[:, left : left + int(rng.uniform(0.4, 1.2) * FINE)] = 1.0
    return paper


def _cut(paper: Paper, rng: np.random.Generator) -> Paper:
    """One end is covered, by a finger or another label, or lies outside the picture."""
    wide = paper.shape[1]
    gone = int((QUIET * FINE) + rng.uniform(0.05, 0.6) * (wide - 2 * QUIET * FINE))
    covered = paper[:, gone:] if rng.integers(2) else paper[:, : wide - gone]
    return np.asarray(np.pad(covered, ((0, 0), (QUIET * FINE,) * 2), constant_values=1.0), np.float32)


def _spread(paper: Paper, rng: np.random.Generator) -> Paper:
    """Ink that has run, or too little of it."""
    size = max(2, int(rng.uniform(0.25, 0.75) * FINE))
    kernel = np.ones((1, size), np.uint8)
    return np.asarray(cv2.erode(paper, kernel) if rng.integers(2) else cv2.dilate(paper, kernel), np.float32)


DAMAGES: dict[str, Callable[[Paper, np.random.Generator], Paper]] = {
    "soft": _none,
    "blotted": _blotted,
    "scratched": _scratched,
    "dead dot": _dead_dot,
    "cut": _cut,
    "ink spread": _spread,
}


def _photographed(paper: Paper, rng: np.random.Generator, *, soft: bool) -> Grey:
    """As a camera has it that is far away and not well in focus."""
    blur = rng.uniform(0.4, 1.7) if soft else rng.uniform(0.2, 0.9)
    seen = cv2.GaussianBlur(paper, (0, 0), float(blur) * FINE)
    part = float(rng.uniform(1.3, 2.8)) / FINE
    small = cv2.resize(seen, None, fx=part, fy=part, interpolation=cv2.INTER_AREA)
    high, wide = small.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), float(rng.uniform(-6, 6)), 1.0)
    small = cv2.warpAffine(small, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE)
    light = np.linspace(float(rng.uniform(0.6, 1.0)), float(rng.uniform(0.6, 1.0)), wide)
    noise = rng.normal(0, float(rng.uniform(0.5, 7)), small.shape)
    return np.asarray(np.clip(light * (40 + small * float(rng.uniform(60, 180))) + noise, 0, 255), np.uint8)
