"""A symbol is laid over a profile: characters, shape, blur and light are mended in turns until they explain it."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from scanner.bars.joint import decoded_jointly
from scanner.bars.layout import CheckedCharacters, Layout
from scanner.bars.optics import (
    QUIET,
    SAMPLES,
    SHARPEST,
    SOFTEST,
    Floats,
    points,
    quantized,
    seen,
    templates,
    widened,
)
from scanner.bars.shape import positions, taken

TURNS = 5
"""How often the characters are decoded and everything else is mended."""
BLUR = 0.6
"""Standard deviation in modules that is assumed before anything is known: that of most pictures in focus."""
HOPELESS = (0.70, 0.76)
"""Explained share below which a fit is given up after its first and its second turn. Of 79 right fits on photos three
had less; of the wrong ones nine in ten had less."""
EXPLAINED = 0.80
"""Share of the profile that a symbol must explain to be judged at all."""
QUIETEST = 2e-4
"""Mean squared residual that is assumed at the least, in squared darkness: eight-bit pictures of real paper are no
better."""
MOST_SPREAD = 0.5
"""Modules by which bars may be wider or narrower than they should be."""
CUBIC = 4
"""Coefficients of a cubic: shift, light and contrast are one cubic each over the symbol."""
MOST_SHIFT, MOST_BLUR_STEP, MOST_SPREAD_STEP = 1.0, 0.2, 0.15
"""Modules by which one step may change each of them at the most, as a step is right only near to where it begins."""
JOINT_FROM = 1.0
"""Blur in modules above which characters are decoded together. Below it the result is the same when each is decoded by
itself, with its neighbours as they are known so far."""
AROUND = 24
"""Modules over which mean and spread of the grey levels are taken for a first guess of the darkness."""
RIM = 0.05
"""The part of the symbol at each end where that guess is not made, as the quiet zone would be taken in; and how far
beyond its ends the cubics go on."""
FIRST_DARKNESS, DARKNESS = (-0.3, 1.3), (-0.5, 1.5)
"""The least and the most darkness of a point: in the first guess, and later."""
SOFTER, SOFTER_BY = 1.08, 0.01
"""Factor and modules by which the blur is changed to see what blur does to the profile."""
LEAST_CONTRAST, LEAST_CONTRAST_LEVELS = 0.06, 0.5
"""Contrast that is assumed at the least, as a part of the profile's range, and grey levels that are added to it: noise
must not become bars."""
RANK_POWER = 4
"""How much more than evidence the explained share counts when fits are compared."""


@dataclass
class Fit:
    """A layout on a profile. Darkness is 0 for the paper and 1 for the ink, however they are lit."""

    layout: Layout
    at: Floats
    """Where in the profile, in samples, each of the symbol's `points` lies."""
    blur: float
    """Standard deviation in modules."""
    spread: float
    """Modules by which every bar is wider than it should be."""
    darkness: Floats
    """The profile at `at`, freed of uneven light."""
    costs: "list[Floats]"
    """For each slot what each pattern leaves unexplained around it, in squared darkness summed over points."""
    modules: Floats
    """The modules as they are known so far, 0 light and 1 dark."""
    verdict: CheckedCharacters | None = None
    explained: float = 0.0
    """1 when the symbol with the verdict's characters explains the profile entirely."""
    residual: float = 1.0
    """What it leaves, mean squared darkness a point."""

    @property
    def evidence(self) -> float:
        """The logarithm of how much likelier the verdict is than the next valid one, points within a module
        counted as one measurement."""
        if self.verdict is None:
            return 0.0
        return self.verdict.margin / (2 * max(self.residual, QUIETEST) * SAMPLES)

    @property
    def rank(self) -> float:
        """By this fits are compared: the evidence, less of it for a fit that leaves much unexplained."""
        return self.evidence * max(self.explained, 0.0) ** RANK_POWER

    @property
    def edges(self) -> tuple[float, float]:
        """Profile positions of the first bar's left and the last bar's right edge."""
        first, last = QUIET * SAMPLES, QUIET * SAMPLES + self.layout.count * SAMPLES
        return float((self.at[first - 1] + self.at[first]) / 2), float(
            (self.at[last - 1] + self.at[last]) / 2
        )


