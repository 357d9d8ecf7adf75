"""Code 128 from profiles: start, any number of characters, check character, stop (ISO/IEC 15417)."""

from dataclasses import dataclass

import numpy as np

from scanner.profile.answer import Answer
from scanner.profile.checksum import cheapest_valid
from scanner.profile.code128_text import decoded
from scanner.profile.levels import Group, explain
from scanner.profile.patterns import CODE128, CODE128_STOP, modules
from scanner.profile.trellis import (
    Floats,
    Kind,
    Path,
    advance,
    around,
    costs,
    kind_costs,
    templates,
    traced,
    windows,
)

START = Kind(CODE128[103:106], "000", "1")
DATA = Kind(CODE128[:103], "0", "1")
STOP = Kind((modules(CODE128_STOP),), "0", "000")

START_VALUES = (103, 104, 105)
LONGEST = 40
FEWEST = 2
"""At least one data character and the check character."""


@dataclass(frozen=True)
class Fit:
    """A path through each band, and the profile at its characters: the start's, and the others'."""

    groups: list[Group]
    path: Path


def fit(profiles: Floats, blur: float) -> Fit | None:
    """Lay the number of characters that explains the profiles best through each of them."""
    first = windows(profiles, 11, 3, 1)
    start = costs(first, templates(START, blur))
    window = windows(profiles, 11, 1, 1)
    data = costs(window, templates(DATA, blur))
    stop = kind_costs(profiles, STOP, blur)[..., 0]
    best_data = data.min(axis=3)
    bands = len(profiles)
    before: list[Floats] = [np.zeros_like(best_data)]
    reached = advance(before[0], START, start.min(axis=3))
    best: tuple[float, int, Floats] | None = None
    for count in range(1, LONGEST + 1):
        before.append(reached)
        reached = advance(reached, DATA, best_data)
        if float(reached.min()) > 1e5:
            break
        if count >= FEWEST:
            ends = advance(reached, STOP, stop).reshape(bands, -1)
            mean = ends.min(axis=1) / (count + 2)
            if best is None or float(np.median(mean)) < best[0]:
                best = (float(np.median(mean)), count, reached)
    if best is None:
        return None
    _, count, reached = best
    ends = advance(reached, STOP, stop).reshape(bands, -1)
    at = ends.argmin(axis=1)
    layers = [(START, start), *[(DATA, best_data)] * count, (STOP, stop)]
    path = traced(
        layers, [*before[: count + 1], reached], at, ends[np.arange(bands), at] / np.float32(count + 2)
    )
    characters = list(range(1, 1 + count))
    return Fit([Group(around(first, path, [0]), START), Group(around(window, path, characters), DATA)], path)


def ends_cost(profiles: Floats, blur: float) -> float:
    """How badly a start and a stop pattern fit near the ends: a quick test of a module width and direction."""
    third = profiles.shape[1] * 2 // 5
    starts = kind_costs(profiles[:, :third], START, blur).min()
    stops = kind_costs(profiles[:, -third:], STOP, blur).min()
    return float(starts + stops)


def answer(found: Fit, worst: float = 0.35) -> Answer | None:
    """What the bands that fit say together."""
    good = np.flatnonzero(found.path.cost < worst)
    if len(good) == 0:
        return None
    start, data = explain([Group(group.seen[good], group.kind) for group in found.groups])
    start_costs, data_costs = start.mean(axis=0)[0], data.mean(axis=0)
    count = len(data_costs)
    weights = [*range(1, count), -1]
    tried = []
    for index, value in enumerate(START_VALUES):
        values, cost, margin = cheapest_valid(data_costs, weights, value, 103)
        tried.append((cost + float(start_costs[index]), value, values, margin))
    tried.sort(key=lambda one: one[0])
    cost, start_value, values, margin = tried[0]
    text = decoded([start_value, *map(int, values[:-1])])
    if text is None:
        return None
    same = data.argmin(axis=2) == values
    agreeing = int((same.sum(axis=1) >= count - 1).sum())
    margin = min(margin, tried[1][0] - cost)
    payload, is_gs1 = text
    return Answer(
        payload,
        "Code128",
        1 - cost / (count + 1),
        margin,
        agreeing,
        found.path,
        tuple(map(int, good)),
        "]C1" if is_gs1 else "]C0",
    )
