"""Films of a hand that aims a tablet at a package: it comes nearer, shakes, and its lens looks for the focus."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from benchmarks import camera, package, payloads
from benchmarks.camera import Grey, Shot

FRAMES, FPS = 30, 20
"""A second and a half."""
SIZE = (1280, 720)
"""What the live camera sends of a 1920 × 1080 video is a little more than that."""
GLARE = 0.4
"""The part of the films in which a lamp mirrors in the label."""
EXPOSURE_S = 1 / 40
"""Of an office's light: what moves meanwhile is smeared."""
PATCH = (384, 192)
"""Pixels around the middle by which sharpness is measured, as static/js/scan/frames/sharpest.js does."""


@dataclass(frozen=True)
class Film:
    """One film, whose frames are drawn when somebody looks at them."""

    seed: int

    @property
    def payload(self) -> bytes:
        return _setting(self.seed).code.payload

    @property
    def symbology(self) -> str:
        return _setting(self.seed).code.symbology

    def frame(self, number: int) -> Grey:
        return _frame(self.seed, number)

    def sharpness(self, number: int) -> float:
        return sharpness(self.frame(number))


@dataclass(frozen=True)
class Setting:
    """What stays the same through a film, and the hand's way through it."""

    code: payloads.Printed
    face: package.Face
    room: "tuple[np.ndarray, np.ndarray]"
    shots: tuple[Shot, ...]
    places: tuple[tuple[float, float], ...]


@lru_cache(maxsize=2)
def _setting(seed: int) -> Setting:
    rng = np.random.default_rng(seed)
    code = payloads.draw(rng)
    face = package.draw(rng, [code])
    shots, places = _way(rng)
    return Setting(code, face, camera.room_and_lamp(rng, SIZE), shots, places)


def _way(rng: np.random.Generator) -> "tuple[tuple[Shot, ...], tuple[tuple[float, float], ...]]":
    """The hand slows down as it aims; the lens swings around the focus and settles."""
    t = np.arange(FRAMES) / FPS
    near, far = rng.uniform(2.2, 4.0), rng.uniform(1.0, 1.6)
    module = near + (far - near) * np.exp(-t / rng.uniform(0.15, 0.6))
    swing = rng.uniform(0.6, 2.2) * np.exp(-t / rng.uniform(0.25, 1.1))
    focus = np.abs(swing * np.cos(2 * np.pi * rng.uniform(0.6, 2.0) * t + rng.uniform(0, np.pi)))
    focus += rng.uniform(0.1, 0.5)
    calm = rng.uniform(0.15, 0.5) + np.exp(-t / rng.uniform(0.2, 0.8))
    speed = _shaking(rng)[:, None] * calm[:, None] * rng.uniform(30, 200)
    angle = np.cumsum(rng.normal(0, 0.5, FRAMES)) + rng.uniform(0, 2 * np.pi)
    velocity = speed * np.column_stack([np.cos(angle), np.sin(angle)])
    middle = np.array(SIZE) / 2 + rng.uniform(-60, 60, 2)
    places = middle + np.cumsum(velocity, axis=0) / FPS - velocity.sum(axis=0) / FPS / 2
    turn, lean, toward = rng.uniform(-25, 25), rng.uniform(0, 25), rng.uniform(-180, 180)
    glare, spot = (rng.uniform(0.4, 1.0), rng.uniform(0.2, 0.4)) if rng.random() < GLARE else (0.0, 0.4)
    light = float(rng.choice([1.0, 1.0, 0.1, 0.02]))
    shots = tuple(
        Shot(
            module=float(module[i]),
            turn=float(turn + 3 * np.sin(t[i] * 4)),
            lean=float(lean),
            toward=float(toward),
            defocus=float(focus[i]),
            motion=float(speed[i, 0] * EXPOSURE_S / module[i]),
            direction=float(np.rad2deg(angle[i]) - turn),
            light=light,
            glare=float(glare),
            spot=float(spot),
            jpeg=85,
        )
        for i in range(FRAMES)
    )
    return shots, tuple((float(x), float(y)) for x, y in places)


def _shaking(rng: np.random.Generator) -> "np.ndarray":
    """(FRAMES,) 0 and more: a tremor of some 5 to 9 swings a second, with moments of rest between."""
    t = np.arange(FRAMES) / FPS
    return np.abs(np.sin(2 * np.pi * rng.uniform(2.5, 4.5) * t + rng.uniform(0, np.pi))) * rng.uniform(
        0.5, 1.2, FRAMES
    )


@lru_cache(maxsize=64)
def _frame(seed: int, number: int) -> Grey:
    setting = _setting(seed)
    rng = np.random.default_rng([seed, number])
    room, lamp = setting.room
    return camera.film_frame(rng, setting.face, setting.shots[number], room, setting.places[number], lamp)


def sharpness(picture: Grey) -> float:
    """The mean square of the differences between neighbours around the picture's middle."""
    wide, high = PATCH
    left, top = (picture.shape[1] - wide) // 2, (picture.shape[0] - high) // 2
    patch = picture[top : top + high, left : left + wide].astype(np.float32)
    across, down = patch[:-1:2, 1:] - patch[:-1:2, :-1], patch[1::2, :-1] - patch[:-1:2, :-1]
    return float(cv2.mean(across * across + down * down)[0])
