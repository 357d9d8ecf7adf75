"""A symbol laid over a profile: characters, shape, blur and light mended in turns until they explain it."""

from dataclasses import dataclass

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
BLUR = 0.6
"""Standard deviation in modules that is assumed before anything is known: that of most pictures in focus."""
HOPELESS = (0.70, 0.76)
"""Explained share below which a fit is given up after its first and its second turn. Of 79 right fits on photos three
had less; of the wrong ones nine in ten have."""
EXPLAINED = 0.80
"""Share of the profile that a symbol must explain to be judged at all."""
QUIETEST = 2e-4
"""Least mean squared residual assumed, in squared darkness: eight-bit pictures of real paper are no better."""
MOST_SPREAD = 0.5
CUBIC = 4
"""Coefficients of a cubic: shift, light and contrast are one each over the symbol."""
MOST_SHIFT, MOST_BLUR_STEP, MOST_SPREAD_STEP = 1.0, 0.2, 0.15
"""Modules by which one step may change each at the most: the step is right only near to where it begins."""
JOINT_FROM = 1.0
"""Blur in modules above which characters are decoded together: below it each one, its neighbours being what they are
thought to be, comes to the same."""


@dataclass
class Fit:
    """A layout on a profile. Darkness is 0 for the paper and 1 for the ink, whatever the light."""

    layout: Layout
    at: Floats
    """Profile positions of points()."""
    blur: float
    """Standard deviation in modules."""
    spread: float
    """Modules by which every bar is wider than it should be."""
    darkness: Floats
    """The profile at `at`, freed of uneven light."""
    costs: "list[Floats]"
    """For each slot what each pattern leaves unexplained around it."""
    modules: Floats
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
        return self.evidence * max(self.explained, 0.0) ** 4

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
        _mend(fit, profile, u)
        _decode(fit)
        if turn < len(HOPELESS) and _explained(fit, fit.modules)[0] < HOPELESS[turn]:
            return fit
    _judge(fit)
    return fit


def refitted(fit: Fit, profile: Floats, turns: int = 2) -> Fit:
    """The same shape on another profile of the same symbol: other rows, other evidence.

    Parameters
    ----------
    fit : what was found on the first profile
    profile : (samples,) grey levels of other rows of the same crop
    turns : how often shape, blur and light are mended before the characters are decoded
    """
    u = points(fit.layout.count)
    out = Fit(fit.layout, fit.at, fit.blur, fit.spread, fit.darkness, [], fit.modules)
    for _ in range(turns):
        _mend(out, profile, u)
    _decode(out, sweeps=2)
    _judge(out)
    return out


def _judge(fit: Fit) -> None:
    fit.explained, fit.residual = _explained(fit, fit.modules)
    if fit.explained < EXPLAINED:
        return
    fit.verdict = fit.layout.judge(fit.costs)
    modules = fit.modules if fit.verdict is None else fit.layout.modules(fit.verdict.characters)
    fit.explained, fit.residual = _explained(fit, modules)


def _explained(fit: Fit, modules: Floats) -> tuple[float, float]:
    rest = fit.darkness - _whole(fit, modules)
    residual = float(np.mean(rest * rest))
    return 1 - residual / (float(np.var(fit.darkness)) + 1e-9), residual


def _whole(fit: Fit, modules: Floats) -> Floats:
    blur = quantized(fit.blur)
    return seen(modules, blur) + fit.spread * widened(modules, blur)


def _first_darkness(profile: Floats, u: Floats, count: int) -> Floats:
    """Darkness by local mean and spread: a symbol has about as much ink everywhere."""
    kernel = (24 * SAMPLES + 1, 1)
    row = profile[None].astype(np.float32)
    mean = cv2.blur(row, kernel, borderType=cv2.BORDER_REPLICATE)[0]
    square = cv2.blur(row * row, kernel, borderType=cv2.BORDER_REPLICATE)[0]
    deviation = np.sqrt(np.maximum(square - mean**2, 1))
    inside = (u > 0.05 * count) & (u < 0.95 * count)
    mean, deviation = np.interp(u, u[inside], mean[inside]), np.interp(u, u[inside], deviation[inside])
    return np.clip(0.5 - (profile - mean) / (2 * deviation), -0.3, 1.3)


def _decode(fit: Fit, sweeps: int = 1) -> None:
    """The best pattern in every slot, its neighbours being what they are thought to be."""
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


def _mend(fit: Fit, profile: Floats, u: Floats) -> None:
    """One Gauss-Newton step: profile = light(u) − contrast(u) · darkness(u + shift(u); blur, spread), where light,
    contrast and shift are cubics in u."""
    count = fit.layout.count
    basis = _basis(np.clip(u / count, -0.05, 1.05))
    grey = taken(profile, fit.at)
    blur = quantized(fit.blur)
    sharp, wide = seen(fit.modules, blur), widened(fit.modules, blur)
    whole = sharp + fit.spread * wide
    light, contrast = _light(basis, whole, grey)
    rest = grey - (light - contrast * whole)
    slope = np.gradient(whole, 1 / SAMPLES)
    softer = quantized(blur * 1.08 + 0.01)
    by_blur = (seen(fit.modules, softer) - sharp) / (softer - blur) if softer > blur else np.zeros_like(sharp)
    steps = np.hstack(
        [
            -contrast[:, None] * slope[:, None] * basis,
            (-contrast * by_blur)[:, None],
            (-contrast * wide)[:, None],
            basis,
            -basis * whole[:, None],
        ]
    )
    step = _least_squares(steps, rest, DAMPING)
    shift_step, (blur_step, spread_step), _light_step = np.split(step, [CUBIC, CUBIC + 2])
    shift = np.clip(basis @ shift_step, -MOST_SHIFT, MOST_SHIFT)
    fit.at = fit.at - shift * np.gradient(fit.at, 1 / SAMPLES)
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
    """Darkness where the shape lies now, the light that explains it best taken out."""
    grey = taken(profile, fit.at)
    whole = _whole(fit, fit.modules)
    light, contrast = _light(basis, whole, grey)
    fit.darkness = np.clip((light - grey) / contrast, -0.5, 1.5)


def _light(basis: Floats, whole: Floats, grey: Floats) -> tuple[Floats, Floats]:
    """(light, contrast) at each point, cubics over the symbol, that explain the grey levels best."""
    levels = _least_squares(np.hstack([basis, -basis * whole[:, None]]), grey)
    light, contrast = np.split(levels, [CUBIC])
    return basis @ light, _contrast(basis @ contrast, grey)


def _contrast(contrast: Floats, grey: Floats) -> Floats:
    """Never so little that noise becomes bars."""
    return np.maximum(contrast, 0.06 * float(np.ptp(grey)) + 0.5)


DAMPING = np.array([0.05] * CUBIC + [0.1, 0.15] + [0.0] * (2 * CUBIC))
"""How much each part of a step is held back, relative to its column's length; light is free."""


def _basis(t: Floats) -> Floats:
    """Cubics over the symbol, about orthogonal."""
    x = 2 * t - 1
    return np.stack([np.ones_like(x), x, x * x, x * x * x], axis=1)


def _least_squares(matrix: Floats, right: Floats, damping: Floats | None = None) -> Floats:
    length = np.sqrt((matrix * matrix).sum(axis=0)) + 1e-9
    scaled = matrix / length
    normal = scaled.T @ scaled
    normal.flat[:: len(normal) + 1] += 1e-9 if damping is None else damping**2 + 1e-9
    return np.asarray(np.linalg.solve(normal, scaled.T @ right) / length)
