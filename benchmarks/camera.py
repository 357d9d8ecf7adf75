"""A tablet's camera: the face in the room, the lens, the sensor, and what its software makes of it.

The face is projected at twice the picture's resolution and goes through light, lens and shutter there; only then
does it fall on pixels. Photons and electronics make the noise, in linear light and on a Bayer mosaic; demosaicing,
noise reduction, tone curve, sharpening and JPEG follow, as in the camera.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.package import DRAWN, Face, Plane, Quad, fibres

Grey = NDArray[np.uint8]

SIZE = (1920, 1080)
FINE = 2
"""Projected pixels to a pixel of the picture, each way."""
WHITE = 9000.0
"""Electrons of a full pixel in good light: a small sensor at a low gain."""
READ_NOISE = 3.0
"""Electrons."""


@dataclass(frozen=True)
class Shot:
    """How a face is seen. Lengths in modules are of its finest code."""

    module: float
    """Pixels a module."""
    turn: float
    """Degrees in the picture's plane."""
    lean: float = 0.0
    """Degrees between the face and the picture's plane."""
    toward: float = 0.0
    """Degrees: the direction in which it leans."""
    bend: float = 0.0
    """Radians that the face covers on a cylinder; negative bends the other way."""
    defocus: float = 0.0
    """Radius of the blur disc in modules."""
    motion: float = 0.0
    """Length of the smear in modules."""
    direction: float = 0.0
    """Degrees from the face's own x axis."""
    light: float = 1.0
    """Part of good light's photons."""
    gain: float = 1.0
    """Sensor noise as if so much less light had come, at normal brightness and without noise reduction."""
    glare: float = 0.0
    """Brightness of a lamp's mirror image, in parts of white."""
    spot: float = 0.5
    """Its radius, in parts of the code's smaller side."""
    jpeg: int = 90


def photograph(rng: np.random.Generator, face: Face, shot: Shot, size: tuple[int, int] = SIZE) -> Grey:
    """The picture, `size` (width, height)."""
    plane, quads = (face.reflectance, face.codes)
    if shot.bend:
        plane, quads = _bent(face, shot.bend)
    matrix, module = _placed(rng, plane.shape, quads, shot, size)
    scene = _room(rng, size)
    fine, (left, top), mask = _projected(plane, matrix, module, size)
    fine = _lit(rng, fine, quads, matrix, (left, top), shot)
    fine, mask = (_through_lens(plane, shot, module) for plane in (fine, mask))
    small, mask = _shrunk(fine), _shrunk(mask)
    part = scene[top : top + small.shape[0], left : left + small.shape[1]]
    part[:] = part * (1 - mask) + small
    return _developed(rng, scene * _lamp(rng, size), shot)


def film_frame(
    rng: np.random.Generator, face: Face, shot: Shot, room: Plane, at: tuple[float, float], lamp: Plane
) -> Grey:
    """One frame of a film: the room and the lamp stay, and the face's codes are around `at`, in pixels.

    Parameters
    ----------
    rng : for this frame's noise and its lamp's mirror image
    room, lamp : (height, width), as `room_and_lamp` gives them once for a film
    """
    size = (room.shape[1], room.shape[0])
    points = np.concatenate(face.codes)
    center = (points.min(axis=0) + points.max(axis=0)) / 2
    matrix = _projection(center, shot.module / DRAWN, shot, size)
    middle = cv2.perspectiveTransform(center[None, None], matrix)[0, 0]
    move = np.eye(3)
    move[:2, 2] = np.array(at) - middle
    matrix = move @ matrix
    fine, (left, top), mask = _projected(face.reflectance, matrix, shot.module, size)
    fine = _lit(rng, fine, face.codes, matrix, (left, top), shot)
    fine, mask = (_through_lens(plane, shot, shot.module) for plane in (fine, mask))
    small, mask = _shrunk(fine), _shrunk(mask)
    scene = room.copy()
    part = scene[top : top + small.shape[0], left : left + small.shape[1]]
    part[:] = part * (1 - mask) + small
    return _developed(rng, scene * lamp, shot)


def room_and_lamp(rng: np.random.Generator, size: tuple[int, int]) -> "tuple[Plane, Plane]":
    """What stays the same through a film, (height, width) each."""
    return _room(rng, size), _lamp(rng, size)


# --- where the face is


def _placed(
    rng: np.random.Generator,
    shape: "tuple[int, ...]",
    quads: tuple[Quad, ...],
    shot: Shot,
    size: tuple[int, int],
) -> "tuple[NDArray[np.float64], float]":
    """Face pixels → picture pixels, with every code wholly in the picture; and the module that came out of it."""
    points = np.concatenate(quads) if quads else np.array([[0, 0], [shape[1], shape[0]]], float)
    center = (points.min(axis=0) + points.max(axis=0)) / 2
    module = shot.module
    while True:
        matrix = _projection(center, module / DRAWN, shot, size)
        seen = cv2.perspectiveTransform(points[None], matrix)[0]
        low, high = seen.min(axis=0), seen.max(axis=0)
        if np.all(high - low <= 0.96 * np.array(size)):
            break
        module *= 0.95
    margin = 0.02 * np.array(size)
    room = np.array(size) - margin * 2 - (high - low)
    corner = margin + rng.uniform(0.15, 0.85, 2) * room
    move = np.eye(3)
    move[:2, 2] = corner - low
    return move @ matrix, module


