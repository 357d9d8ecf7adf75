"""Segments of a profile against templates, and the cheapest way through a sequence of them.

Profiles are resampled to SAMPLES a module of a nominal width; a segment may be up to a seventh narrower or wider,
and neighbouring segments differ little, so tilt and curvature are followed.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SAMPLES = 4
"""Profile samples a module."""
SEVENTHS = 7 * SAMPLES
WIDTHS = np.arange(SEVENTHS - 6, SEVENTHS + 7)
"""Widths of seven modules, in samples, that a segment can have."""
BEND = np.float32(0.02)
"""What a change of width by one step from one segment to the next costs."""
POINTS = 2
"""Points a module at which profile and template are compared."""
MARGIN = 24
"""Samples added at both ends, so that quiet zones cut off by the picture's edge can still match."""


@dataclass(frozen=True)
class Kind:
    """A class of segments: patterns of equal length between known neighbours."""

    patterns: tuple[str, ...]
    before: str
    """Modules that always stand before the segment, nearest last."""
    after: str
    weight: float = 1.0

    @property
    def modules(self) -> int:
        return len(self.patterns[0])

    def lengths(self) -> NDArray[np.intp]:
        """Length in samples for each of WIDTHS."""
        return np.rint(WIDTHS * self.modules / 7).astype(np.intp)


@lru_cache(maxsize=256)
def templates(kind: Kind, blur: float) -> Floats:
    """raw_templates() without spread, each without mean and of length one."""
    matrix = raw_templates(kind, blur, 0.0)
    matrix = matrix - matrix.mean(axis=0, keepdims=True)
    matrix /= np.linalg.norm(matrix, axis=0, keepdims=True) + 1e-9
    return np.ascontiguousarray(matrix)


@lru_cache(maxsize=512)
def raw_templates(kind: Kind, blur: float, spread: float) -> Floats:
    """The kind's patterns with their neighbours, 0 dark and 1 light, blurred by a Gaussian of `blur` modules:
    (points, patterns). `spread`: modules by which print or exposure has widened each bar."""
    fine = 16
    offsets = np.arange(-4 * fine, 4 * fine + 1) / fine
    kernel = np.exp(-0.5 * (offsets / max(blur, 0.05)) ** 2)
    kernel /= kernel.sum()
    points = _points(kind.modules, len(kind.before), len(kind.after))
    rows = []
    for pattern in kind.patterns:
        # Beyond the known neighbours nobody knows: their last module goes on.
        text = kind.before[0] * 4 + kind.before + pattern + kind.after + kind.after[-1] * 4
        dark = np.repeat(np.array([int(m) for m in text], dtype=np.float64), fine)
        smooth = np.convolve(1.0 - _spread(dark, round(spread * fine / 2)), kernel, mode="same")
        first = (4 + len(kind.before)) * fine
        rows.append(smooth[first + np.rint(points * fine).astype(int)])
    return np.ascontiguousarray(np.array(rows).T, dtype=np.float32)


