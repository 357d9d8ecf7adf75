"""Photos of printed labels: the PDF as a printer prints it, worn, and seen by a camera at a slant in poor light."""

import io

import cv2
import numpy as np
import pypdfium2

DOTS_PER_INCH = 203
DOT = 4
"""Pixels of a photo for each dot of the printer."""

Print = np.ndarray
"""(height, width) uint8: a printed page, DOT pixels for each dot of the printer."""


def printed(pdf: bytes, page: int = 0) -> Print:
    """A page as a label printer prints it: each dot is black or white."""
    shown = pypdfium2.PdfDocument(io.BytesIO(pdf))[page].render(scale=DOTS_PER_INCH / 72, grayscale=True)
    dots = np.where(np.squeeze(shown.to_numpy()) < 128, 20, 245).astype(np.uint8)
    return np.asarray(cv2.resize(dots, None, fx=DOT, fy=DOT, interpolation=cv2.INTER_NEAREST), np.uint8)


def photographed(
    label: Print, *, tilt: float = 0.0, light: float = 1.0, noise: float = 2.0, blur: float = 1.2
) -> np.ndarray:
    """The label on a grey envelope, turned away from the camera by `tilt` degrees, in `light` of 0 to 1.
    Poor light falls off towards one side."""
    height, width = label.shape
    border = width // 6
    flat = cv2.copyMakeBorder(label, border, border, border, border, cv2.BORDER_CONSTANT, value=150)
    height, width = flat.shape
    away = np.radians(tilt)
    distance = 2.5 * max(height, width)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    centred = corners - (width / 2, height / 2)
    depth = distance + centred[:, 0] * np.sin(away)
    seen = np.stack([centred[:, 0] * np.cos(away), centred[:, 1]], 1) * (distance / depth)[:, None]
    seen += (width / 2, height / 2)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32))
    photo = cv2.warpPerspective(flat, matrix, (width, height), borderValue=110)
    soft = np.asarray(cv2.GaussianBlur(photo, (0, 0), blur * DOT / 4), np.float64)
    lit = soft * light * np.linspace(1.0, 0.65 if light < 1 else 1.0, width)[None, :]
    grain = np.random.default_rng(7).normal(0, noise, lit.shape)
    return np.clip(lit + grain, 0, 255).astype(np.uint8)


def torn(label: Print, keep: float = 0.55) -> Print:
    """Its right part is gone: the envelope's grey shows."""
    left = label.copy()
    left[:, round(label.shape[1] * keep) :] = 150
    return left
