"""How well a printed QR code or Data Matrix reads, after ISO/IEC 15415: every module against what it should be."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from scanner.bars.optics import Floats
from scanner.grids.kinds import UNKNOWN, Kind
from scanner.pictures.image import Grey
from scanner.print_quality.codewords import codewords_of, unused
from scanner.print_quality.grades import Indicators, Parameter, grade
from scanner.print_quality.ideal import Bits
from scanner.print_quality.light import PAPER, reflectance
from scanner.print_quality.unmeasured import (
    FEWEST_PIXELS,
    SOFTEST_PICTURE,
    Unmeasured,
    refuse_burnt_out,
)
from scanner.reading import Corners

ROOM = 2
"""Modules around the symbol that are cut out with it."""
STEPS = 6
"""Samples a module of the square that is cut out."""
BLURS = tuple(round(0.3 + 0.05 * step, 2) for step in range(11))
"""Standard deviations in modules that are tried for the picture's blur and the aperture together."""
APERTURE = 0.3
"""Standard deviation, in modules, by which the picture is softened: as the aperture of a verifier does (ISO/IEC 15415,
7.3: half a module to a whole one)."""
INSIDE = 0.34
"""Half the side of the square within a module whose mean is the module's darkness, in modules."""
LINEAR = 3
"""Terms of a linear function of the place: 1, x and y."""
ALIGN = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-5)
ALIKE = 0.6
"""Correlation of the drawing with the picture below which the picture shows something else."""
NOISE_LEVELS = 1.0
"""Standard deviations of the noise by which a module may be off without blame."""
WORST_PART = 10
"""Of a hundred codewords the modulation is that which so many are below, where their error correction is not known."""


@dataclass(frozen=True)
class _Square:
    """The symbol with room around it, upright and flat."""

    levels: Floats
    """(rows, columns) grey levels, STEPS a module."""
    axes: float
    """How unlike its two axes are in the picture."""


def measure_square(
    grey: Grey, corners: Corners, drawings: "list[tuple[Bits, str]]", format_name: str
) -> Indicators:
    """The indicators of one QR code or Data Matrix.

    Parameters
    ----------
    grey : (height, width) uint8
    corners : of the code, in pixels of `grey`, clockwise from its own top left
    drawings : (bits, error correction level) of each way in which it may have been drawn
    format_name : as the Symbol has it

    Raises
    ------
    Unmeasured
        Where the picture does not allow a measure, or shows none of the drawings.
    """
    bits, ec_level, square = _as_drawn(grey, corners, drawings)
    refuse_burnt_out(square.levels)
    blur, light, dark, growth = _explained(square.levels, bits)
    if np.sqrt(max(blur**2 - APERTURE**2, 0)) > SOFTEST_PICTURE:
        raise Unmeasured.soft()
    values = _through_aperture(reflectance(square.levels))
    darkness = (light - values) / np.maximum(light - dark, 1e-6)
    rest = darkness - _softened(_key(bits), blur)
    noise = 1.4826 * float(np.median(np.abs(rest - cv2.blur(rest, (3, 3)))))
    off = _of_modules(rest, bits.shape)
    wrong = np.where(bits == 1, -off, off)  # how far each module lies towards the other colour
    clear = np.clip(1 - 2 * np.maximum(wrong - NOISE_LEVELS * noise, 0), -1, 1)
    contrast = float(np.median((light - dark) / light)) * PAPER
    found = {
        Parameter.CONTRAST: contrast,
        Parameter.MODULATION: _modulation(clear, bits, ec_level),
        Parameter.FIXED_PATTERN: _fixed_pattern(clear, format_name),
    }
    correction = _error_correction(clear <= 0, ec_level)
    if correction is not None:
        found[Parameter.ERROR_CORRECTION] = max(correction, 0.0)
    left_of_noise = noise / (2 * INSIDE * STEPS)
    departure = float(np.sqrt(max(float(np.mean(off * off)) - left_of_noise**2, 0.0)))
    return Indicators(format_name, found, gain=growth, departure=departure, axes=square.axes, blur=blur)


