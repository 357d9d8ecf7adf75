"""The cheapest sequence of characters whose check holds, where neighbours that blur joins cost something together."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scanner.bars.optics import AnyFloats

UNREACHABLE = 1e6
"""The cost of what no characters lead to: far more than a whole profile can cost."""
Whole = NDArray[np.intp]


@dataclass(frozen=True)
class CostedWays:
    """Characters that may stand at each place, and a sum over them that has to be 0.

    There are variants of the symbol, which have their own costs: the first digit of an EAN-13 and the start character
    of a Code 128 change what the others mean.
    """

    own: AnyFloats
    """(variants, places, choices) what each choice costs by itself, in squared darkness."""
    pairs: AnyFloats
    """(variants, places - 1, choices, choices) what two neighbours cost together."""
    values: Whole
    """(variants, places, choices) what each choice counts in the check."""
    weights: "tuple[int, ...]"
    """(places,) by what it is multiplied there."""
    start: Whole
    """(variants,) what the sum begins with."""
    modulus: int

    def _moved(self, place: int, sign: int) -> Whole:
        """(variants, modulus, choices) for each residue and choice the residue before it (sign -1) or after it."""
        step = sign * self.weights[place] * self.values[:, place]
        return np.asarray((np.arange(self.modulus)[None, :, None] + step[:, None]) % self.modulus, np.intp)


@dataclass(frozen=True)
class Path:
    """One sequence whose check holds."""

    variant: int
    choices: "tuple[int, ...]"
    cost: float


def two_cheapest(problems: "list[CostedWays]") -> "list[tuple[Path, Path]]":
    """For each problem, all of one layout, the cheapest sequence whose check holds, and the cheapest other one.

    Notes
    -----
    Dynamic programming over the residue of the sum and the last character, from both ends: the cheapest valid sequence
    through each character at each place is a way to it and a way on from it. Any other sequence than the best has
    another character somewhere, so that the cheapest of these ways beside the best is the second.
    """
    whole = _together(problems)
    variants = len(problems[0].own)
    through = _through(whole)
    own = np.full_like(whole.own, UNREACHABLE)
    out = []
    for index in range(len(problems)):
        part = slice(index * variants, (index + 1) * variants)
        best = _followed(through[part])
        rest = through[part].copy()
        rest[best.variant, np.arange(rest.shape[1]), list(best.choices)] = np.inf
        variant, place, choice = np.unravel_index(int(rest.argmin()), rest.shape)
        forced = own[part]
        forced[variant] = whole.own[part][variant]
        forced[variant, place] = UNREACHABLE
        forced[variant, place, choice] = whole.own[part][variant, place, choice]
        out.append(best)
    others = _through(replace(whole, own=own))
    return [
        (best, _followed(others[index * variants : (index + 1) * variants])) for index, best in enumerate(out)
    ]


def _together(problems: "list[CostedWays]") -> CostedWays:
    """One problem that has the variants of all, in double precision: beside UNREACHABLE single precision would round
    the costs themselves away, and characters of several sequences would be mixed."""
    one = problems[0]
    own, pairs, values, start = (
        np.concatenate([getattr(problem, name) for problem in problems])
        for name in ("own", "pairs", "values", "start")
    )
    return CostedWays(
        own.astype(np.float64), pairs.astype(np.float64), values, one.weights, start, one.modulus
    )


def _through(problem: CostedWays) -> AnyFloats:
    """(variants, places, choices) the cost of the cheapest valid sequence through each choice."""
    variants, places, choices = problem.own.shape
    forward = [np.full((variants, problem.modulus, choices), UNREACHABLE)]
    first = (problem.start[:, None] + problem.weights[0] * problem.values[:, 0]) % problem.modulus
    which = np.arange(variants)[:, None], first, np.arange(choices)[None]
    forward[0][which] = problem.own[:, 0]
    for place in range(1, places):
        reached = (forward[-1][..., None] + problem.pairs[:, place - 1][:, None]).min(axis=2)
        reached += problem.own[:, place][:, None]
        forward.append(np.take_along_axis(reached, problem._moved(place, -1), axis=1))
    backward = np.full((variants, problem.modulus, choices), UNREACHABLE)
    backward[:, 0] = 0
    out = np.empty_like(problem.own)
    out[:, -1] = (forward[-1] + backward).min(axis=1)
    for place in range(places - 1, 0, -1):
        onward = np.take_along_axis(backward, problem._moved(place, 1), axis=1)
        onward = onward + problem.own[:, place][:, None]
        backward = (problem.pairs[:, place - 1][:, None] + onward[:, :, None]).min(axis=3)
        out[:, place - 1] = (forward[place - 1] + backward).min(axis=1)
    return out


def _followed(through: AnyFloats) -> Path:
    """The sequence of the least cost."""
    variant = int(through[:, 0].min(axis=1).argmin())
    choices = [int(choice) for choice in through[variant].argmin(axis=1)]
    return Path(variant, tuple(choices), float(through[variant, 0].min()))
