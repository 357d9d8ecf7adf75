"""Which shapes are worth fitting: those in which most characters look like characters."""

from functools import lru_cache

import numpy as np

from scanner.profile.layout import Alphabet, Group, Layout
from scanner.profile.optics import SAMPLES, Floats, templates
from scanner.profile.shape import Rows, beside, grid, positions, taken

BLUR = 0.6
"""Standard deviation in modules that is assumed before anything is known; correlation forgives a third of it."""
LIKELY = 0.75
"""Mean correlation below which no shape is fitted: of 135 photos no right one had less (0.78 the least)."""
FAINT = 0.04
"""A faint ripple on a white page is no bar however well it correlates."""
FINALISTS = 3


def shapes(layout: Layout, profile: Floats, left: float, right: float) -> "list[tuple[float, Floats]]":
    """(likeness, shape) of the likeliest shapes between about these edges, far enough apart, the best first."""
    first = grid(left, right)
    best = first[np.argsort(-likeness(layout, profile, first))[:4]]
    near = beside(best, layout.count)
    scores = likeness(layout, profile, near)
    kept: list[int] = []
    for index in np.argsort(-scores):
        if scores[index] < LIKELY or len(kept) == FINALISTS:
            break
        if all(_apart(near[index], near[k], layout.count) for k in kept):
            kept.append(int(index))
    return [(float(scores[index]), near[index]) for index in kept]


def _apart(one: Floats, other: Floats, count: int) -> bool:
    module = (one[1] - one[0]) / count
    edges = (abs(one[0] - other[0]) + abs(one[1] - other[1])) / module
    return bool(edges + 15 * (abs(one[2] - other[2]) + abs(one[3] - other[3])) > 1.5)


def likeness(layout: Layout, profile: Floats, rows: Rows) -> Floats:
    """(shapes,): the mean over slots of the best pattern's correlation."""
    return _likeness(layout, profile, rows, layout.groups)


def anchored(layout: Layout, profile: Floats, rows: Rows) -> Floats:
    """(shapes,): likeness() of what stands at the symbol's ends."""
    return _likeness(layout, profile, rows, layout.anchor_groups)


def _likeness(layout: Layout, profile: Floats, rows: Rows, groups: "list[Group]") -> Floats:
    total, count = np.zeros(len(rows)), 0
    for alphabet, firsts, _ in groups:
        points = alphabet.width * SAMPLES
        t = (np.array(firsts)[:, None] * SAMPLES + np.arange(points) + 0.5) / (SAMPLES * layout.count)
        seen = taken(profile, positions(rows, t.ravel())).astype(np.float32)
        window = seen.reshape(len(rows), len(firsts), points)
        window -= window.mean(axis=2, keepdims=True)
        norm = np.maximum(np.linalg.norm(window, axis=2), FAINT * profile.std() * np.sqrt(points) + 1e-6)
        best = (window.reshape(-1, points) @ _correlators(alphabet)).reshape(*window.shape[:2], -1).max(axis=2)
        total += (best / norm).sum(axis=1)
        count += len(firsts)
    return total / count


@lru_cache(maxsize=64)
def _correlators(alphabet: Alphabet) -> Floats:
    """(points, patterns): each pattern between neighbours of the other colour, without mean, of length one."""
    inner = alphabet.patterns
    before, after = 1 - inner[:, :1], 1 - inner[:, -1:]
    padded = np.hstack([np.repeat(before, 4, axis=1), inner, np.repeat(after, 4, axis=1)])
    whole = templates(padded, BLUR, 0)[:, 4 * SAMPLES : -4 * SAMPLES]
    whole = whole - whole.mean(axis=1, keepdims=True)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True) + 1e-6
    # Dark is where the profile is low.
    return np.ascontiguousarray(-whole.T.astype(np.float32))