def _spread(dark: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Every bar wider by `steps` on either side; narrower when negative."""
    out = dark
    for _ in range(abs(steps)):
        left, right = np.roll(out, 1), np.roll(out, -1)
        out = np.maximum.reduce([out, left, right]) if steps > 0 else np.minimum.reduce([out, left, right])
    return out


def _points(modules: int, before: int, after: int) -> NDArray[np.float64]:
    """Where profile and template are compared, in modules from the segment's start; the neighbours' too."""
    first, last = -min(before, 3), modules + min(after, 3)
    return (np.arange(first * POINTS, last * POINTS) + 0.5) / POINTS


def windows(profiles: Floats, modules: int, before: int, after: int) -> Floats:
    """The profile at the points of every possible segment: (bands, starts, widths, points).

    `profiles`: (bands, samples), padded by MARGIN at both ends; starts count from the padded beginning. Between
    samples the nearest of twice as many is taken: an eighth of a module is less than any blur.
    """
    points = _points(modules, before, after)
    bands, starts = profiles.shape
    reach = int(np.ceil(WIDTHS[-1] / 7 * (modules + 4))) + 2
    padded = np.pad(profiles, ((0, 0), (reach, reach)), mode="edge")
    double = np.empty((bands, 2 * padded.shape[1]), dtype=np.float32)
    double[:, ::2] = padded
    double[:, 1:-1:2] = (padded[:, 1:] + padded[:, :-1]) / 2
    double[:, -1] = padded[:, -1]
    at = np.rint(2 * points[None, :] * (WIDTHS[:, None] / 7)).astype(np.intp)
    where = 2 * (np.arange(starts) + reach)[:, None, None] + at[None]
    return double[:, where]


def costs(window: Floats, matrix: Floats) -> Floats:
    """How badly each pattern explains each segment: (bands, starts, widths, patterns), 0 perfect, 1 unrelated."""
    points = window.shape[3]
    total = window.sum(axis=3)
    square = np.einsum("bswp,bswp->bsw", window, window)
    spread = np.sqrt(np.maximum(square - total * total / points, 0))
    # A faint ripple on a white page is no bar however well it correlates.
    scale = -1 / np.maximum(spread, FAINT * np.sqrt(points))
    out = window.reshape(-1, points) @ matrix
    out *= scale.reshape(-1, 1)
    out += 1
    return out.reshape(*window.shape[:3], -1)


def kind_costs(profiles: Floats, kind: Kind, blur: float) -> Floats:
    """costs() for one kind on its own."""
    before, after = min(len(kind.before), 3), min(len(kind.after), 3)
    return costs(windows(profiles, kind.modules, before, after), templates(kind, blur))


FAINT = np.float32(0.04)
"""Standard deviation below which a segment counts as blank, of a profile scaled to its own spread."""


@dataclass(frozen=True)
class Path:
    """One way through the layers, per band."""

    cost: Floats
    """(bands,) mean cost a module-weighted layer."""
    starts: NDArray[np.intp]
    """(bands, layers) where each segment begins."""
    widths: NDArray[np.intp]
    """(bands, layers) index into WIDTHS."""
    ends: NDArray[np.intp]
    """(bands,) where the last segment ends."""


def cheapest(layers: "list[tuple[Kind, Floats]]") -> Path:
    """The cheapest sequence of segments, one a layer, each beginning where the last ended.

    Each layer: its Kind and the cost of its best pattern, (bands, starts, widths).
    """
    bands, starts, widths = layers[0][1].shape
    reached = np.zeros((bands, starts, widths), dtype=np.float32)
    before: list[Floats] = []
    weight = 0.0
    for kind, cost in layers:
        before.append(reached)
        reached = advance(reached, kind, cost)
        weight += kind.weight
    flat = reached.reshape(bands, -1)
    best = flat.argmin(axis=1)
    return traced(layers, before, best, flat[np.arange(bands), best] / np.float32(weight))


def advance(reached: Floats, kind: Kind, cost: Floats) -> Floats:
    """The least cost to end a segment at each (position, width), given that of the segments before it."""
    here = _bent(reached) + cost * np.float32(kind.weight)
    out = np.full_like(reached, NOWHERE)
    for index, length in enumerate(kind.lengths()):
        out[:, length:, index] = here[:, : here.shape[1] - length, index]
    return out


NOWHERE = np.float32(1e6)


def _bent(reached: Floats) -> Floats:
    """The width may change by one step from one segment to the next."""
    out = reached.copy()
    np.minimum(out[..., 1:], reached[..., :-1] + BEND, out=out[..., 1:])
    np.minimum(out[..., :-1], reached[..., 1:] + BEND, out=out[..., :-1])
    return out


def traced(
    layers: "list[tuple[Kind, Floats]]", before: list[Floats], best: NDArray[np.intp], cost: Floats
) -> Path:
    """The way back from the best ends, flat indices of (position, width)."""
    bands, _, widths = before[0].shape
    row = np.arange(bands)
    at, width = best // widths, best % widths
    ends = at.copy()
    starts_out = np.empty((bands, len(layers)), dtype=np.intp)
    widths_out = np.empty((bands, len(layers)), dtype=np.intp)
    for layer in range(len(layers) - 1, -1, -1):
        at = np.maximum(at - layers[layer][0].lengths()[width], 0)
        starts_out[:, layer], widths_out[:, layer] = at, width
        options = np.stack([np.clip(width + step, 0, widths - 1) for step in (0, -1, 1)])
        steps = np.array([[0], [BEND], [BEND]], dtype=np.float32)
        width = options[(before[layer][row, at, options] + steps).argmin(axis=0), row]
    return Path(cost, starts_out, widths_out, ends)


def around(window: Floats, path: Path, layers: "list[int]") -> Floats:
    """The profile at the path's segments, and one sample or width step beside them: (bands, layers, 9, points)."""
    bands, starts, widths, _ = window.shape
    row = np.arange(bands)[:, None]
    out = []
    for shift in (-1, 0, 1):
        for step in (-1, 0, 1):
            at = np.clip(path.starts[:, layers] + shift, 0, starts - 1)
            width = np.clip(path.widths[:, layers] + step, 0, widths - 1)
            out.append(window[row, at, width])
    return np.stack(out, axis=2)
