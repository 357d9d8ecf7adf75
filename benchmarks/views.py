"""Views of several packages on a desk, generated from a seed: 2 to 10 codes of every symbology, lying at all angles.

Each code is printed on a label of its own, and each label lies as it fell. The frames of `benchmarks/frames.py` ask how
bad a picture of one package may be; here it is asked whether anything that lies in view is passed over.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from benchmarks import payloads
from benchmarks.payloads import FORMAT, Printed
from scanner.pictures.image import Grey

SIZE = (1920, 1080)
MOST_CODES = 10
MODULE = (2.2, 4.5)
"""Pixels of the picture to a module, least and most."""
BAR_HEIGHT = 24
"""Modules."""
QUIET = {True: 10, False: 4}
"""Modules of quiet zone around a bar code and around a 2D code: what the standards ask for, rounded up."""
BLUR = (0.0, 0.8)
NOISE = (0.0, 6.0)
"""Grey levels, standard deviation."""
LIGHT_ON_DARK = 12
"""One label in so many is printed light on dark."""
TRIES = 60
"""Places that are tried for a label before it is left out."""
CODE_39 = "Code 39"
SYMBOLOGIES = (*payloads.SYMBOLOGIES, CODE_39)


@dataclass(frozen=True)
class View:
    """One picture, and what lies in it."""

    picture: Grey
    codes: tuple[tuple[str, bytes], ...]
    """Symbology, as the benchmark's columns are named, and payload."""
    seed: int


def view(seed: int) -> View:
    """The view of a seed, always the same one."""
    rng = np.random.default_rng(seed)
    desk = _desk(rng)
    taken = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    codes = []
    for _ in range(int(rng.integers(2, MOST_CODES + 1))):
        code = _code(rng)
        if _lay(rng, code, desk, taken):
            codes.append((code.symbology, code.payload))
    return View(_taken(rng, desk), tuple(codes), seed)


def numbers(count: int, seed: int) -> range:
    """The seeds of the views of a run."""
    return range(seed * 1_000_000 + 500_000, seed * 1_000_000 + 500_000 + count)


def _code(rng: np.random.Generator) -> Printed:
    name = str(rng.choice(SYMBOLOGIES))
    if name != CODE_39:
        return payloads.draw(rng, name)
    text = "".join(rng.choice(list(payloads.ALPHABET), int(rng.integers(7, 11))))
    symbol = zxingcpp.create_barcode(text, FORMAT.Code39Std).to_image(scale=1, add_quiet_zones=False)
    return Printed(name, text.encode(), (text,), np.asarray(symbol, np.uint8)[:1])


def _desk(rng: np.random.Generator) -> NDArray[np.float32]:
    """A surface with a soft pattern and light from one side."""
    coarse = rng.normal(0, 1, (SIZE[1] // 24, SIZE[0] // 24)).astype(np.float32)
    pattern = cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC)
    light = np.linspace(0, rng.uniform(0, 30), SIZE[0], dtype=np.float32)
    return np.asarray(rng.uniform(70, 130) + 8 * pattern + light, np.float32)


def _lay(
    rng: np.random.Generator, code: Printed, desk: NDArray[np.float32], taken: NDArray[np.uint8]
) -> bool:
    """Lay the code's label where there is room. Whether there was any."""
    label = _label(rng, code)
    if rng.integers(LIGHT_ON_DARK) == 0:
        label = np.asarray(255 - label, np.uint8)
    for _ in range(TRIES):
        to_desk = _placing(rng, label.shape)
        outline = cv2.perspectiveTransform(_corners(label.shape)[None], to_desk)[0]
        if (outline < 4).any() or (outline > np.array(SIZE) - 4).any():
            continue
        mask = np.zeros_like(taken)
        cv2.fillConvexPoly(mask, np.rint(outline).astype(np.int32), 1)
        if np.any(cv2.dilate(mask, np.ones((9, 9), np.uint8)).astype(np.uint8) & taken):
            continue
        laid = cv2.warpPerspective(label, to_desk, SIZE, flags=cv2.INTER_AREA)
        inside = cv2.warpPerspective(np.full(label.shape, 255, np.uint8), to_desk, SIZE) > 127
        desk[inside] = laid[inside] * rng.uniform(0.75, 0.95) + rng.uniform(5, 25)
        taken |= mask
        return True
    return False


def _label(rng: np.random.Generator, code: Printed) -> Grey:
    """The code with its quiet zone, ink 0 on paper 255, already at its size in the picture."""
    modules = code.modules
    if code.is_linear:
        modules = np.repeat(modules, BAR_HEIGHT, axis=0)
    printed = np.where(np.pad(modules, QUIET[code.is_linear], constant_values=1) > 0, 255, 0).astype(np.uint8)
    scale = 4
    large = np.kron(printed, np.ones((scale, scale), np.uint8))
    factor = rng.uniform(*MODULE) / scale
    return np.asarray(cv2.resize(large, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


def _placing(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """3 × 3: from the label to the desk, turned by any angle and leaning a little."""
    high, wide = shape[:2]
    angle, middle = rng.uniform(-np.pi, np.pi), rng.uniform((0, 0), SIZE)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = (_corners(shape) - (wide / 2, high / 2)) @ turn.T
    corners = corners * (1 + rng.uniform(-0.03, 0.03, (4, 1))) + middle
    return np.asarray(cv2.getPerspectiveTransform(_corners(shape), corners.astype(np.float32)), np.float64)


def _corners(shape: tuple[int, ...]) -> NDArray[np.float32]:
    high, wide = shape[:2]
    return np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)


def _taken(rng: np.random.Generator, desk: NDArray[np.float32]) -> Grey:
    """As the camera has it: a little soft, a little noisy."""
    blur = rng.uniform(*BLUR)
    seen = cv2.GaussianBlur(desk, (0, 0), blur) if blur > 0.2 else desk
    seen = seen + rng.normal(0, rng.uniform(*NOISE), seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)
