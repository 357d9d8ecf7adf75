"""Camera frames of packages, generated from a seed, with what stands on them: 1920 × 1080 grey, one damage each.

A label with its codes and text is drawn flat, bent and turned into the picture, lit, blurred, and given a sensor's
noise and JPEG's losses. Even the undamaged frame has a lens's blur, noise and uneven light.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from benchmarks import payloads

Grey = NDArray[np.uint8]
Plane = NDArray[np.float32]

WIDTH, HEIGHT = 1920, 1080
DRAWN = 8
"""Pixels a module on the flat label."""
PAPER, INK = 0.86, 0.10
"""Reflectances of ordinary label stock and thermal print."""

AXES = (
    "clean",
    "defocus",
    "motion",
    "low light",
    "noise",
    "glare",
    "contrast",
    "tilt",
    "perspective",
    "curved",
    "small",
    "jpeg",
)


@dataclass(frozen=True)
class Code:
    """One code on the package."""

    symbology: str
    """As the benchmark's columns are named: GS1 DataMatrix, GS1-128, Code 128, HIBC, EAN, QR."""
    payload: bytes


@dataclass(frozen=True)
class Frame:
    """One picture and what it shows."""

    picture: Grey
    codes: tuple[Code, ...]
    axis: str
    seed: int


@dataclass(frozen=True)
class Shot:
    """How the label is seen; the damage's strength is drawn within what phones and tablets really deliver."""

    module: float
    """Pixels a module."""
    turn: float
    """Degrees."""
    lean: float = 0.0
    """Perspective: how much nearer one side is, as a part of the distance."""
    bend: float = 0.0
    """Radians that the label covers on a cylinder."""
    defocus: float = 0.0
    """Radius of the blur disc in modules."""
    motion: float = 0.0
    """Length of the smear in modules."""
    light: float = 1.0
    noise: float = 0.008
    """Standard deviation of the sensor's noise at full light."""
    glare: float = 0.0
    contrast: float = 1.0
    jpeg: int = 88


def frame(seed: int, axis: str | None = None, symbology: str | None = None) -> Frame:
    """The frame of a seed, always the same one; axis and symbology are drawn from it when not given."""
    rng = np.random.default_rng(seed)
    axis = axis or AXES[seed % len(AXES)]
    count = int(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))
    codes = [payloads.draw(rng, symbology if i == 0 else None) for i in range(count)]
    shot = _shot(rng, axis)
    label = _label(rng, codes)
    picture = _seen(rng, label, shot)
    return Frame(picture, tuple(Code(name, payload) for name, payload, _ in codes), axis, seed)


def frames(count: int, seed: int = 1) -> Iterator[Frame]:
    """`count` frames, every axis equally often."""
    return (frame(seed * 1_000_000 + i) for i in range(count))


DAMAGES: "dict[str, Callable[[np.random.Generator, Shot], Shot]]" = {
    "clean": lambda _, shot: shot,
    "defocus": lambda rng, shot: replace(shot, defocus=rng.uniform(0.5, 1.25)),
    "motion": lambda rng, shot: replace(shot, motion=rng.uniform(0.8, 2.8)),
    "low light": lambda rng, shot: replace(shot, light=rng.uniform(0.05, 0.22), noise=0.02, defocus=0.3),
    "noise": lambda rng, shot: replace(shot, noise=rng.uniform(0.05, 0.16)),
    "glare": lambda rng, shot: replace(shot, glare=rng.uniform(0.5, 1.3)),
    "contrast": lambda rng, shot: replace(shot, contrast=rng.uniform(0.08, 0.30)),
    "tilt": lambda rng, shot: replace(shot, turn=rng.uniform(-180, 180)),
    "perspective": lambda rng, shot: replace(shot, lean=rng.uniform(0.2, 0.45) * rng.choice([-1, 1])),
    "curved": lambda rng, shot: replace(shot, bend=rng.uniform(1.0, 2.0)),
    "small": lambda rng, shot: replace(shot, module=rng.uniform(1.6, 2.4)),
    "jpeg": lambda rng, shot: replace(shot, jpeg=int(rng.integers(6, 22))),
}