def fitted(layout: Layout, profile: Floats, shape: Floats, turns: int = TURNS, blur: float = BLUR) -> Fit:
    """Lay a symbol over a profile.

    Parameters
    ----------
    layout : the symbology, at one length
    profile : (samples,) grey levels along the code
    shape : (4,) to begin with: left and right edge in samples, perspective, bulge
    turns : how often the characters are decoded and everything else is mended
    blur : standard deviation in modules to begin with

    Returns
    -------
    Fit
        Without a verdict where the symbol does not explain the profile.

    Notes
    -----
    In each turn the characters are decoded with shape, blur and light as they are known, then one Gauss-Newton step
    mends shape, blur and light with the characters as they are known.

    References
    ----------
    Gallo and Manduchi, "Reading 1-D barcodes with mobile phones using deformable templates", IEEE TPAMI 33-9, 2011.
    """
    u = points(layout.count)
    at = positions(shape[None], u / layout.count)[0]
    darkness = _first_darkness(taken(profile, at), u, layout.count)
    fit = Fit(layout, at, blur, 0.0, darkness, [], layout.unknown)
    _decode(fit, sweeps=2)
    for turn in range(turns):
        _mend(fit, profile)
        _decode(fit)
        if turn < len(HOPELESS) and _explained(fit, fit.modules)[0] < HOPELESS[turn]:
            return fit
    _judge(fit)
    return fit


def known_fit(layout: Layout, profile: Floats, shape: Floats, turns: int = TURNS, blur: float = BLUR) -> Fit:
    """Lay a symbol whose modules are all known over a profile, as `fitted` does.

    Returns
    -------
    Fit
        Its `explained` says how well it lies; it has no verdict, as there is nothing to read.
    """
    u = points(layout.count)
    at = positions(shape[None], u / layout.count)[0]
    darkness = _first_darkness(taken(profile, at), u, layout.count)
    fit = Fit(layout, at, blur, 0.0, darkness, [], layout.unknown)
    for _ in range(turns):
        _mend(fit, profile)
    fit.explained, fit.residual = _explained(fit, fit.modules)
    return fit


def refitted(fit: Fit, profile: Floats, turns: int = 2) -> Fit:
    """Lay a symbol that was found over another profile of it. Other rows of the crop are other evidence.

    Parameters
    ----------
    fit : what was found on the first profile
    profile : (samples,) grey levels of other rows of the same crop
    turns : how often shape, blur and light are mended before the characters are decoded

    Returns
    -------
    Fit
        Without a verdict where the symbol does not explain this profile.
    """
    out = Fit(fit.layout, fit.at, fit.blur, fit.spread, fit.darkness, [], fit.modules)
    for _ in range(turns):
        _mend(out, profile)
    _decode(out, sweeps=2)
    _judge(out)
    return out


def _judge(fit: Fit) -> None:
    """Give the fit its verdict, when the symbol explains enough of the profile."""
    fit.explained, fit.residual = _explained(fit, fit.modules)
    if fit.explained < EXPLAINED:
        return
    fit.verdict = fit.layout.judge(fit.costs)
    modules = fit.modules if fit.verdict is None else fit.layout.modules(fit.verdict.characters)
    fit.explained, fit.residual = _explained(fit, modules)


def _explained(fit: Fit, modules: Floats) -> tuple[float, float]:
    """(explained share, mean squared residual) with these modules."""
    rest = fit.darkness - _whole(fit, modules)
    residual = float(np.mean(rest * rest))
    return 1 - residual / (float(np.var(fit.darkness)) + 1e-9), residual