def _as_drawn(
    grey: Grey, corners: Corners, drawings: "list[tuple[Bits, str]]"
) -> "tuple[Bits, str, _Square]":
    """The drawing that the picture shows, and the picture laid under it."""
    tried = []
    for bits, ec_level in drawings:
        flat, matrix = _cut_out(grey, corners, bits)
        drawn = _softened(_key(bits), 0.4)
        tried.append((_likeness(flat, drawn), bits, ec_level, matrix))
    if not tried:
        raise Unmeasured.unlike()
    _likeness_found, bits, ec_level, matrix = max(tried, key=lambda one: one[0])
    exact = _aligned(grey, matrix, bits)
    size = ((bits.shape[1] + 2 * ROOM) * STEPS, (bits.shape[0] + 2 * ROOM) * STEPS)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    if _outside(exact, size, grey):
        raise Unmeasured.cut_off()
    levels = np.asarray(
        cv2.warpPerspective(grey, exact, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
    if _likeness(levels, _softened(_key(bits), 0.4)) < ALIKE:
        raise Unmeasured.unlike()
    return bits, ec_level, _Square(levels.astype(np.float64), _axes(exact, size))


def _cut_out(grey: Grey, corners: Corners, bits: Bits) -> tuple[Grey, Floats]:
    """The symbol as its corners have it, and the matrix from there to the picture."""
    quad = np.asarray(corners, np.float32)
    rows, columns = bits.shape
    sides = np.hypot(*(quad - np.roll(quad, 1, axis=0)).T)
    if sides.min() / max(rows, columns) < FEWEST_PIXELS:
        raise Unmeasured.far()
    left, right, bottom = ROOM * STEPS, (ROOM + columns) * STEPS, (ROOM + rows) * STEPS
    target = np.array([[left, left], [right, left], [right, bottom], [left, bottom]], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(target, quad)
    size = ((columns + 2 * ROOM) * STEPS, (rows + 2 * ROOM) * STEPS)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(grey, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8), np.asarray(matrix)


def _aligned(grey: Grey, matrix: Floats, bits: Bits) -> Floats:
    """The matrix mended so that the drawing agrees best with the picture.

    References
    ----------
    Evangelidis and Psarakis, "Parametric image alignment using enhanced correlation coefficient maximization", IEEE
    TPAMI 30-10, 2008: it does not mind light and contrast.
    """
    drawn = (255 * (1 - _softened(_key(bits), 0.4))).astype(np.uint8)
    x0, y0, x1, y1 = _box(matrix, drawn.shape[::-1], grey)
    part = np.ascontiguousarray(grey[y0:y1, x0:x1])
    moved = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1]], np.float64)
    first = (moved @ matrix).astype(np.float32)
    all_of_it = np.full(part.shape, 255, np.uint8)
    try:
        _found, mended = cv2.findTransformECC(drawn, part, first, cv2.MOTION_HOMOGRAPHY, ALIGN, all_of_it, 3)
    except cv2.error:
        raise Unmeasured.unlike() from None
    return np.asarray(np.linalg.inv(moved) @ mended)


def _box(matrix: Floats, size: tuple[int, ...], grey: Grey) -> tuple[int, int, int, int]:
    points = _picture_corners(matrix, size)
    room = 0.1 * np.ptp(points, axis=0)
    low, high = points.min(axis=0) - room, points.max(axis=0) + room
    height, width = grey.shape
    x0, x1 = (int(np.clip(value, 0, width)) for value in (low[0], high[0] + 1))
    y0, y1 = (int(np.clip(value, 0, height)) for value in (low[1], high[1] + 1))
    if x1 - x0 < ROOM * STEPS or y1 - y0 < ROOM * STEPS:
        raise Unmeasured.cut_off()
    return x0, y0, x1, y1


def _picture_corners(matrix: Floats, size: tuple[int, ...]) -> Floats:
    wide, high = size
    corners = np.array([[[0, 0], [wide, 0], [wide, high], [0, high]]], np.float64)
    return np.asarray(cv2.perspectiveTransform(corners, matrix.astype(np.float64))[0])


def _outside(matrix: Floats, size: tuple[int, int], grey: Grey) -> bool:
    points = _picture_corners(matrix, size)
    height, width = grey.shape
    return bool(points.min() < -1 or points[:, 0].max() > width or points[:, 1].max() > height)


def _axes(matrix: Floats, size: tuple[int, int]) -> float:
    a, b, c, d = _picture_corners(matrix, size)
    across = np.hypot(*(b - a)) + np.hypot(*(c - d))
    down = np.hypot(*(d - a)) + np.hypot(*(c - b))
    return float(2 * abs(across / size[0] - down / size[1]) / (across / size[0] + down / size[1]))


def _likeness(flat: Grey, drawn: Floats) -> float:
    return float(-np.corrcoef(flat.ravel().astype(np.float64), drawn.ravel())[0, 1])


# --- the drawing as a lens sees it

_Key = tuple[int, int, bytes]


def _key(bits: Bits) -> _Key:
    return (*bits.shape, bits.tobytes())


@lru_cache(maxsize=64)
def _large(key: _Key) -> Floats:
    """The drawing with room around it, STEPS samples a module."""
    rows, columns, data = key
    bits = np.frombuffer(data, np.uint8).reshape(rows, columns)
    return np.kron(np.pad(bits, ROOM), np.ones((STEPS, STEPS))).astype(np.float64)


@lru_cache(maxsize=256)
def _softened(key: _Key, blur: float) -> Floats:
    soft = cv2.GaussianBlur(_large(key), (0, 0), blur * STEPS, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft)