def _shot(rng: np.random.Generator, axis: str) -> Shot:
    """A steady hand's shot, with the axis's one damage."""
    shot = Shot(module=rng.uniform(2.2, 4.5), turn=rng.uniform(-4, 4) + rng.choice([0, 0, 0, 180]))
    return DAMAGES[axis](rng, shot)


# --- the flat label


def _label(rng: np.random.Generator, codes: "list[tuple[str, bytes, zxingcpp.Barcode]]") -> Plane:
    """Reflectances of the label, DRAWN pixels a module: codes under each other, text above and below."""
    drawn = [_drawn(rng, barcode) for _, _, barcode in codes]
    width = max(code.shape[1] for code in drawn) + 30 * DRAWN
    height = sum(code.shape[0] + 22 * DRAWN for code in drawn) + 30 * DRAWN
    label = np.full((height, width), PAPER, dtype=np.float32)
    top = 24 * DRAWN
    for (_, payload, _), code in zip(codes, drawn, strict=True):
        left = int(rng.integers(12 * DRAWN, width - code.shape[1] - 12 * DRAWN + 1))
        _write(label, f"REF {rng.integers(10**6)}  {payloads.shown(payload)}", left, top - 4 * DRAWN)
        label[top : top + code.shape[0], left : left + code.shape[1]] = code
        top += code.shape[0] + 22 * DRAWN
    return label


def _drawn(rng: np.random.Generator, barcode: zxingcpp.Barcode) -> Plane:
    modules = np.array(barcode.to_image(scale=1, add_quiet_zones=False), dtype=np.float32)
    if modules.shape[0] == 1 or modules.shape[0] < modules.shape[1] // 3:
        modules = modules[:1]
        bars = int(rng.integers(22, 45)) * DRAWN
        flat = np.repeat(np.repeat(modules, DRAWN, axis=1), bars, axis=0)
    else:
        flat = np.repeat(np.repeat(modules, DRAWN, axis=1), DRAWN, axis=0)
    return np.where(flat < 128, INK, PAPER).astype(np.float32)


def _write(label: Plane, text: str, left: int, bottom: int) -> None:
    mask = np.zeros((6 * DRAWN, label.shape[1]), dtype=np.uint8)
    cv2.putText(
        mask, text, (left, 5 * DRAWN), cv2.FONT_HERSHEY_SIMPLEX, DRAWN / 8, 255, DRAWN // 3, cv2.LINE_AA
    )
    rows = label[bottom - 5 * DRAWN : bottom + DRAWN]
    rows += (INK - PAPER) * mask[: len(rows)].astype(np.float32) / 255


# --- into the picture


def _seen(rng: np.random.Generator, label: Plane, shot: Shot) -> Grey:
    scene = _background(rng)
    if shot.bend:
        label = _bent(label, shot.bend)
    fit = 0.94 * min(WIDTH / label.shape[1], HEIGHT / label.shape[0]) * DRAWN
    shot = replace(shot, module=min(shot.module, fit))
    # Before it is made smaller the label is blurred as the sensor's pixels would average it.
    label = cv2.GaussianBlur(label, (0, 0), max(0.3, 0.42 * DRAWN / shot.module))
    matrix = _matrix(rng, label.shape, shot)
    mask = cv2.warpPerspective(np.ones_like(label), matrix, (WIDTH, HEIGHT))
    seen = cv2.warpPerspective(label, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    scene = scene * (1 - mask) + seen * mask
    scene = 0.5 + (scene - 0.5) * shot.contrast
    scene = scene * _lighting(rng) + _glare(rng, shot)
    scene = _optics(rng, np.clip(scene, 0, 1.15).astype(np.float32), shot)
    return _sensor(rng, scene, shot)


def _background(rng: np.random.Generator) -> Plane:
    """A desk: blotches of several sizes around a middle grey."""
    scene = np.full((HEIGHT, WIDTH), rng.uniform(0.25, 0.6), dtype=np.float32)
    for cells in (4, 16, 90):
        coarse = rng.normal(0, 0.06, (cells, cells * 2)).astype(np.float32)
        scene += cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return scene


def _bent(label: Plane, angle: float) -> Plane:
    """The label on a cylinder of which it covers `angle` radians, seen from the front."""
    width = label.shape[1]
    radius = width / angle
    out_width = int(2 * radius * np.sin(angle / 2))
    x = np.arange(out_width, dtype=np.float32) - out_width / 2
    across = (np.arcsin(np.clip(x / radius, -1, 1)) * radius + width / 2).astype(np.float32)
    rows = np.arange(label.shape[0], dtype=np.float32)
    return cv2.remap(label, *np.meshgrid(across, rows), cv2.INTER_LINEAR, borderValue=PAPER)


def _matrix(rng: np.random.Generator, shape: "tuple[int, ...]", shot: Shot) -> NDArray[np.float64]:
    """Label pixels → frame pixels: scaled to the module, leaned, turned about the middle."""
    height, width = shape
    scale = shot.module / DRAWN
    turn = np.deg2rad(shot.turn)
    center = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    axis = rng.uniform(0, 2 * np.pi)
    reach = max(width, height) * scale / 2
    lean = np.eye(3)
    # Points at ±reach along the axis come nearer or go farther by the lean.
    lean[2, :2] = shot.lean / reach * np.cos(axis), shot.lean / reach * np.sin(axis)
    size = np.diag([scale, scale, 1.0])
    spin = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1.0]])
    middle = np.array([[1, 0, WIDTH / 2], [0, 1, HEIGHT / 2], [0, 0, 1.0]])
    return middle @ spin @ lean @ size @ center


