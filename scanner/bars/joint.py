"""All characters of a symbol are decoded together where blur is heavy: each one's tails reach into its neighbours.

With a blur of more than about one module a character cannot be told by itself. But the squared difference between
the profile and a sum of blurred characters only has terms of one character and of two neighbours. So the best sequence
is found exactly by dynamic programming along the symbol (Viterbi), as in Gallo and Manduchi (IEEE TPAMI 33-9, 2011),
section 3.3.
"""

from functools import lru_cache

import numpy as np

from scanner.bars.layout import Layout
from scanner.bars.optics import QUIET, SAMPLES, Floats, seen, templates

MARGIN = QUIET
"""Modules to either side over which a character's blur is followed: two and a half standard deviations of the widest
blur that is assumed. It cannot be more than the quiet zone that is compared."""


def decoded_jointly(layout: Layout, darkness: Floats, blur: float) -> "tuple[Floats, list[Floats]]":
    """The sequence of characters that explains the profile best, whether its check holds or not.

    Parameters
    ----------
    layout : the symbology, at one length
    darkness : (points,) what is to be explained, 0 for paper and 1 for ink
    blur : standard deviation in modules

    Returns
    -------
    modules : (modules,) 1 dark, 0 light
    costs : for each slot (patterns,), in squared darkness
        What each pattern would leave unexplained beside the chosen neighbours, up to a constant of the slot.
    """
    single = _single_costs(layout, darkness, blur)
    pairs = _pair_costs(layout, blur)
    chosen = _cheapest_path(single, pairs)
    costs = [cost.copy() for cost in single]
    for slot, pair in enumerate(pairs):
        costs[slot] += pair[:, chosen[slot + 1]]
        costs[slot + 1] += pair[chosen[slot]]
    return layout.modules(chosen), costs


def _single_costs(layout: Layout, darkness: Floats, blur: float) -> "list[Floats]":
    """For each slot what each pattern costs by itself: the square of its darkness less twice its product with the
    profile."""
    fixed = np.array([float(module) for module in layout.fixed])
    rest = darkness - seen(fixed, blur)
    out: list[Floats] = [np.zeros(0)] * len(layout.slots)
    for alphabet, firsts, slots in layout.groups:
        shapes = templates(alphabet.patterns, blur, MARGIN)
        begin = (np.array(firsts) - MARGIN + QUIET) * SAMPLES
        window = rest[begin[:, None] + np.arange(shapes.shape[1])]
        table = (shapes * shapes).sum(axis=1)[None] - 2 * window @ shapes.T
        for slot, row in zip(slots, table, strict=True):
            out[slot] = row
    return out


@lru_cache(maxsize=64)
def _pair_costs(layout: Layout, blur: float) -> "list[Floats]":
    """For each two neighbouring slots twice the product of their tails: (patterns of the left, patterns of the right)
    each."""
    out: list[Floats] = []
    known: dict[tuple[int, int, int], Floats] = {}
    for (left, one), (right, other) in zip(layout.slots, layout.slots[1:], strict=False):
        key = (id(one), id(other), right - left)
        if key not in known:
            a, b = (templates(alphabet.patterns, blur, MARGIN) for alphabet in (one, other))
            shift = (right - left) * SAMPLES
            shared = max(a.shape[1] - shift, 0)
            known[key] = 2 * a[:, shift:] @ b[:, :shared].T
        out.append(known[key])
    return out


def _cheapest_path(single: "list[Floats]", pairs: "list[Floats]") -> list[int]:
    """For each slot its pattern in the sequence that costs least (Viterbi)."""
    reach, came_from = single[0], []
    for pair, own in zip(pairs, single[1:], strict=True):
        through = reach[:, None] + pair
        came_from.append(through.argmin(axis=0))
        reach = through.min(axis=0) + own
    chosen = [int(reach.argmin())]
    for previous in reversed(came_from):
        chosen.append(int(previous[chosen[-1]]))
    return chosen[::-1]
