"""How far apart two colours are for the eye, also for an eye that does not see all of them.

`seen_by` simulates a full colour vision deficiency: Machado, Oliveira and Fernandes, "A Physiologically-based
Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009): their matrices of severity 1.0, for linear
RGB.
`distance` is CIEDE2000: Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula", Color Res. Appl. 30 (2005).
"""

import math
from pathlib import Path

import numpy as np

from scripts.environment import ROOT

TOKENS = ROOT / "static" / "css" / "tokens.css"
EYES: dict[str, list[list[float]]] = {
    "all colours": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""From linear sRGB, D65 (IEC 61966-2-1)."""
WHITE = np.array([0.95047, 1.0, 1.08883])

Lab = tuple[float, float, float]


def tokens(path: Path = TOKENS) -> tuple[dict[str, str], dict[str, str]]:
    """The colours of the light scheme and of the dark one, by name: "good" → "#1b6b40"."""
    light, dark = path.read_text().split("prefers-color-scheme: dark")
    first = _colours_in(light)
    return first, {**first, **_colours_in(dark)}


def _colours_in(sheet: str) -> dict[str, str]:
    pairs = (
        line.strip().removeprefix("--").rstrip(";").split(": ", 1)
        for line in sheet.splitlines()
        if ": #" in line
    )
    return {name: value.split(";")[0] for name, value in pairs}


def seen_by(eye: str, colour: str) -> Lab:
    """What that eye sees of a colour like "#1b6b40" or "#fff"."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    coded = np.array([int(digits[at : at + 2], 16) for at in (0, 2, 4)]) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return _lab(np.clip(np.array(EYES[eye]) @ linear, 0, 1))


def _lab(linear: np.ndarray) -> Lab:
    ratio = TO_XYZ @ linear / WHITE
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return float(116 * y - 16), float(500 * (x - y)), float(200 * (y - z))


def distance(one: Lab, other: Lab) -> float:
    """CIEDE2000. About 1 is the least that can be seen side by side."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    grey = 0.5 * (1 - math.sqrt(_seventh((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2)))
    a1, a2 = (1 + grey) * a1, (1 + grey) * a2
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    between = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    l_mean, c_mean = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * _cos(between - 30)
        + 0.24 * _cos(2 * between)
        + 0.32 * _cos(3 * between + 6)
        - 0.20 * _cos(4 * between - 63)
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / math.sqrt(20 + (l_mean - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    rotated = 60 * math.exp(-(((between - 275) / 25) ** 2))
    r_t = -2 * math.sqrt(_seventh(c_mean)) * math.sin(math.radians(rotated))
    d_l, d_c = (l2 - l1) / s_l, (c2 - c1) / s_c
    d_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / s_h
    return math.sqrt(d_l**2 + d_c**2 + d_h**2 + r_t * d_c * d_h)


def _seventh(chroma: float) -> float:
    return chroma**7 / (chroma**7 + 25.0**7)


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))
