"""What modules look like through a lens out of focus, for many fits at once.

Out of focus a point becomes a disc, and lens, sensor and demosaicing blur that disc a little. Along a profile a disc is
a half ellipse, not a bell. On 18 photos out of focus the true symbols leave less unexplained with it than with
a Gaussian of any width, so that the next valid symbol is up to twice as far away in likelihood.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from scanner.bars.layout import Layout
from scanner.bars.optics import AnyFloats, Floats

SAMPLES = 2
"""Points a module at which symbol and profile are compared: enough where blur leaves nothing finer than a module."""
QUIET = 4
"""Modules of the quiet zone on either side that are compared as well."""
REACH = 8
"""Modules over which a module's blur is followed: three standard deviations of the widest blur and more."""
SHARPEST, SOFTEST = 0.5, 2.4
"""Standard deviations of the blur, in modules, within which a symbol is looked for."""
DISC = 0.75
"""The part of the blur's variance that is the disc's; the rest is a Gaussian's."""
STEP = 0.02
"""Modules between the blurs for which kernels are made."""
COARSE_STEP = 0.05
"""The same for the tables with which characters are told."""
FINE = 64
"""Points a module at which the point spread is computed."""
Costs = list[AnyFloats]
"""By slot, or by two neighbouring slots."""
NOTHING = np.empty((0, 0), np.float32)
LEAST_GAUSS = 0.05
"""Standard deviation of the Gaussian part at the least, in modules."""


def points(count: int) -> Floats:
    """(points,) where a symbol of `count` modules is compared with a profile, in modules from its left edge."""
    return (np.arange(-QUIET * SAMPLES, (count + QUIET) * SAMPLES) + 0.5) / SAMPLES


@lru_cache(maxsize=256)
def _kernels(steps: int) -> tuple[Floats, Floats]:
    """(box, edge) for a blur of `steps` · STEP, at the points from REACH modules before to as many after: the darkness
    that one dark module adds, and what moving an edge by one module adds."""
    blur = steps * STEP
    x = np.arange(-REACH * FINE, REACH * FINE + 1) / FINE
    spread = np.exp(-0.5 * (x / max(blur * np.sqrt(1 - DISC), LEAST_GAUSS)) ** 2)
    disc = np.sqrt(np.maximum(4 * DISC * blur * blur - x * x, 0))
    spread = np.convolve(spread, disc, mode="same")
    spread /= spread.sum()
    below = np.concatenate([[0.0], np.cumsum(spread)])
    borders = (np.arange(-REACH * FINE, REACH * FINE + 2) - 0.5) / FINE
    at = (np.arange(-REACH * SAMPLES, (REACH + 1) * SAMPLES) + 0.5) / SAMPLES
    box = np.interp(at, borders, below) - np.interp(at - 1, borders, below)
    edge = np.interp(at, x, spread * FINE, right=0.0)
    return box, edge


def _steps(blur: Floats) -> "list[int]":
    return [int(step) for step in np.rint(blur / STEP)]


def _laid(values: Floats, kernels: Floats) -> Floats:
    """(fits, points): the sum of what `values` (fits, modules) add at each module's left edge."""
    taps = 2 * REACH + 1
    padded = np.pad(values, ((0, 0), (QUIET + REACH, QUIET + REACH)))
    windows = sliding_window_view(padded, taps, axis=1)
    return np.asarray((windows @ kernels.reshape(-1, taps, SAMPLES)[:, ::-1]).reshape(len(values), -1))


def seen(modules: Floats, blur: Floats) -> Floats:
    """What rows of modules look like out of focus.

    Parameters
    ----------
    modules : (fits, modules) 1 dark, 0 light
    blur : (fits,) standard deviations in modules

    Returns
    -------
    (fits, points) darkness, 0 for paper and 1 for ink
    """
    return _laid(modules, np.array([_kernels(step)[0] for step in _steps(blur)]))


def widened(modules: Floats, blur: Floats) -> Floats:
    """(fits, points) what is added when every bar is wider by one module, half of it at each edge."""
    count = modules.shape[1]
    edges = np.abs(np.diff(modules, axis=1, prepend=0.0, append=0.0))
    laid = _laid(edges, np.array([_kernels(step)[1] for step in _steps(blur)]))
    return 0.5 * laid[:, : (count + 2 * QUIET) * SAMPLES]


def on_the_grid(blur: Floats) -> Floats:
    """The blurs for which the kernels are made."""
    return np.rint(blur / STEP) * STEP


def coarse(blur: Floats) -> "list[int]":
    """The steps of COARSE_STEP that are nearest to these blurs."""
    return [int(step) for step in np.rint(blur / COARSE_STEP)]


