"""Many fits of one layout at once, for bars out of focus: characters, shape, blur and light are mended in turns.

The same as scanner.bars.fit, whose fits begin near the truth because sharp characters show where they are. Blurred ones
do not: hundreds of shapes have to be tried, so that here all fits of a step are computed together.
"""

from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scanner.bars.layout import Layout
from scanner.bars.optics import Floats
from scanner.defocus import lens
from scanner.defocus.lens import SAMPLES, SHARPEST, SOFTEST

CUBIC = 4
"""Coefficients of a cubic: shift, light and contrast are one cubic each over the symbol."""
RIM = 0.05
"""How far beyond the symbol's ends the cubics go on, as a part of it."""
DARKNESS = (-0.5, 1.5)
"""The least and the most darkness of a point."""
MOST_SHIFT, MOST_BLUR_STEP, MOST_SPREAD_STEP = 1.0, 0.2, 0.15
"""Modules by which one step may change each of them at the most."""
MOST_SPREAD = 0.5
"""Modules by which bars may be wider or narrower than they should be."""
SHIFT_DAMPING, BLUR_DAMPING, SPREAD_DAMPING = 0.05, 0.1, 0.15
DAMPING = np.array([SHIFT_DAMPING] * CUBIC + [BLUR_DAMPING, SPREAD_DAMPING] + [0.0] * (2 * CUBIC))
"""How much each part of a step is held back, relative to its column's length."""
LEAST_CONTRAST, LEAST_CONTRAST_LEVELS = 0.06, 0.5
"""Contrast that is assumed at the least, as a part of the profile's range, and grey levels that are added to it."""
SOFTER_BY = 0.1
"""Modules by which the blur is changed to see what blur does to the profile."""
TINY = 1e-9
Characters = NDArray[np.intp]


@dataclass
class Fits:
    """Fits of one layout; the first axis of every array is the fit."""

    profiles: Floats
    """(fits, samples) grey levels."""
    at: Floats
    """(fits, points) where in its profile each of the symbol's points lies, in samples."""
    blur: Floats
    """(fits,) standard deviation in modules."""
    spread: Floats
    """(fits,) modules by which every bar is wider than it should be."""
    modules: Floats
    """(fits, modules) 0 light, 1 dark."""
    characters: Characters
    """(fits, slots) the pattern of each slot."""
    darkness: Floats
    """(fits, points) the profile at `at`, freed of uneven light: 0 for paper, 1 for ink."""
    residual: Floats
    """(fits,) what the symbol leaves unexplained, mean squared darkness a point."""
    explained: Floats
    """(fits,) 1 when the symbol explains its profile entirely."""

    def __len__(self) -> int:
        return len(self.at)

    def of(self, which: "NDArray[np.intp] | list[int]") -> "Fits":
        """Some of the fits, in this order."""
        return Fits(**{field.name: getattr(self, field.name)[which] for field in fields(self)})

    def with_more(self, others: "Fits") -> "Fits":
        """These fits, and then the others."""
        both = {
            f.name: np.concatenate([getattr(self, f.name), getattr(others, f.name)]) for f in fields(self)
        }
        return Fits(**both)


def begun(
    layout: Layout, profiles: Floats, at: Floats, blur: float, characters: Characters | None = None
) -> Fits:
    """Fits that have a place and a blur, and whose light is not known yet."""
    count = len(at)
    return Fits(
        profiles,
        at,
        np.full(count, blur),
        np.zeros(count),
        np.zeros((count, layout.count)) if characters is None else modules_of(layout, characters),
        np.zeros((count, len(layout.slots)), np.intp) if characters is None else characters,
        np.zeros_like(at),
        np.ones(count),
        np.zeros(count),
    )


def with_characters(layout: Layout, fits: Fits, characters: Characters) -> Fits:
    """The same fits, with these characters in the slots."""
    return replace(fits, characters=characters, modules=modules_of(layout, characters))


def mend(layout: Layout, fits: Fits) -> None:
    """One Gauss-Newton step on profile = light(u) - contrast(u) · darkness(u + shift(u); blur, spread), where light,
    contrast and shift are cubics in u, the modules from the first bar's edge."""
    basis = _basis(layout.count)
    grey = taken(fits.profiles, fits.at)
    sharp, wide = lens.seen(fits.modules, fits.blur), lens.widened(fits.modules, fits.blur)
    whole = sharp + fits.spread[:, None] * wide
    light, contrast = _light(basis, whole, grey)
    rest = grey - (light - contrast * whole)
    softer = np.minimum(fits.blur + SOFTER_BY, SOFTEST + SOFTER_BY)
    difference = (lens.on_the_grid(softer) - lens.on_the_grid(fits.blur))[:, None]
    by_blur = (lens.seen(fits.modules, softer) - sharp) / difference
    columns = np.empty((*grey.shape, 3 * CUBIC + 2))
    columns[..., :CUBIC] = (-contrast * _slope(whole))[..., None] * basis
    columns[..., CUBIC] = -contrast * by_blur
    columns[..., CUBIC + 1] = -contrast * wide
    columns[..., CUBIC + 2 : 2 * CUBIC + 2] = basis
    columns[..., 2 * CUBIC + 2 :] = -basis * whole[..., None]
    step = _least_squares(columns, rest, DAMPING)
    shift = np.clip(step[:, :CUBIC] @ basis.T, -MOST_SHIFT, MOST_SHIFT)
    fits.at = fits.at - shift * _slope(fits.at)
    blur_step = np.clip(step[:, CUBIC], -MOST_BLUR_STEP, MOST_BLUR_STEP)
    spread_step = np.clip(step[:, CUBIC + 1], -MOST_SPREAD_STEP, MOST_SPREAD_STEP)
    fits.blur = np.clip(fits.blur + blur_step, SHARPEST, SOFTEST)
    fits.spread = np.clip(fits.spread + spread_step, -MOST_SPREAD, MOST_SPREAD)
    lighten(layout, fits)


