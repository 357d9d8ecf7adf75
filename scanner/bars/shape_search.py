"""Which shapes are worth fitting: those in which most characters look like characters of the symbology."""

from functools import lru_cache

import numpy as np

from scanner.bars.fit import BLUR
from scanner.bars.layout import Alphabet, Layout
from scanner.bars.optics import SAMPLES, Floats, templates
from scanner.bars.shape import BULGES, LEFT, RIGHT, Rows, beside, grid, positions, taken

LIKELY = 0.75
"""Mean correlation below which no shape is fitted: on 135 photos no right one had less (the least was 0.78)."""
SOFT_LIKELY = 0.6
"""The same where a fit begins with more blur than usual. Neighbours reach far into each character then, so that even
the right one correlates less."""
FAINT = 0.04
"""A window's deviation as a part of the profile's, below which its correlation is made smaller: a faint ripple on a
white page may correlate well, and is no bar."""
FIRST, FIRST_OF_MANY = 4, 2
"""Shapes of the grid whose neighbours are tried: usually, and where every shape takes long."""
FINALISTS, SOFT_FINALISTS, FINALISTS_OF_MANY = 3, 8, 2
"""Shapes that are told: usually, where a fit begins with more blur than usual, and where every shape takes long."""
MANY = 400
"""Slots times patterns above which every shape takes long."""
SHAPE_COUNTS = 15
"""Modules that a difference of 1 in perspective or bulge counts as, when two shapes are compared."""
APART = 1.5
"""Modules by which two shapes have to differ, summed over edges, perspective and bulge."""
NEIGHBOUR = 4
"""Modules of the other colour that are assumed before and after a character."""


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
    _, last_alphabet = layout.slots[-1]
    are_many = len(layout.slots) * last_alphabet.patterns.shape[0] > MANY
    first = grid(left, right, FLAT if are_many else BULGES)
    likeliest = np.argsort(-likeness(layout, profile, first, blur))
    around = beside(first[likeliest[: FIRST_OF_MANY if are_many else FIRST]], layout.count)
    scores = likeness(layout, profile, around, blur)
    is_soft = blur > BLUR
    least = SOFT_LIKELY if is_soft else LIKELY
    most = FINALISTS_OF_MANY if are_many else SOFT_FINALISTS if is_soft else FINALISTS
    chosen: list[int] = []
    for index in np.argsort(-scores):
        if scores[index] < least or len(chosen) == most:
            break
        if all(_are_apart(around[index], around[other], layout.count) for other in chosen):
            chosen.append(int(index))
    return [(float(scores[index]), around[index]) for index in chosen]


FLAT = (0.0,)
"""The one bulge of a code that lies flat."""


def _are_apart(one: Floats, other: Floats, count: int) -> bool:
    """Whether two shapes differ enough that both are worth fitting."""
    module = (one[RIGHT] - one[LEFT]) / count
    left, right, perspective, bulge = np.abs(one - other)
    return bool((left + right) / module + SHAPE_COUNTS * (perspective + bulge) > APART)


def likeness(layout: Layout, profile: Floats, rows: Rows, blur: float = BLUR) -> Floats:
    """How much the characters look like characters in each shape.

    Parameters
    ----------
    layout : the symbology, at one length
    profile : (samples,) grey levels along the code
    rows : (shapes, 4), as scanner.bars.shape has them
    blur : standard deviation in modules that is assumed

    Returns
    -------
    (shapes,)
        The mean over slots of the correlation of the best pattern with the profile, at most 1.
    """
    total = np.zeros(len(rows))
    for alphabet, firsts, _ in layout.groups:
        points = alphabet.width * SAMPLES
        t = (np.array(firsts)[:, None] * SAMPLES + np.arange(points) + 0.5) / (SAMPLES * layout.count)
        window = taken(profile, positions(rows, t.ravel())).reshape(len(rows), len(firsts), points)
        total += _best(alphabet, window, profile, blur).sum(axis=1)
    return total / len(layout.slots)


def anchored(family: "list[Layout]", profile: Floats, rows: Rows) -> Floats:
    """How much the start and stop patterns of layouts look like themselves.

    Parameters
    ----------
    family : layouts with the same start and stop patterns at different places
    profile : (samples,) grey levels along the code
    rows : (shapes, 4), as scanner.bars.shape has them

    Returns
    -------
    (layouts,)
        The mean correlation of these patterns with the profile, in the best of the shapes.
    """
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
    """(…) the correlation of the best pattern with each window of (…, points)."""
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
    """(points, patterns): each pattern between neighbours of the other colour, its mean taken out, of length one."""
    inner = alphabet.patterns
    before, after = 1 - inner[:, :1], 1 - inner[:, -1:]
    padded = np.hstack([np.repeat(before, NEIGHBOUR, axis=1), inner, np.repeat(after, NEIGHBOUR, axis=1)])
    whole = templates(padded, blur, 0)[:, NEIGHBOUR * SAMPLES : -NEIGHBOUR * SAMPLES]
    whole = whole - whole.mean(axis=1, keepdims=True)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True) + 1e-6
    # Dark is where the profile is low.
    return np.ascontiguousarray(-whole.T.astype(np.float32))
