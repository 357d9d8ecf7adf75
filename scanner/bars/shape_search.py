"""Which shapes are worth fitting: those in which most characters look like characters."""

from functools import lru_cache

import numpy as np

from scanner.bars.fit import BLUR
from scanner.bars.layout import Alphabet, Layout
from scanner.bars.optics import SAMPLES, Floats, templates
from scanner.bars.shape import BULGES, Rows, beside, grid, positions, taken

LIKELY = 0.75
"""Mean correlation below which no shape is fitted: of 135 photos no right one had less (0.78 the least)."""
SOFT_LIKELY = 0.6
"""The same where a fit begins with more blur than usual: neighbours reach far into each character, so that even the
right one correlates less."""
FAINT = 0.04
"""A faint ripple on a white page is no bar however well it correlates."""
FINALISTS, SOFT_FINALISTS = 3, 8
MANY = 400
"""Slots times patterns above which every shape is dear, and only the likelier half is looked at."""


def shapes(
    layout: Layout, profile: Floats, left: float, right: float, blur: float = BLUR
) -> "list[tuple[float, Floats]]":
    """The likeliest shapes between two edges.

    Parameters
    ----------
    layout : the symbology, at one length
    profile : (samples,) grey levels along the code
    left, right : about where its first and last bar's edges are, in samples
    blur : standard deviation in modules that is assumed

    Returns
    -------
    list of (likeness, shape)
        The best first, no two nearly alike; likeness is a mean correlation.
    """
    few = len(layout.slots) * layout.slots[-1][1].patterns.shape[0] > MANY
    first = grid(left, right, BULGES[1:2] if few else BULGES)
    best = first[np.argsort(-likeness(layout, profile, first, blur))[: 2 if few else 4]]
    near = beside(best, layout.count)
    scores = likeness(layout, profile, near, blur)
    is_soft = blur > BLUR
    least = SOFT_LIKELY if is_soft else LIKELY
    most = 2 if few else SOFT_FINALISTS if is_soft else FINALISTS
    kept: list[int] = []
    for index in np.argsort(-scores):
        if scores[index] < least or len(kept) == most:
            break
        if all(_apart(near[index], near[k], layout.count) for k in kept):
            kept.append(int(index))
    return [(float(scores[index]), near[index]) for index in kept]


def _apart(one: Floats, other: Floats, count: int) -> bool:
    module = (one[1] - one[0]) / count
    edges = (abs(one[0] - other[0]) + abs(one[1] - other[1])) / module
    return bool(edges + 15 * (abs(one[2] - other[2]) + abs(one[3] - other[3])) > 1.5)


def likeness(layout: Layout, profile: Floats, rows: Rows, blur: float = BLUR) -> Floats:
    """(shapes,): the mean over slots of the best pattern's correlation."""
    total = np.zeros(len(rows))
    for alphabet, firsts, _ in layout.groups:
        points = alphabet.width * SAMPLES
        t = (np.array(firsts)[:, None] * SAMPLES + np.arange(points) + 0.5) / (SAMPLES * layout.count)
        window = taken(profile, positions(rows, t.ravel())).reshape(len(rows), len(firsts), points)
        total += _best(alphabet, window, profile, blur).sum(axis=1)
    return total / len(layout.slots)


def anchored(family: "list[Layout]", profile: Floats, rows: Rows) -> Floats:
    """(layouts,): how much what stands at the symbol's ends looks like itself, in the best of the shapes. All layouts
    of a family have the same anchors, at different places."""
    counts = np.array([layout.count for layout in family], dtype=np.float64)
    total = np.zeros((len(family), len(rows)))
    anchors = range(len(family[0].anchors))
    for index in anchors:
        alphabet = family[0].anchors[index][1]
        first = np.array([layout.anchors[index][0] for layout in family])
        t = (first[:, None] + (np.arange(alphabet.width * SAMPLES) + 0.5) / SAMPLES) / counts[:, None]
        every = np.repeat(rows[None], len(family), axis=0).reshape(-1, 4)
        at = positions(every, np.repeat(t, len(rows), axis=0))
        window = taken(profile, at).reshape(len(family), len(rows), -1)
        total += _best(alphabet, window, profile, BLUR)
    return np.asarray((total / len(anchors)).max(axis=1))


def _best(alphabet: Alphabet, window: Floats, profile: Floats, blur: float) -> Floats:
    """The best pattern's correlation with each window of (…, points)."""
    points = window.shape[-1]
    window = window.astype(np.float32)
    window -= window.mean(axis=-1, keepdims=True)
    norm = np.maximum(
        np.sqrt(np.einsum("...p,...p->...", window, window)), FAINT * profile.std() * np.sqrt(points) + 1e-6
    )
    best = (window.reshape(-1, points) @ _correlators(alphabet, blur)).max(axis=1).reshape(window.shape[:-1])
    return np.asarray(best / norm, dtype=np.float64)


@lru_cache(maxsize=64)
def _correlators(alphabet: Alphabet, blur: float) -> Floats:
    """(points, patterns): each pattern between neighbours of the other colour, without mean, of length one."""
    inner = alphabet.patterns
    before, after = 1 - inner[:, :1], 1 - inner[:, -1:]
    padded = np.hstack([np.repeat(before, 4, axis=1), inner, np.repeat(after, 4, axis=1)])
    whole = templates(padded, blur, 0)[:, 4 * SAMPLES : -4 * SAMPLES]
    whole = whole - whole.mean(axis=1, keepdims=True)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True) + 1e-6
    # Dark is where the profile is low.
    return np.ascontiguousarray(-whole.T.astype(np.float32))
