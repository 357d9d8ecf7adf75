"""A device that carries nothing but print, photographed: a rounded grey shell, uneven light, a soft lens, noise."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).resolve().parents[2] / "labels" / "typesetting" / "fonts" / "EtikettSans-Regular.ttf"


def photo_of(*lines: str, turn: float = 8.0, size: int = 34) -> np.ndarray:
    """1280 × 960 grey; the lines stand under one another on the shell."""
    shell = Image.new("L", (1280, 960), 118)
    draw = ImageDraw.Draw(shell)
    draw.rounded_rectangle((240, 180, 1040, 780), 120, fill=196, outline=150, width=6)
    font = ImageFont.truetype(FONT, size)
    for row, line in enumerate(lines):
        draw.text((360, 300 + row * 2 * size), line, fill=70, font=font)
    picture = np.asarray(shell, np.float32)
    picture *= np.linspace(0.75, 1.05, 1280, dtype=np.float32)[None, :]
    matrix = cv2.getRotationMatrix2D((640, 480), turn, 0.95)
    turned = cv2.warpAffine(picture, matrix, (1280, 960), borderValue=(100,))
    soft = cv2.GaussianBlur(turned, (0, 0), 1.1)
    noise = np.random.default_rng(5).normal(0, 4, picture.shape).astype(np.float32)
    return np.asarray(np.clip(soft + noise, 0, 255), np.uint8)