def lighten(layout: Layout, fits: Fits) -> None:
    """Measure the darkness anew where the fits lie now; the light that explains it best is taken out."""
    grey = taken(fits.profiles, fits.at)
    wide = lens.widened(fits.modules, fits.blur)
    whole = lens.seen(fits.modules, fits.blur) + fits.spread[:, None] * wide
    light, contrast = _light(_basis(layout.count), whole, grey)
    fits.darkness = np.clip((light - grey) / contrast, *DARKNESS)
    rest = fits.darkness - whole
    fits.residual = np.einsum("kp,kp->k", rest, rest) / rest.shape[1]
    fits.explained = 1 - fits.residual / (fits.darkness.var(axis=1) + TINY)


def decode(layout: Layout, fits: Fits) -> None:
    """The characters that explain the darkness best, by dynamic programming along each symbol."""
    steps = np.array(lens.coarse(fits.blur))
    characters = np.empty_like(fits.characters)
    for step in np.unique(steps):
        which = np.flatnonzero(steps == step)
        singles, pairs = lens.tables(layout, int(step)).costs(fits.darkness[which], fits.spread[which])
        characters[which], _ = cheapest_paths(singles, pairs)
    fits.characters = characters
    fits.modules = modules_of(layout, characters)


def cheapest_paths(singles: lens.Costs, pairs: lens.Costs) -> tuple[Characters, Floats]:
    """The characters that cost least together (Viterbi), for many fits.

    Parameters
    ----------
    singles : for each slot (fits, patterns), what each costs by itself
    pairs : for each two neighbouring slots ([fits,] patterns, patterns), what both cost together

    Returns
    -------
    characters : (fits, slots)
    cost : (fits,)
    """
    reach, came_from = singles[0], []
    for pair, own in zip(pairs, singles[1:], strict=True):
        through = reach[:, :, None] + pair
        came_from.append(through.argmin(axis=1))
        reach = through.min(axis=1) + own
    chosen, fit = [reach.argmin(axis=1)], np.arange(len(reach))
    for previous in reversed(came_from):
        chosen.append(previous[fit, chosen[-1]])
    return np.stack(chosen[::-1], axis=1), np.asarray(reach.min(axis=1))


def cheapest_cost(singles: lens.Costs, pairs: lens.Costs) -> Floats:
    """(fits,) what the characters cost that `cheapest_paths` finds."""
    reach = singles[0]
    for pair, own in zip(pairs, singles[1:], strict=True):
        reach = (reach[:, None, :] + pair.T).min(axis=2) + own
    return np.asarray(reach.min(axis=1))


def taken(profiles: Floats, at: Floats) -> Floats:
    """(fits, points) each profile at its places, interpolated linearly between its samples."""
    at = np.clip(at, 0, profiles.shape[1] - 1.001)
    index = at.astype(np.intp)
    part = at - index
    index += np.arange(len(at))[:, None] * profiles.shape[1]
    flat = profiles.ravel()
    return np.asarray(flat[index] * (1 - part) + flat[index + 1] * part)


def modules_of(layout: Layout, characters: Characters) -> Floats:
    """(fits, modules) with these characters in the slots."""
    out = np.repeat(np.array([[float(module) for module in layout.fixed]]), len(characters), axis=0)
    for slot, (first, alphabet) in enumerate(layout.slots):
        out[:, first : first + alphabet.width] = alphabet.patterns[characters[:, slot]]
    return out


def _light(basis: Floats, whole: Floats, grey: Floats) -> tuple[Floats, Floats]:
    """(light, contrast), (fits, points) each: the cubics that explain the grey levels best."""
    columns = np.empty((*grey.shape, 2 * CUBIC))
    columns[..., :CUBIC] = basis
    columns[..., CUBIC:] = -basis * whole[..., None]
    levels = _least_squares(columns, grey)
    contrast = levels[:, CUBIC:] @ basis.T
    least = LEAST_CONTRAST * np.ptp(grey, axis=1)[:, None] + LEAST_CONTRAST_LEVELS
    return levels[:, :CUBIC] @ basis.T, np.maximum(contrast, least)


@lru_cache(maxsize=32)
def _basis(count: int) -> Floats:
    """(points, CUBIC): the powers 0 to 3 of the place in the symbol, which runs from -1 to 1."""
    x = 2 * np.clip(lens.points(count) / count, -RIM, 1 + RIM) - 1
    return np.stack([np.ones_like(x), x, x * x, x * x * x], axis=1)


def _least_squares(columns: Floats, right: Floats, damping: Floats | None = None) -> Floats:
    """(fits, columns) the x with the least |columns · x - right|², held back by `damping`."""
    transposed = columns.transpose(0, 2, 1)
    gram = transposed @ columns
    length = np.sqrt(np.einsum("kii->ki", gram)) + TINY
    normal = gram / (length[:, :, None] * length[:, None, :])
    normal += np.diag(np.full(gram.shape[1], TINY) if damping is None else damping**2 + TINY)
    goal = (transposed @ right[..., None])[..., 0] / length
    return np.asarray(np.linalg.solve(normal, goal[..., None])[..., 0] / length)


def _slope(values: Floats) -> Floats:
    """(fits, points) the slope of evenly spaced values, a module."""
    return np.asarray(np.gradient(values, axis=1) * SAMPLES)