def _lighting(rng: np.random.Generator) -> Plane:
    """A lamp at one side: brightness falls by up to a third across the frame."""
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.3)
    x = np.linspace(-0.5, 0.5, WIDTH, dtype=np.float32)[None, :] * np.float32(np.cos(angle))
    y = np.linspace(-0.5, 0.5, HEIGHT, dtype=np.float32)[:, None] * np.float32(np.sin(angle))
    return np.float32(1 - fall / 2) + np.float32(fall) * (x + y)


def _glare(rng: np.random.Generator, shot: Shot) -> Plane | float:
    """A lamp's mirror image on the label: bright in the middle, wide around it."""
    if not shot.glare:
        return 0.0
    x0, y0 = WIDTH / 2 + rng.uniform(-160, 160), HEIGHT / 2 + rng.uniform(-120, 120)
    wide, high = rng.uniform(60, 240), rng.uniform(40, 120)
    x = (np.arange(WIDTH, dtype=np.float32)[None, :] - x0) / wide
    y = (np.arange(HEIGHT, dtype=np.float32)[:, None] - y0) / high
    return np.float32(shot.glare) * np.exp(-(x * x + y * y)).astype(np.float32)


def _optics(rng: np.random.Generator, scene: Plane, shot: Shot) -> Plane:
    """The lens: always a little soft; out of focus a disc, in motion a line."""
    if shot.defocus:
        scene = cv2.filter2D(scene, -1, _disc(shot.defocus * shot.module))
    if shot.motion:
        scene = cv2.filter2D(scene, -1, _line(shot.motion * shot.module, rng.uniform(0, np.pi)))
    return cv2.GaussianBlur(scene, (0, 0), 0.55)


def _disc(radius: float) -> Plane:
    reach = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return kernel / kernel.sum()


def _line(length: float, angle: float) -> Plane:
    reach = int(np.ceil(length / 2)) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), dtype=np.float32)
    for t in np.linspace(-length / 2, length / 2, int(length * 8) + 2):
        x, y = reach + t * np.cos(angle), reach + t * np.sin(angle)
        x0, y0 = int(x), int(y)
        fx, fy = x - x0, y - y0
        kernel[y0 : y0 + 2, x0 : x0 + 2] += np.outer([1 - fy, fy], [1 - fx, fx]).astype(np.float32)
    return kernel / kernel.sum()


def _sensor(rng: np.random.Generator, scene: Plane, shot: Shot) -> Grey:
    """Shot noise grows as light gets less, and the camera brightens both; then 8 bits, sharpened, and JPEG."""
    light = scene * np.float32(shot.light)
    sigma = shot.noise * np.sqrt(np.maximum(light, 0.01))
    noise = rng.standard_normal(scene.shape, dtype=np.float32) * sigma
    gain = min(1 / shot.light, 4.0)
    exposed = np.clip((light + noise) * gain, 0, 1) ** np.float32(1 / 1.6)
    picture = (exposed * 255).astype(np.uint8)
    soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
    picture = cv2.addWeighted(picture, 1.4, soft, -0.4, 0)
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, shot.jpeg])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