@lru_cache(maxsize=256)
def _grown(key: _Key, blur: float) -> Floats:
    """The darkness that growth by one module (half at each edge) adds to the drawing, as far as it goes on evenly."""
    large = _large(key)
    finer = cv2.resize(large, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    grown = cv2.dilate(finer, np.ones((3, 3)))
    thin = cv2.erode(finer, np.ones((3, 3)))
    step = cv2.resize(grown - thin, large.shape[::-1], interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(step, (0, 0), blur * STEPS, borderType=cv2.BORDER_REPLICATE)
    # Grown less thin is four fine samples at every line between dark and light, of which a bar has two.
    return np.asarray(soft * (2 * STEPS) / 4)


def _through_aperture(values: Floats) -> Floats:
    return np.asarray(
        cv2.GaussianBlur(values, (0, 0), APERTURE * STEPS, borderType=cv2.BORDER_REPLICATE), np.float64
    )


def _explained(levels: Floats, bits: Bits) -> tuple[float, Floats, Floats, float]:
    """(blur, light, dark, growth) that explain the picture best: light and dark are the paper's and the ink's light at
    every sample, a quadratic and, for what the ink takes away, a linear function of the place."""
    rows, columns = levels.shape
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    whole = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)
    paper = whole[::2, ::2].reshape(-1, whole.shape[-1])
    values = _through_aperture(reflectance(levels))[::2, ::2].ravel()
    tried = []
    for blur in BLURS:
        drawn = _softened(_key(bits), blur)[::2, ::2].ravel()[:, None]
        grown = _grown(_key(bits), blur)[::2, ::2].ravel()[:, None]
        matrix = np.hstack([paper, -drawn * paper[:, :LINEAR], -grown])
        part = np.linalg.solve(matrix.T @ matrix + 1e-6 * np.eye(matrix.shape[1]), matrix.T @ values)
        rest = values - matrix @ part
        tried.append((float(rest @ rest), blur, part))
    _residual, blur, part = min(tried, key=lambda one: one[0])
    of_paper, of_ink, of_growth = np.split(part, [paper.shape[1], paper.shape[1] + LINEAR])
    light = np.maximum(whole @ of_paper, 1e-3)
    contrast = np.maximum(whole[..., :LINEAR] @ of_ink, 1e-3)
    growth = float(of_growth[0] / np.median(contrast))
    return blur, light, np.clip(light - contrast, 0, None), growth


# --- the parameters


def _of_modules(rest: Floats, shape: tuple[int, int]) -> Floats:
    """(rows, columns) the mean of a picture's samples within each module."""
    rows, columns = shape
    half = max(1, round(INSIDE * STEPS))
    middle = STEPS // 2
    inner = rest[ROOM * STEPS : -ROOM * STEPS, ROOM * STEPS : -ROOM * STEPS]
    cells = inner.reshape(rows, STEPS, columns, STEPS)
    part = cells[:, middle - half : middle + half, :, middle - half : middle + half]
    return np.asarray(part.mean(axis=(1, 3)))


def _modulation(clear: Floats, bits: Bits, ec_level: str) -> float:
    """The modulation of the symbol. Each codeword has that of its worst module, and the worst codewords may be left to
    the error correction as long as enough of it is left (ISO/IEC 15415, 7.8.4)."""
    words = codewords_of(bits.shape[0]) if ec_level else None
    if words is None:
        return float(np.clip(np.percentile(clear, WORST_PART), 0, 1))
    worst = np.array([clear[word[:, 0], word[:, 1]].min() for word in words])
    lasting: list[tuple[float, float]] = []
    for value in np.sort(worst):
        left = unused(worst < value, bits.shape[0], ec_level)
        if left is None:
            return float(np.clip(np.percentile(worst, WORST_PART), 0, 1))
        holds = min(grade(Parameter.MODULATION, value), grade(Parameter.ERROR_CORRECTION, left))
        lasting.append((holds, -float(value)))
    return float(np.clip(-max(lasting)[1], 0, 1))


def _fixed_pattern(clear: Floats, format_name: str) -> float:
    """Of the worst part of the fixed pattern the share of modules that show the other colour, those that are unclear
    counted by how much."""
    rows, columns = clear.shape
    known = Kind(format_name, rows, columns).known != UNKNOWN
    damaged = np.clip((0.5 - clear) / 0.5, 0, 1) * known
    if format_name == "QRCode":
        parts = [np.s_[:8, :8], np.s_[:8, -8:], np.s_[-8:, :8], np.s_[6, 8:-8], np.s_[8:-8, 6]]
    else:
        parts = [np.s_[:, 0], np.s_[-1, :], np.s_[0, :], np.s_[:, -1]]
    shares = [float(damaged[part].sum() / max(1, known[part].sum())) for part in parts]
    return max(shares)


def _error_correction(damaged: "np.ndarray", ec_level: str) -> float | None:
    words = codewords_of(damaged.shape[0]) if ec_level else None
    if words is None:
        return None
    return unused(
        np.array([bool(damaged[word[:, 0], word[:, 1]].any()) for word in words]), damaged.shape[0], ec_level
    )