def _whole(fit: Fit, modules: Floats) -> Floats:
    """(points,) the darkness that these modules would have with the fit's blur and spread."""
    blur = quantized(fit.blur)
    return seen(modules, blur) + fit.spread * widened(modules, blur)


def _first_darkness(profile: Floats, u: Floats, count: int) -> Floats:
    """A first guess of the darkness by the local mean and spread of grey levels, as a symbol has about as much ink
    everywhere."""
    kernel = (AROUND * SAMPLES + 1, 1)
    row = profile[None].astype(np.float32)
    mean = cv2.blur(row, kernel, borderType=cv2.BORDER_REPLICATE)[0]
    square = cv2.blur(row * row, kernel, borderType=cv2.BORDER_REPLICATE)[0]
    deviation = np.sqrt(np.maximum(square - mean**2, 1))
    inside = (u > RIM * count) & (u < (1 - RIM) * count)
    mean, deviation = np.interp(u, u[inside], mean[inside]), np.interp(u, u[inside], deviation[inside])
    return np.asarray(np.clip(0.5 - (profile - mean) / (2 * deviation), *FIRST_DARKNESS))


def _decode(fit: Fit, sweeps: int = 1) -> None:
    """Find the best pattern for every slot, with its neighbours as they are known so far."""
    blur = quantized(fit.blur)
    if blur > JOINT_FROM:
        edges = fit.spread * widened(fit.modules, blur)
        fit.modules, fit.costs = decoded_jointly(fit.layout, fit.darkness - edges, blur)
        return
    margin = max(1, int(np.ceil(2 * blur)))
    for _ in range(sweeps):
        rest = fit.darkness - _whole(fit, fit.modules)
        modules = fit.modules.copy()
        costs: list[Floats] = [np.zeros(0)] * len(fit.layout.slots)
        for alphabet, firsts, slots in fit.layout.groups:
            shapes = templates(alphabet.patterns, blur, margin)
            length = (alphabet.width + 2 * margin) * SAMPLES
            begin = (np.array(firsts) - margin + QUIET) * SAMPLES
            inside = np.array(firsts)[:, None] + np.arange(alphabet.width)
            own = templates(fit.modules[inside], blur, margin)
            window = rest[begin[:, None] + np.arange(length)] + own
            table = (
                (window * window).sum(axis=1)[:, None]
                - 2 * window @ shapes.T
                + (shapes * shapes).sum(axis=1)[None]
            )
            modules[inside] = alphabet.patterns[table.argmin(axis=1)]
            for slot, row in zip(slots, table, strict=True):
                costs[slot] = row
        fit.modules, fit.costs = modules, costs


def _mend(fit: Fit, profile: Floats) -> None:
    """One Gauss-Newton step on profile = light(u) − contrast(u) · darkness(u + shift(u); blur, spread), where light,
    contrast and shift are cubics in u, the modules from the first bar's edge."""
    count = fit.layout.count
    basis = _basis_of(count)
    grey = taken(profile, fit.at)
    blur = quantized(fit.blur)
    sharp, wide = seen(fit.modules, blur), widened(fit.modules, blur)
    whole = sharp + fit.spread * wide
    light, contrast = _light(basis, whole, grey)
    rest = grey - (light - contrast * whole)
    slope = SAMPLES * _slope(whole)
    softer = quantized(blur * SOFTER + SOFTER_BY)
    by_blur = (seen(fit.modules, softer) - sharp) / (softer - blur) if softer > blur else np.zeros_like(sharp)
    steps = np.empty((len(grey), 3 * CUBIC + 2))
    steps[:, :CUBIC] = (-contrast * slope)[:, None] * basis
    steps[:, CUBIC] = -contrast * by_blur
    steps[:, CUBIC + 1] = -contrast * wide
    steps[:, CUBIC + 2 : 2 * CUBIC + 2] = basis
    steps[:, 2 * CUBIC + 2 :] = -basis * whole[:, None]
    step = _least_squares(steps, rest, DAMPING)
    shift_step, (blur_step, spread_step), _light_step = np.split(step, [CUBIC, CUBIC + 2])
    shift = np.clip(basis @ shift_step, -MOST_SHIFT, MOST_SHIFT)
    fit.at = fit.at - shift * (SAMPLES * _slope(fit.at))
    fit.blur = float(
        np.clip(fit.blur + np.clip(blur_step, -MOST_BLUR_STEP, MOST_BLUR_STEP), SHARPEST, SOFTEST)
    )
    fit.spread = float(
        np.clip(
            fit.spread + np.clip(spread_step, -MOST_SPREAD_STEP, MOST_SPREAD_STEP), -MOST_SPREAD, MOST_SPREAD
        )
    )
    _lighten(fit, profile, basis)


