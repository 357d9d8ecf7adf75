"""Ten degrees of wear on a printed page, and photos of it as a camera with a tone curve takes them."""

import dataclasses

import cv2
import numpy as np

import labels
from tests.label_photo import DOT, Print, photographed, printed
from tests.labels.samples import LABEL

INK, PAPER = 20, 245
"""Grey levels of `tests.label_photo.printed`."""
DEGREES = 10
CAMERA_TONE = 2.2
NUMBERS = ("RK7H4MCXD", "RK3T9WNPX")
SHEET_PIXELS = 6600
"""Rows of a sheet that are photographed: the first label is there."""


def faded(page: Print, degree: int) -> Print:
    """A ribbon or a head that gives less and less."""
    return np.where(page < 128, INK + 17 * degree, page).astype(np.uint8)


def grown(page: Print, degree: int) -> Print:
    """Too much heat, or paper that lets the ink spread: half a dot at each edge and degree 4."""
    away = cv2.distanceTransform((page >= 128).astype(np.uint8), cv2.DIST_L2, 5)
    return np.where(away <= 0.55 * degree, INK, PAPER).astype(np.uint8)


def with_weak_dots(page: Print, degree: int, seed: int = 3) -> Print:
    """Dots of the head that print less and less, and more of them: pale lines along the feed, white at degree 10."""
    dots = page.shape[1] // DOT
    weak = np.random.default_rng(seed).permutation(dots)[: 6 + 2 * degree]
    out = page.copy()
    for dot in weak:
        line = out[:, dot * DOT : (dot + 1) * DOT].astype(np.float64)
        out[:, dot * DOT : (dot + 1) * DOT] = line + (PAPER - line) * degree / DEGREES
    return out


def smeared(page: Print, degree: int) -> Print:
    """A dirty head draws the ink along with the feed, over ten dots."""
    ink = PAPER - page.astype(np.float64)
    trail = np.zeros_like(ink)
    for step in range(DOT, 10 * DOT, 2):
        trail[step:] = np.maximum(trail[step:], ink[:-step] * np.exp(-step / (4 * DOT)))
    return np.asarray(np.clip(PAPER - np.maximum(ink, 0.12 * degree * trail), 0, PAPER), np.uint8)


KINDS = {"faded": faded, "grown": grown, "weak dots": with_weak_dots, "smeared": smeared}


def as_light(page: Print) -> Print:
    """The page as light that a camera sees: `in_camera` gives the same levels back where nothing is blurred."""
    return np.clip(255 * (page / 255.0) ** CAMERA_TONE, 0, 255).astype(np.uint8)


def in_camera(photo: np.ndarray) -> np.ndarray:
    """A photo of `as_light` with a camera's tone curve."""
    return np.clip(255 * (photo / 255.0) ** (1 / CAMERA_TONE), 0, 255).astype(np.uint8)


def label_page(layout: str, number: str = NUMBERS[0]) -> Print:
    label = dataclasses.replace(LABEL, number=number, url=f"https://returkoll.example/r/{number}")
    page = printed(labels.render(label, layout))
    return page[:SHEET_PIXELS] if layout.startswith("a4") else page


def taken_by_camera(page: Print, seed: int, *, scale: float = 0.35, **conditions: float) -> np.ndarray:
    """A photo as a camera takes it; what `conditions` leaves open is drawn by the seed."""
    rng = np.random.default_rng(seed)
    drawn = {
        "tilt": rng.uniform(-30, 30),
        "light": rng.uniform(0.35, 1),
        "noise": rng.uniform(1, 4),
        "blur": rng.uniform(0.8, 4),
    }
    photo = in_camera(photographed(as_light(page), **{**drawn, **conditions}))
    return cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
