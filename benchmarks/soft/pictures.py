"""Labels out of focus, a few pixels a module: what a phone or tablet without a near focus makes of a small code."""

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from benchmarks.prior.pictures import DIGITS, LETTERS, checked
from scanner.pictures.image import Grey

FINE = 8
"""Pixels a module at which the label is drawn before the lens and the sensor see it."""
LENGTHS = {"EAN13": 12, "EAN8": 7, "Code128": 9, "Code39": 8, "ITF": 12}
"""Characters that are drawn by lot."""
TALL = (25, 60)
"""Modules that the bars are high."""
STRIPES = "stripes"
"""Bars of any widths that are no code."""
ALTERED = "altered"
"""An EAN-13 of which one digit's bars stand for another one, so that its check digit is wrong."""


@dataclass(frozen=True)
class Softness:
    """How far out of focus a picture may be."""

    blur: tuple[float, float] = (0.9, 2.0)
    """The least and the most standard deviation, in modules."""
    pixels: tuple[float, float] = (1.3, 2.5)
    """Pixels a module."""


@dataclass(frozen=True)
class SoftLabel:
    """A picture and what it says; an empty text where nothing may be read."""

    picture: Grey
    kind: str
    text: str
    blur: float
    """Standard deviation in modules."""
    pixels: float
    """Pixels a module."""


def soft_label(seed: int, kind: str = "EAN13", softness: Softness | None = None) -> SoftLabel:
    """The picture of a seed, always the same one."""
    softness = softness or Softness()
    rng = np.random.default_rng(seed)
    blur, pixels = float(rng.uniform(*softness.blur)), float(rng.uniform(*softness.pixels))
    row, text = _row(rng, kind)
    label = _label(rng, row)
    matrix, size = _placed(rng, label.shape, pixels / FINE)
    scene = cv2.warpPerspective(
        label, _scaled_to(2) @ matrix, (2 * size[0], 2 * size[1]), borderValue=float(rng.uniform(0.05, 0.4))
    )
    soft = _out_of_focus(rng, np.asarray(scene, np.float32), 2 * blur * pixels)
    small = np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_AREA), np.float32)
    return SoftLabel(_developed(rng, small), kind, text, blur, pixels)


def _row(rng: np.random.Generator, kind: str) -> "tuple[NDArray[np.float32], str]":
    """(modules) 1 is paper, 0 ink; and what they say."""
    if kind == STRIPES:
        row = rng.integers(0, 2, 95).astype(np.float32)
        row[[0, -1]] = 0
        return row, ""
    name = "EAN13" if kind == ALTERED else kind
    letters = LETTERS if name.startswith("Code") else DIGITS
    text = checked(name, "".join(rng.choice(list(letters), LENGTHS[name])))
    bars = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, name))
    row = np.asarray(bars.to_image(scale=1, add_quiet_zones=False))[0].astype(np.float32) / 255
    ink = np.flatnonzero(row < 0.5)
    row = row[ink[0] : ink[-1] + 1]
    return (_altered(rng, row), "") if kind == ALTERED else (row, text)