def _lighten(fit: Fit, profile: Floats, basis: Floats) -> None:
    """Measure the darkness anew where the shape lies now. The light that explains it best is taken out."""
    grey = taken(profile, fit.at)
    whole = _whole(fit, fit.modules)
    light, contrast = _light(basis, whole, grey)
    fit.darkness = np.clip((light - grey) / contrast, *DARKNESS)


def _light(basis: Floats, whole: Floats, grey: Floats) -> tuple[Floats, Floats]:
    """(light, contrast) at each point: the cubics over the symbol that explain the grey levels best."""
    columns = np.empty((len(grey), 2 * CUBIC))
    columns[:, :CUBIC] = basis
    columns[:, CUBIC:] = -basis * whole[:, None]
    levels = _least_squares(columns, grey)
    light, contrast = np.split(levels, [CUBIC])
    return basis @ light, _contrast(basis @ contrast, grey)


def _contrast(contrast: Floats, grey: Floats) -> Floats:
    """The contrast, but never so little that noise becomes bars."""
    return np.maximum(contrast, LEAST_CONTRAST * float(np.ptp(grey)) + LEAST_CONTRAST_LEVELS)


SHIFT_DAMPING, BLUR_DAMPING, SPREAD_DAMPING = 0.05, 0.1, 0.15
DAMPING = np.array([SHIFT_DAMPING] * CUBIC + [BLUR_DAMPING, SPREAD_DAMPING] + [0.0] * (2 * CUBIC))
"""How much each part of a step is held back, relative to its column's length. Light and contrast are not held back."""


@lru_cache(maxsize=64)
def _basis_of(count: int) -> Floats:
    """The cubics at the points of a symbol of `count` modules; beyond its rim they go on as they are there."""
    return _basis(np.clip(points(count) / count, -RIM, 1 + RIM))


def _basis(t: Floats) -> Floats:
    """(points, CUBIC): the powers 0 to 3 of the place in the symbol, which runs from -1 to 1."""
    x = 2 * t - 1
    out = np.empty((len(x), CUBIC))
    out[:, 0], out[:, 1] = 1.0, x
    out[:, 2] = x * x
    out[:, 3] = out[:, 2] * x
    return out


def _least_squares(matrix: Floats, right: Floats, damping: Floats | None = None) -> Floats:
    """The x with the least |matrix · x - right|², its parts held back by `damping` (Levenberg and Marquardt)."""
    gram = matrix.T @ matrix
    length = np.sqrt(gram.diagonal()) + 1e-9
    normal = gram / (length[:, None] * length)
    normal.flat[:: len(normal) + 1] += 1e-9 if damping is None else damping**2 + 1e-9
    return np.asarray(np.linalg.solve(normal, (matrix.T @ right) / length) / length)


def _slope(values: Floats) -> Floats:
    """(points,) the slope of evenly spaced values, a point: what np.gradient gives, in a third of its time."""
    out = np.empty_like(values)
    np.subtract(values[2:], values[:-2], out=out[1:-1])
    out[1:-1] *= 0.5
    out[0], out[-1] = values[1] - values[0], values[-1] - values[-2]
    return out
