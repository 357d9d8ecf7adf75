"""How well printed bars read, after ISO/IEC 15416: ten scan reflectance profiles over them."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np

from scanner.bars.fit import Fit, known_fit
from scanner.bars.layout import Layout
from scanner.bars.optics import QUIET, SAMPLES, Floats, edge_kernel, points, quantized, seen, widened
from scanner.bars.shape import positions, taken
from scanner.pictures.image import Grey
from scanner.print_quality.grades import Indicators, Parameter
from scanner.print_quality.ideal import Bits
from scanner.print_quality.light import PAPER, reflectance
from scanner.print_quality.unmeasured import (
    FEWEST_PIXELS,
    SOFTEST_PICTURE,
    Unmeasured,
    refuse_burnt_out,
)
from scanner.reading import Corners

PROFILES = 10
"""Scan reflectance profiles (ISO/IEC 15416, 6.1): evenly over the inspection band."""
BAND = (0.2, 0.8)
"""Where that band begins and ends, as parts of the bars' height. The standard asks for a tenth to nine tenths (5.3.1);
a camera's corners are not as exact when it is held aslant."""
ROOM = 14
"""Modules beside the bars that are cut out with them: the quiet zones and a little more."""
STEPS = 6
"""Samples a module of the strip that is cut out."""
MOST_ROWS, FEWEST_ROWS = 200, 20
QUIET_MODULES = 10
"""Modules of a quiet zone (ISO/IEC 15417, 4.5) that are looked at."""
DIRTY = 0.3
"""Darkness from which on a module of the quiet zone is not clean, as a part of the contrast: a space as dark as that
may be taken for a bar by one reader or the other."""
CHARACTER = 11
"""Modules of a character of Code 128, and 13 of its stop (ISO/IEC 15417, 4.3)."""
SEEN_EDGE = 0.35
"""Contrast that an edge must still have in the blurred picture to be compared with what it should have."""
HELD = 0.03
"""How much an edge's displacement is held back in the least squares, so that noise moves none."""
PERSPECTIVES = np.linspace(-0.4, 0.4, 17)
"""How much closer one end may be than the other (`scanner.bars.shape`)."""
END_STEPS = (-1.2, -0.6, 0.0, 0.6, 1.2)
"""Modules by which the ends may lie beside the corners that the reader told."""
SURROUNDINGS = 24
"""Modules over whose mean the light is told from the bars, for the first shape."""
APERTURE = 0.3
"""Standard deviation, in modules, by which the picture is softened along the bars: as the aperture of a verifier does
(ISO/IEC 15416, 5.2.1: about 0.8 modules wide). A picture sharper than its own pixels has no shape to fit."""
TURNS = 6
"""How often place, blur and light are mended."""
MOST_ASIDE = 0.5
"""Modules by which some rows may lie aside of where the bars are on the whole."""
EXPLAINED = 0.6
"""Share of a profile that the drawing explains at the least. Below it the picture shows something else."""
NOISE_LEVELS = 2.0
"""Standard deviations of the noise that a defect must exceed to be one."""
WIDE = 3
"""Modules from which on an element is judged by its inside alone for defects, where edges do not reach."""


@dataclass(frozen=True)
class _Strip:
    """The bars with their quiet zones, upright and flat."""

    levels: Floats
    """(rows, columns) grey levels, STEPS columns a module."""
    count: int
    """Modules from the first bar to the last."""


def measure_bars(grey: Grey, corners: Corners, bits: Bits, format_name: str) -> Indicators:
    """The indicators of one linear code.

    Parameters
    ----------
    grey : (height, width) uint8
    corners : of the code, in pixels of `grey`, clockwise from its own top left
    bits : (1, modules) its drawing
    format_name : as the Symbol has it

    Returns
    -------
    Indicators
        Each parameter is the mean over the profiles; a grade of a profile is the worst of its parameters', and that of
        the symbol the mean of the profiles' (ISO/IEC 15416, 6.2).

    Raises
    ------
    Unmeasured
        Where the picture does not allow a measure.
    """
    strip = _cut_out(grey, corners, bits.shape[1])
    refuse_burnt_out(strip.levels)
    layout = _fixed(tuple(int(bit) for bit in bits[0]))
    whole = _laid_over(strip, layout)
    if whole.blur > SOFTEST_PICTURE:
        raise Unmeasured.soft()
    rows = np.linspace(BAND[0], BAND[1], PROFILES + 1) * len(strip.levels)
    profiles = [
        _measured_profile(strip.levels[int(first) : max(int(last), int(first) + 1)], layout, whole)
        for first, last in pairwise(rows)
    ]
    return Indicators(
        format_name,
        {name: float(np.mean([one.values[name] for one in profiles])) for name in profiles[0].values},
        gain=float(np.mean([one.gain for one in profiles])),
        departure=float(np.mean([one.departure for one in profiles])),
        blur=whole.blur,
    )