def _altered(rng: np.random.Generator, row: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """One digit of the right half shows another digit."""
    place = int(rng.integers(6))
    other = zxingcpp.create_barcode(
        checked("EAN13", f"{rng.integers(10**12):012d}"), zxingcpp.BarcodeFormat.EAN13
    )
    others = np.asarray(other.to_image(scale=1, add_quiet_zones=False))[0].astype(np.float32) / 255
    others = others[np.flatnonzero(others < 0.5)[0] :]
    first = 50 + 7 * place
    out = row.copy()
    for candidate in range(6):
        digit = others[50 + 7 * candidate : 57 + 7 * candidate]
        if (digit != row[first : first + 7]).any():
            out[first : first + 7] = digit
            break
    return out


def _label(rng: np.random.Generator, row: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """White paper with the bars, digits below them, words beside them."""
    tall, paper, ink = int(rng.integers(*TALL)), float(rng.uniform(0.7, 1.0)), float(rng.uniform(0.02, 0.25))
    wide = np.repeat(row, FINE)
    spread = int(rng.choice((-1, 0, 0, 1)))
    if spread:
        kernel = np.ones((1, 2 * abs(spread) + 1), np.uint8)
        grow = cv2.erode if spread > 0 else cv2.dilate
        wide = np.asarray(grow(np.pad(wide, 3 * FINE, constant_values=1.0)[None], kernel)[0], np.float32)[
            3 * FINE : -3 * FINE
        ]
    left, right = int(rng.integers(9, 26)), int(rng.integers(9, 26))
    above, below = int(rng.integers(2, 20)), int(rng.integers(10, 20))
    label = np.full(((tall + above + below) * FINE, len(wide) + (left + right) * FINE), 255, np.uint8)
    label[above * FINE : (above + tall) * FINE, left * FINE : left * FINE + len(wide)] = np.rint(wide * 255)
    words = "".join(rng.choice(list(LETTERS), 13))
    foot = ((left + 4) * FINE, (above + tall + 9) * FINE)
    cv2.putText(label, words, foot, cv2.FONT_HERSHEY_SIMPLEX, 1.2 * FINE / 4, 0, FINE // 2, cv2.LINE_AA)
    if rng.random() < 0.3:
        top = (left * FINE, max(above - 3, 2) * FINE)
        cv2.putText(
            label, words[::-1], top, cv2.FONT_HERSHEY_SIMPLEX, 0.9 * FINE / 4, 0, FINE // 3, cv2.LINE_AA
        )
    return np.asarray(ink + (paper - ink) / 255 * label, np.float32)


def _scaled_to(factor: float) -> "NDArray[np.float64]":
    return np.diag([factor, factor, 1.0])


def _placed(
    rng: np.random.Generator, shape: "tuple[int, ...]", scale: float
) -> "tuple[NDArray[np.float64], tuple[int, int]]":
    """(label pixels → picture pixels, size of the picture): turned by some degrees and in some perspective."""
    height, width = shape
    turn = np.deg2rad(rng.normal(0, 8))
    lean = rng.normal(0, 0.12, 2) / width
    middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    rotation = np.array(
        [[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [lean[0], lean[1], 1.0]]
    )
    matrix = _scaled_to(scale) @ rotation @ middle
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    seen = cv2.perspectiveTransform(corners, matrix)[0]
    low, high = seen.min(axis=0), seen.max(axis=0)
    room = rng.uniform(4, 40, 4)
    move = np.array([[1, 0, room[0] - low[0]], [0, 1, room[1] - low[1]], [0, 0, 1.0]])
    size = np.ceil(high - low + [room[0] + room[2], room[1] + room[3]]).astype(int)
    return move @ matrix, (int(size[0]), int(size[1]))


def _out_of_focus(
    rng: np.random.Generator, scene: "NDArray[np.float32]", blur: float
) -> "NDArray[np.float32]":
    """`blur`: standard deviation in pixels. Most of it is a disc's, as out of focus, the rest a Gaussian's."""
    share = float(rng.uniform(0.4, 0.95))
    radius = 2 * blur * np.sqrt(share)
    reach = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    scene = np.asarray(
        cv2.filter2D(scene, -1, disc / disc.sum(), borderType=cv2.BORDER_REPLICATE), np.float32
    )
    return np.asarray(cv2.GaussianBlur(scene, (0, 0), max(blur * np.sqrt(1 - share), 0.3)), np.float32)


def _developed(rng: np.random.Generator, light: "NDArray[np.float32]") -> Grey:
    """What the camera makes of it: uneven light, noise, a tone curve, and often JPEG."""
    height, width = light.shape
    fall, angle = rng.uniform(0, 0.5), rng.uniform(0, 2 * np.pi)
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None]
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    lit = (
        light
        * np.float32(rng.uniform(0.3, 0.95))
        * (1 - np.float32(fall) * (0.5 + x * np.cos(angle) + y * np.sin(angle)))
    )
    lit = lit + rng.normal(0, rng.uniform(0.002, 0.008), lit.shape) * np.sqrt(np.maximum(lit, 0.02))
    toned = np.power(np.clip(lit, 0, 1), 1 / rng.uniform(1.0, 2.2)) * 255
    grey: Grey = np.clip(np.rint(toned), 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        _, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(75, 96))])
        grey = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    return grey
