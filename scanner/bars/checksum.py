"""The cheapest characters whose check holds, and how much worse the next ones are."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scanner.bars.optics import Floats


def cheapest_valid(
    costs: Floats, weights: "list[int]", start: int, modulus: int
) -> tuple[NDArray[np.intp], float, float]:
    """The cheapest values whose check holds: start + Σ weight · value ≡ 0 (mod modulus).

    Parameters
    ----------
    costs : (places, modulus)
        What each value costs at each place, in squared darkness.
    weights : (places,) by what each place's value is multiplied
    start : what the sum begins with
    modulus : 103 for Code 128, 10 for EAN

    Returns
    -------
    values : (places,)
    cost : of these values together, in the unit of `costs`
    margin : how much more every other valid sequence costs, at the least

    Notes
    -----
    Dynamic programming over residues, from both ends: the cheapest valid sequence through each value at each place is
    a way to it and a way on from it. Of places · modulus such sequences the second cheapest gives the margin.
    """
    count = len(costs)
    forward = _reach(costs, weights, start, modulus)
    backward = _reach(costs[::-1], weights[::-1], 0, modulus)
    values = np.arange(modulus)
    # through[i, v]: the cheapest valid sequence that has value v at place i.
    through = np.empty((count, modulus))
    for i, weight in enumerate(weights):
        need = (-weight * values[:, None] - values[None, :]) % modulus
        through[i] = (forward[i][None, :] + backward[count - 1 - i][need]).min(axis=1) + costs[i]
    chosen = through.argmin(axis=1)
    others = through.copy()
    others[np.arange(count), chosen] = np.inf
    least = float(forward[count][0])
    return chosen, least, float(others.min()) - least


UNREACHABLE = 1e6
"""The cost of a residue that no values lead to: far more than a whole profile can cost."""


def _reach(costs: Floats, weights: "list[int]", start: int, modulus: int) -> list[Floats]:
    """For each number of places that have been taken, from none to all: (modulus,) the least cost of values whose sum
    has each residue."""
    reach = np.full(modulus, UNREACHABLE)
    reach[start % modulus] = 0
    out = [reach]
    for cost, weight in zip(costs, weights, strict=True):
        reach = (reach[_sources(weight, modulus)] + cost[None, :]).min(axis=1)
        out.append(reach)
    return out


@lru_cache(maxsize=64)
def _sources(weight: int, modulus: int) -> NDArray[np.intp]:
    """(modulus, modulus) for each residue and each value: the residue from which the value leads to it."""
    residues = np.arange(modulus)
    return np.asarray((residues[:, None] - weight * residues[None, :]) % modulus, np.intp)
