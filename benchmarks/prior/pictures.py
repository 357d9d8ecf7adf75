"""Small soft pictures of one code each, and numbers that look like what they say."""

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from scanner.expected import Expected
from scanner.pictures.image import Grey

FINE = 12
"""Pixels a module at which bars are drawn before lens and sensor see them."""
MOST_CHANGED = 3
"""Characters in which a look-alike differs at the most, its check digit not counted."""
DIGITS, LETTERS = "0123456789", "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
KINDS = ("EAN13", "EAN8", "Code39", "Code128", "ITF")
LENGTHS = {"EAN13": 12, "EAN8": 7, "Code39": 8, "Code128": 9, "ITF": 12}
"""Characters that are drawn by lot."""


@dataclass(frozen=True)
class Drawn:
    """A picture and what it says."""

    picture: Grey
    kind: str
    text: str


def checked(kind: str, text: str) -> str:
    """The text with its check digit, where the symbology has one in its text."""
    if not kind.startswith("EAN"):
        return text
    total = sum(int(digit) * (1 if index % 2 else 3) for index, digit in enumerate(text[::-1]))
    return text + str(-total % 10)


def drawn(seed: int) -> Drawn:
    """The picture of a seed, always the same one."""
    rng = np.random.default_rng(seed)
    kind = KINDS[seed % len(KINDS)]
    letters = LETTERS if kind.startswith("Code") else DIGITS
    text = checked(kind, "".join(rng.choice(list(letters), LENGTHS[kind])))
    bars = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    row = np.asarray(bars.to_image(scale=1, add_quiet_zones=False))[0] > 0
    ink = np.flatnonzero(~row)
    return Drawn(_photographed(row[ink[0] : ink[-1] + 1], rng), kind, text)


def _photographed(row: NDArray[np.bool_], rng: np.random.Generator) -> Grey:
    """A row of modules (False is ink) as a camera has it that is too far away and out of focus."""
    large = np.repeat(np.repeat(row[None].astype(np.float32), FINE, axis=1), 60 * FINE, axis=0)
    large = np.pad(large, ((20 * FINE,) * 2, (14 * FINE,) * 2), constant_values=1.0)
    soft = cv2.GaussianBlur(large, (0, 0), float(rng.uniform(0.3, 1.7)) * FINE)
    part = float(rng.uniform(1.1, 2.2)) / FINE
    small = cv2.resize(soft, None, fx=part, fy=part, interpolation=cv2.INTER_AREA)
    left, right = rng.uniform(0.6, 1.0, 2).tolist()
    light = np.linspace(left, right, small.shape[1])
    grey = light * (40 + small * float(rng.uniform(60, 180))) + rng.normal(
        0, float(rng.uniform(0.5, 7)), small.shape
    )
    return np.asarray(np.clip(grey, 0, 255), np.uint8)


def look_alikes(one: Drawn, count: int, rng: np.random.Generator) -> list[str]:
    """Numbers that differ from what the picture says in one to MOST_CHANGED characters, its check right; not itself."""
    letters = LETTERS if one.kind.startswith("Code") else DIGITS
    body = one.text[: LENGTHS[one.kind]]
    found = set()
    for _ in range(count):
        characters = list(body)
        for place in rng.choice(len(body), int(rng.integers(1, MOST_CHANGED + 1)), replace=False):
            characters[int(place)] = str(rng.choice(list(letters)))
        found.add(checked(one.kind, "".join(characters)))
    return sorted(found - {one.text})


def others(one: Drawn, count: int, rng: np.random.Generator) -> list[str]:
    """Numbers of the same sort that have nothing to do with it."""
    letters = LETTERS if one.kind.startswith("Code") else DIGITS
    return [
        checked(one.kind, "".join(rng.choice(list(letters), LENGTHS[one.kind]))) for _number in range(count)
    ]


def expected(one: Drawn, numbers: list[str]) -> Expected:
    return Expected.of(gtins=numbers) if one.kind.startswith("EAN") else Expected.of(serials=numbers)