def _projection(center: Quad, scale: float, shot: Shot, size: tuple[int, int]) -> NDArray[np.float64]:
    """A pinhole camera whose axis meets the face at `center`, at `scale` picture pixels a face pixel there."""
    focal = 0.85 * size[0]
    lean, toward, turn = np.deg2rad([shot.lean, shot.toward, shot.turn])
    about = np.array([np.cos(toward), np.sin(toward), 0.0])
    rotation = cv2.Rodrigues(about * lean)[0] @ cv2.Rodrigues(np.array([0, 0, turn]))[0]
    distance = focal / scale
    world = np.column_stack([rotation[:, 0], rotation[:, 1], [0, 0, distance]])
    camera = np.diag([focal, focal, 1.0])
    to_center = np.array([[1, 0, -center[0]], [0, 1, -center[1]], [0, 0, 1.0]])
    return np.asarray(camera @ world @ to_center, np.float64)


def _bent(face: Face, angle: float) -> "tuple[Plane, tuple[Quad, ...]]":
    """The face on a cylinder, seen from the front; shaded as its surface turns away."""
    plane = face.reflectance if angle > 0 else face.reflectance.T
    angle = abs(angle)
    width = plane.shape[1]
    radius = width / angle
    across = np.arange(int(2 * radius * np.sin(angle / 2)), dtype=np.float32)
    sine = (across - len(across) / 2) / radius
    source = (np.arcsin(np.clip(sine, -1, 1)) * radius + width / 2).astype(np.float32)
    soft = np.ascontiguousarray(cv2.GaussianBlur(plane, (0, 0), 1.0))
    columns, rows = np.meshgrid(source, np.arange(plane.shape[0], dtype=np.float32))
    bent = np.asarray(
        cv2.remap(soft, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32
    )
    bent *= np.sqrt(np.clip(1 - sine**2, 0.1, 1)).astype(np.float32)[None, :]
    turned = plane is not face.reflectance
    quads = []
    for quad in face.codes:
        x, y = (quad[:, 1], quad[:, 0]) if turned else (quad[:, 0], quad[:, 1])
        x = np.sin((x - width / 2) / radius) * radius + len(across) / 2
        quads.append(np.column_stack([y, x] if turned else [x, y]))
    return (np.ascontiguousarray(bent.T) if turned else bent), tuple(quads)


def _projected(
    plane: Plane, matrix: NDArray[np.float64], module: float, size: tuple[int, int]
) -> "tuple[Plane, tuple[int, int], Plane]":
    """The face at FINE pixels a pixel, cut to what the picture sees of it; its place in the picture; its outline."""
    height, width = plane.shape
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], float)
    seen = cv2.perspectiveTransform(corners, matrix)[0]
    pad = 24
    left, top = (int(value) for value in np.clip(seen.min(axis=0) - pad, 0, np.array(size) - 8))
    right, bottom = (int(value) for value in np.clip(seen.max(axis=0) + pad, 8, size))
    to_fine = np.array([[FINE, 0, -left * FINE], [0, FINE, -top * FINE], [0, 0, 1.0]])
    # What a smaller scale cannot hold is averaged away first: aliasing is no damage that a lens makes.
    soft = cv2.GaussianBlur(plane, (0, 0), max(0.5, 0.45 * DRAWN / (module * FINE)))
    out = ((right - left) * FINE, (bottom - top) * FINE)
    fine = cv2.warpPerspective(soft, to_fine @ matrix, out, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones_like(plane), to_fine @ matrix, out, flags=cv2.INTER_LINEAR)
    return np.asarray(fine, np.float32), (left, top), np.asarray(mask, np.float32)


# --- light


def _room(rng: np.random.Generator, size: tuple[int, int]) -> Plane:
    """A desk, with a few things out of focus on it."""
    desk = np.full((size[1], size[0]), rng.uniform(0.1, 0.5), np.float32)
    desk *= 1 + fibres(rng, (size[1], size[0]), 0.03)
    for _ in range(int(rng.integers(0, 5))):
        x, y = int(rng.integers(0, size[0])), int(rng.integers(0, size[1]))
        end = (x + int(rng.integers(60, 700)), y + int(rng.integers(40, 500)))
        cv2.rectangle(desk, (x, y), end, float(rng.uniform(0.05, 0.8)), -1)
    return np.asarray(cv2.blur(cv2.blur(desk, (9, 9)), (9, 9)), np.float32)


def _lamp(rng: np.random.Generator, size: tuple[int, int]) -> Plane:
    """Brightness falls across the picture, and sometimes somebody's shadow lies on a part of it."""
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.35)
    x = np.linspace(-0.5, 0.5, size[0], dtype=np.float32)[None, :]
    y = np.linspace(-0.5, 0.5, size[1], dtype=np.float32)[:, None]
    light = 1 - np.float32(fall) * (0.5 + x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle)))
    if rng.random() < 0.3:
        angle, place, soft = rng.uniform(0, 2 * np.pi), rng.uniform(-0.3, 0.3), rng.uniform(0.02, 0.08)
        side = (x * np.cos(angle) + y * np.sin(angle) - place) / soft
        light = light * (1 - np.float32(rng.uniform(0.15, 0.5)) / (1 + np.exp(-side)))
    return np.asarray(light * np.float32(rng.uniform(0.62, 0.98)), np.float32)