def _cut_out(grey: Grey, corners: Corners, count: int) -> _Strip:
    a, b, c, d = np.asarray(corners, np.float64)
    length = (np.hypot(*(b - a)) + np.hypot(*(c - d))) / 2
    height = (np.hypot(*(d - a)) + np.hypot(*(c - b))) / 2
    if length / count < FEWEST_PIXELS or height < FEWEST_ROWS:
        raise Unmeasured.far()
    rows = int(min(height, MOST_ROWS))
    left, right = ROOM * STEPS, (ROOM + count) * STEPS
    target = np.array([[left, 0], [right, 0], [right, rows - 1], [left, rows - 1]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array([a, b, c, d], np.float32), target)
    size = ((2 * ROOM + count) * STEPS, rows)
    flat = cv2.warpPerspective(grey, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return _Strip(flat.astype(np.float64), count)


@lru_cache(maxsize=64)
def _fixed(bits: tuple[int, ...]) -> Layout:
    """A layout whose modules are all known."""
    return Layout("known", "".join(map(str, bits)), (), (), lambda _costs: None)


def _laid_over(strip: _Strip, layout: Layout) -> Fit:
    """The drawing over the mean profile of the band."""
    first, last = (round(part * len(strip.levels)) for part in BAND)
    profile = _through_aperture(reflectance(strip.levels[first:last])).mean(axis=0)
    fit = known_fit(layout, profile, _first_shape(profile, layout), turns=TURNS)
    if fit.explained < EXPLAINED:
        raise Unmeasured.unlike()
    return fit


def _through_aperture(values: Floats) -> Floats:
    """Reflectance along the bars, (columns,) or (rows, columns), seen through the aperture."""
    rows = np.atleast_2d(values)
    soft = cv2.GaussianBlur(
        rows, (0, 0), sigmaX=APERTURE * STEPS, sigmaY=1e-3, borderType=cv2.BORDER_REPLICATE
    )
    return np.asarray(soft.reshape(values.shape))


def _first_shape(profile: Floats, layout: Layout) -> Floats:
    """(4,) where the drawing agrees best with the profile: its ends within a module or so, and its perspective."""
    shapes = _shapes(layout.count)
    u = points(layout.count)
    grey = taken(profile, positions(shapes, u / layout.count))
    uneven = cv2.blur(grey, (SURROUNDINGS * SAMPLES + 1, 1), borderType=cv2.BORDER_REPLICATE)
    drawn = seen(np.array([float(bit) for bit in layout.fixed]), quantized(APERTURE))
    likeness = (uneven - grey) @ (drawn - drawn.mean()) / np.linalg.norm(uneven - grey, axis=1)
    return np.asarray(shapes[int(likeness.argmax())])


@lru_cache(maxsize=16)
def _shapes(count: int) -> Floats:
    left, right = ROOM * STEPS, (ROOM + count) * STEPS
    return np.array(
        [
            (left + a * STEPS, right + b * STEPS, perspective, 0.0)
            for perspective in PERSPECTIVES
            for a in END_STEPS
            for b in END_STEPS
        ]
    )


@dataclass(frozen=True)
class _Profile:
    """What one scan reflectance profile says."""

    values: dict[Parameter, float]
    gain: float
    """Modules."""
    departure: float


def _measured_profile(levels: Floats, layout: Layout, whole: Fit) -> _Profile:
    """The mean of some rows of a strip as a profile."""
    values = _through_aperture(reflectance(levels))
    profile = values.mean(axis=0)
    blur = quantized(whole.blur)
    modules = np.array([float(bit) for bit in layout.fixed])
    u = points(layout.count)
    ideal = seen(modules, blur)
    grown = whole.spread * widened(modules, blur)
    at = whole.at
    for _ in range(2):
        light, dark, darkness = _darkness(profile, at, ideal, grown, u / layout.count)
        at = _along_this_row(at, darkness - ideal - grown, ideal, u / layout.count)
    light, dark, darkness = _darkness(profile, at, ideal, grown, u / layout.count)
    noise = _noise(values, at, light - dark)
    rest = darkness - ideal
    edges = np.flatnonzero(np.diff(np.pad(modules, 1)))
    moved = _edge_moves(rest, edges, blur)
    contrast = float(np.median((light - dark) / light)) * PAPER
    modulation = _modulation(darkness, ideal, edges, noise)
    still = rest - _moved_edges(moved, edges, blur, len(u))
    found_values = {
        Parameter.CONTRAST: contrast,
        Parameter.DARKEST: float(np.clip(np.median(dark / light), 0, 1)),
        Parameter.EDGE_CONTRAST: modulation * contrast,
        Parameter.MODULATION: modulation,
        Parameter.DEFECTS: _defects(still, edges, noise),
        Parameter.DECODABILITY: _decodability(edges, moved),
        Parameter.QUIET_ZONE: _quiet_zone(profile, at, light, dark),
    }
    departure = float(np.sqrt(max(float(np.mean(rest * rest)) - noise * noise, 0.0)))
    return _Profile(found_values, _gain(edges, moved), departure)


def _darkness(
    profile: Floats, at: Floats, ideal: Floats, grown: Floats, t: Floats
) -> tuple[Floats, Floats, Floats]:
    """(light, dark, darkness) at each point: darkness is 0 for paper and 1 for ink, however they are lit."""
    found = taken(profile, at)
    light, dark = _light_and_dark(found, ideal, grown, t)
    return light, dark, (light - found) / np.maximum(light - dark, 1e-6)


def _along_this_row(at: Floats, rest: Floats, ideal: Floats, t: Floats) -> Floats:
    """Where the points lie in these rows: bars that the corners left aslant lie a little aside of where they are on the
    whole. One Gauss-Newton step for a shift that is linear along the bars."""
    slope = np.gradient(ideal, 1 / SAMPLES)
    basis = np.stack([np.ones_like(t), 2 * t - 1], axis=1)
    shift = np.clip(
        basis @ np.linalg.lstsq(slope[:, None] * basis, rest, rcond=None)[0], -MOST_ASIDE, MOST_ASIDE
    )
    return np.asarray(at - shift * np.gradient(at, 1 / SAMPLES))


def _light_and_dark(found: Floats, ideal: Floats, grown: Floats, t: Floats) -> tuple[Floats, Floats]:
    """(light, dark) at each point: the paper's and the ink's reflectance, quadratics over the symbol."""
    x = 2 * np.clip(t, -0.05, 1.05) - 1
    basis = np.stack([np.ones_like(x), x, x * x], axis=1)
    whole = (ideal + grown)[:, None]
    matrix = np.hstack([basis * (1 - whole), basis[:, :2] * whole])
    levels = np.linalg.lstsq(matrix, found, rcond=None)[0]
    light = basis @ levels[:3]
    return np.maximum(light, 1e-4), np.clip(basis[:, :2] @ levels[3:], 0, None)


def _noise(values: Floats, at: Floats, contrast: Floats) -> float:
    """Standard deviation of the profile's noise, as a part of the contrast: rows beside each other show the same
    print."""
    if len(values) < 2:
        return 0.0
    column = np.clip(np.rint(at).astype(int), 0, values.shape[1] - 1)
    between = np.diff(values[:, column], axis=0)
    one_row = 1.4826 * float(np.median(np.abs(between))) / np.sqrt(2)
    return float(one_row / np.sqrt(len(values)) / np.median(contrast))


def _steps(edges: np.ndarray, blur: float, size: int) -> Floats:
    """(points, edges): the darkness that each edge adds when its bar grows by one module there."""
    kernel = edge_kernel(blur)
    middle = len(kernel) // 2
    out = np.zeros((size + len(kernel), len(edges)))
    for index, edge in enumerate(edges):
        first = (edge + QUIET) * SAMPLES - middle + len(kernel) // 2
        out[first : first + len(kernel), index] = kernel
    return out[middle : middle + size]


def _edge_moves(rest: Floats, edges: np.ndarray, blur: float) -> Floats:
    """(edges,) modules by which each edge lies outside its bar's: what blur does is taken out."""
    steps = _steps(edges, blur, len(rest))
    normal = steps.T @ steps
    held = HELD * float(np.trace(normal)) / len(edges)
    return np.asarray(np.linalg.solve(normal + held * np.eye(len(edges)), steps.T @ rest))


def _moved_edges(moved: Floats, edges: np.ndarray, blur: float, size: int) -> Floats:
    return np.asarray(_steps(edges, blur, size) @ moved)


def _element_points(edges: np.ndarray) -> list[slice]:
    """The points of each element, bars and spaces in turns."""
    at = (edges + QUIET) * SAMPLES
    return [slice(int(a), int(b)) for a, b in pairwise(at)]


def _modulation(darkness: Floats, ideal: Floats, edges: np.ndarray, noise: float) -> float:
    """The least contrast of two neighbouring elements, as a part of what the picture's blur leaves of it."""
    middles = [(float(darkness[part].mean()), float(ideal[part].mean())) for part in _element_points(edges)]
    seen_, wanted = (np.array(values) for values in zip(*middles, strict=True))
    shown, should = np.abs(np.diff(seen_)), np.abs(np.diff(wanted))
    judged = should >= SEEN_EDGE
    if not judged.any():
        raise Unmeasured.soft()
    return float(np.clip(np.min((shown[judged] + noise) / should[judged]), 0, 1))


def _defects(still: Floats, edges: np.ndarray, noise: float) -> float:
    """The widest range within an element of what neither blur nor moved edges explain."""
    ranges = [float(np.ptp(still[part])) for part in _element_points(edges)]
    return max(0.0, max(ranges) - 2 * NOISE_LEVELS * noise)


def _decodability(edges: np.ndarray, moved: Floats) -> float:
    """The least of V1 and V2 of all characters (ISO/IEC 15417, annex A; 15416, 5.4.7).

    V1 is the least distance of an edge to similar edge width from a threshold, as a part of half a module; V2 says how
    near the bars' sum is to its whole number of modules."""
    sign = np.where(np.arange(len(edges)) % 2 == 0, -1.0, 1.0)
    place = edges + sign * moved
    least = 1.0
    for first in range(0, len(edges) - 6, 6):
        at = place[first : first + 7]
        module = (at[6] - at[0]) / CHARACTER
        if (edges[first + 6] - edges[first]) != CHARACTER:
            continue
        ideal = edges[first : first + 7].astype(np.float64)
        similar = np.concatenate([at[2:6] - at[:4]]) / module
        wanted = ideal[2:6] - ideal[:4]
        v1 = float(np.min((0.5 - np.abs(similar - wanted)) / 0.5))
        bars = (at[1] - at[0] + at[3] - at[2] + at[5] - at[4]) / module
        wanted_bars = ideal[1] - ideal[0] + ideal[3] - ideal[2] + ideal[5] - ideal[4]
        v2 = (1.75 - abs(bars - wanted_bars)) / 1.75
        least = min(least, v1, v2)
    return float(np.clip(least, 0, 1))


def _gain(edges: np.ndarray, moved: Floats) -> float:
    """Modules by which a bar is wider than it should be, on average: both of its edges."""
    return float(2 * np.mean(moved)) if len(edges) else 0.0


def _quiet_zone(profile: Floats, at: Floats, light: Floats, dark: Floats) -> float:
    """Modules of clean paper at the worse end."""
    ends = []
    for outer, step in (
        (at[QUIET * SAMPLES], at[QUIET * SAMPLES] - at[QUIET * SAMPLES + SAMPLES]),
        (at[-QUIET * SAMPLES - 1], at[-QUIET * SAMPLES - 1] - at[-QUIET * SAMPLES - 1 - SAMPLES]),
    ):
        side = 0 if step < 0 else -1
        modules = outer + step * (1 + np.arange((QUIET_MODULES - 1) * 2) / 2)
        if modules.min() < 0 or modules.max() > len(profile) - 1:
            raise Unmeasured.cut_off()
        darkness = (light[side] - taken(profile, modules)) / max(light[side] - dark[side], 1e-6)
        dirty = np.flatnonzero(darkness > DIRTY)
        ends.append(QUIET_MODULES if not len(dirty) else 1 + dirty[0] / 2)
    return float(min(ends))