class Tables:
    """What every character of a layout adds at one blur, and what neighbours have in common.

    A bar's edges move with the spread, so that all of it is a polynomial of the spread. In all symbologies here a bar
    begins or ends where two characters meet; that edge counts as the right one's.
    """

    def __init__(self, layout: Layout, steps: int) -> None:
        box, edge = _kernels(round(steps * COARSE_STEP / STEP))
        bars, edges = _shapes(layout.count, box), 0.5 * _shapes(layout.count + 1, edge, layout.count)
        modules = np.array([float(module) for module in layout.fixed])
        moved = np.abs(np.diff(modules, prepend=0.0, append=0.0))
        slots, wider = [], []
        for first, alphabet in layout.slots:
            after = first + alphabet.width
            before = 1 - alphabet.patterns[:, :1]
            changes = np.abs(np.diff(alphabet.patterns, axis=1, prepend=before))
            slots.append(alphabet.patterns @ bars[first:after])
            wider.append(changes @ edges[first:after])
            moved[first:after] = 0.0
        self.fixed: AnyFloats = np.stack([modules @ bars, moved @ edges]).astype(np.float32)
        """(2, points) the darkness of what is always the same, and what a spread of one module adds to it."""
        self.ends = np.cumsum([0] + [len(slot) for slot in slots])
        each, wide = (np.concatenate(parts).astype(np.float32) for parts in (slots, wider))
        self.each, self.wide = np.ascontiguousarray(each.T), np.ascontiguousarray(wide.T)
        """(points, characters of all slots) the darkness of each, and what a spread of one module adds to it."""
        self.squares = np.stack(
            [(a * b).sum(axis=1) for a, b in ((each, each), (2 * each, wide), (wide, wide))]
        )
        """(3, characters) the coefficients of its square."""
        self.pairs = [
            np.stack([2 * a @ b.T, 2 * (a @ v.T + w @ b.T), 2 * w @ v.T])
            for a, b, w, v in (
                [part.astype(np.float32) for part in (slots[i], slots[i + 1], wider[i], wider[i + 1])]
                for i in range(len(slots) - 1)
            )
        ]
        """For each two neighbouring slots the coefficients of twice the product of their darkness."""

    def costs(self, darkness: AnyFloats, spread: Floats) -> "tuple[Costs, Costs]":
        """What characters cost.

        Parameters
        ----------
        darkness : (fits, points) what is to be explained
        spread : (fits,) modules by which bars are wider

        Returns
        -------
        singles : for each slot (fits, patterns), what each pattern costs by itself
        pairs : for each two neighbouring slots (fits, patterns, patterns), what both cost together
        """
        s = spread.astype(np.float32)[:, None]
        rest = darkness.astype(np.float32) - self.fixed[0] - s * self.fixed[1]
        powers = np.concatenate([np.ones_like(s), s, s * s], axis=1)
        every = powers @ self.squares - 2 * (_product(rest, self.each) + s * _product(rest, self.wide))
        pairs = [np.einsum("ki,iab->kab", powers, pair) for pair in self.pairs]
        return [every[:, a:b] for a, b in zip(self.ends, self.ends[1:], strict=False)], pairs

    def plain_costs(self, darkness: AnyFloats) -> "tuple[Costs, Costs]":
        """The same for many fits whose bars are as wide as they should be: pairs are (patterns, patterns)."""
        every = self.squares[0] - 2 * _product(darkness - self.fixed[0], self.each)
        singles = [every[:, a:b] for a, b in zip(self.ends, self.ends[1:], strict=False)]
        return singles, [pair[0] for pair in self.pairs]


def _product(one: AnyFloats, other: AnyFloats) -> AnyFloats:
    """The matrix product in single precision on one core. NumPy would ask other cores for help, which takes several
    times as long on a busy server."""
    return np.asarray(cv2.gemm(np.ascontiguousarray(one), other, 1.0, NOTHING, 0.0), np.float32)


def _shapes(count: int, kernel: Floats, modules: int | None = None) -> Floats:
    """(count, points): a kernel at each module's left edge."""
    out = np.zeros((count, ((modules or count) + 2 * QUIET) * SAMPLES))
    for module in range(count):
        first = (module + QUIET - REACH) * SAMPLES
        low, high = max(first, 0), min(first + len(kernel), out.shape[1])
        out[module, low:high] = kernel[low - first : high - first]
    return out


@lru_cache(maxsize=96)
def tables(layout: Layout, steps: int) -> Tables:
    """The tables of a layout at a blur of `steps` · COARSE_STEP."""
    return Tables(layout, steps)