def _lit(
    rng: np.random.Generator,
    fine: Plane,
    quads: tuple[Quad, ...],
    matrix: NDArray[np.float64],
    at: tuple[int, int],
    shot: Shot,
) -> Plane:
    """With the lamp's mirror image on the first code, where there is one."""
    if not shot.glare or not quads:
        return fine
    quad = (cv2.perspectiveTransform(quads[0][None], matrix)[0] - at) * FINE
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    middle = quad[0] + rng.uniform(0.2, 0.8) * across + rng.uniform(0.2, 0.8) * down
    length, height = float(np.hypot(*across)), float(np.hypot(*down))
    # A 2D code bears a loss of a quarter of its modules, a 1D code of all its rows but some.
    reach = shot.spot * min(length, height) * (0.55 if length < 1.5 * height else 1.0)
    wide = reach * rng.uniform(1.0, 1.6)
    turn = float(np.arctan2(across[1], across[0])) + rng.uniform(-0.7, 0.7)
    x = np.arange(fine.shape[1], dtype=np.float32)[None, :] - np.float32(middle[0])
    y = np.arange(fine.shape[0], dtype=np.float32)[:, None] - np.float32(middle[1])
    u, v = (x * np.cos(turn) + y * np.sin(turn)) / wide, (y * np.cos(turn) - x * np.sin(turn)) / reach
    far = np.sqrt(u * u + v * v)
    lobe = 1 / (1 + np.exp(np.clip((far - 1) * 6, -30, 30))) + 0.25 * np.exp(-far * far / 6)
    return np.asarray(fine + np.float32(shot.glare) * lobe * (fine > 0), np.float32)


# --- the lens and the shutter


def _through_lens(plane: Plane, shot: Shot, module: float) -> Plane:
    """Out of focus a disc, in motion a slightly bent line; even the best lens is a little soft."""
    if shot.defocus:
        plane = _filtered(plane, _disc(shot.defocus * module * FINE))
    if shot.motion:
        smear = _smear(shot.motion * module * FINE, np.deg2rad(shot.turn + shot.direction))
        plane = _filtered(plane, smear)
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), 0.6 * FINE), np.float32)


def _shrunk(plane: Plane) -> Plane:
    """From the projection's pixels to the picture's."""
    small = cv2.resize(plane, None, fx=1 / FINE, fy=1 / FINE, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _filtered(plane: Plane, kernel: NDArray[np.float32]) -> Plane:
    return np.asarray(cv2.filter2D(plane, -1, kernel), np.float32)


def _disc(radius: float) -> Plane:
    reach = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _smear(length: float, angle: float) -> Plane:
    reach = int(np.ceil(length / 2)) + 2
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    for t in np.linspace(-0.5, 0.5, int(length * 8) + 2):
        bow = 0.12 * length * (t * t * 4 - 0.5)  # a hand's way is no straight line
        x = reach + t * length * np.cos(angle) - bow * np.sin(angle)
        y = reach + t * length * np.sin(angle) + bow * np.cos(angle)
        x0, y0 = int(x), int(y)
        weights = np.outer([1 - (y - y0), y - y0], [1 - (x - x0), x - x0])
        kernel[y0 : y0 + 2, x0 : x0 + 2] += weights.astype(np.float32)
    return np.asarray(kernel / kernel.sum(), np.float32)


# --- the sensor and the camera's software


def _developed(rng: np.random.Generator, scene: Plane, shot: Shot) -> Grey:
    electrons = WHITE * shot.light / shot.gain
    signal = np.clip(scene, 0, 1.0) * np.float32(electrons)
    noise = rng.standard_normal(scene.shape, dtype=np.float32)
    # A normal distribution of the photons' variance stands for their Poisson one: no pixel here has under ten.
    raw = signal + noise * np.sqrt(signal + np.float32(READ_NOISE**2))
    # In poor light the automatic exposure does not reach the full brightness.
    brightness = max(shot.light, 0.004) ** 0.12
    mosaic = np.clip(raw / np.float32(electrons) * brightness, 0, 1) * 65535
    picture = cv2.cvtColor(mosaic.astype(np.uint16), cv2.COLOR_BayerRG2BGR_EA)
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32) / 65535
    toned = (np.power(grey, np.float32(1 / 2.2)) * 255).astype(np.uint8)
    if shot.light < 0.5:
        toned = cv2.bilateralFilter(toned, 5, 24, 1.6)
    soft = cv2.GaussianBlur(toned, (0, 0), 1.1)
    toned = cv2.addWeighted(toned, 1.6, soft, -0.6, 0)
    _, data = cv2.imencode(".jpg", toned, [cv2.IMWRITE_JPEG_QUALITY, shot.jpeg])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
