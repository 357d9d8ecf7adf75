"""What a row of modules looks like through a lens: it is blurred by a Gaussian, and ink or exposure widen its bars."""

from functools import lru_cache
from math import erf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
AnyFloats = NDArray[np.floating[Any]]
"""Of double or of single precision."""

SAMPLES = 4
"""Points a module at which symbol and profile are compared."""
QUIET = 4
"""Modules of the quiet zone on either side that are compared as well."""
REACH = 5
"""Modules over which a module's blur is followed: three standard deviations of the widest blur that is assumed."""
SHARPEST, SOFTEST = 0.2, 1.6
"""Standard deviations of the blur, in modules, within which a symbol is looked for."""


def points(count: int) -> Floats:
    """The points at which a symbol of `count` modules is compared with a profile.

    Returns
    -------
    ((count + 2 · QUIET) · SAMPLES,)
        In modules from the left edge of its first bar.
    """
    return (np.arange(-QUIET * SAMPLES, (count + QUIET) * SAMPLES) + 0.5) / SAMPLES


def quantized(blur: float) -> float:
    """The blur rounded to a hundredth of a module, so that its kernels are made only once."""
    return round(min(max(blur, SHARPEST), SOFTEST) * 100) / 100


@lru_cache(maxsize=512)
def box_kernel(blur: float) -> Floats:
    """The darkness that one dark module adds at the points around it.

    Parameters
    ----------
    blur : standard deviation of the Gaussian, in modules

    Returns
    -------
    ((2 · REACH + 1) · SAMPLES,)
        From REACH modules before the module to as many after it; the integral of the Gaussian over the module.
    """
    at = (np.arange(-REACH * SAMPLES, (REACH + 1) * SAMPLES) + 0.5) / SAMPLES
    scale = 1 / (blur * sqrt(2))
    return np.array([0.5 * (erf(x * scale) - erf((x - 1) * scale)) for x in at])


@lru_cache(maxsize=512)
def edge_kernel(blur: float) -> Floats:
    """The darkness that moving an edge outwards by one module adds at the points around it.

    Parameters
    ----------
    blur : standard deviation of the Gaussian, in modules

    Returns
    -------
    (2 · REACH · SAMPLES,)
        From REACH modules before the edge to as many after it; the Gaussian itself.
    """
    at = (np.arange(-REACH * SAMPLES, REACH * SAMPLES) + 0.5) / SAMPLES
    return np.exp(-0.5 * (at / blur) ** 2) / (blur * sqrt(2 * np.pi))


def seen(modules: Floats, blur: float) -> Floats:
    """What a row of modules looks like through the lens.

    Parameters
    ----------
    modules : (modules,) 1 dark, 0 light, anything between for what is not known yet
    blur : standard deviation in modules

    Returns
    -------
    (points,) darkness at points(), 0 for paper and 1 for ink
    """
    train = np.zeros((len(modules) + 2 * QUIET) * SAMPLES)
    train[QUIET * SAMPLES : (QUIET + len(modules)) * SAMPLES : SAMPLES] = modules
    full = np.convolve(train, box_kernel(blur))
    return full[REACH * SAMPLES : REACH * SAMPLES + len(train)]


def widened(modules: Floats, blur: float) -> Floats:
    """What is added at points() when every bar is wider by one module: half of it at each edge.

    Parameters
    ----------
    modules : (modules,) 1 dark, 0 light
    blur : standard deviation in modules

    Returns
    -------
    (points,) darkness for a spread of one module; ink and exposure spread bars by parts of one
    """
    edges = np.empty(len(modules) + 1)
    edges[0], edges[-1] = modules[0], modules[-1]
    edges[1:-1] = modules[1:] - modules[:-1]
    np.abs(edges, out=edges)
    train = np.zeros((len(modules) + 2 * QUIET) * SAMPLES)
    train[QUIET * SAMPLES : (QUIET + len(edges)) * SAMPLES : SAMPLES] = edges[: len(modules) + QUIET]
    full = np.convolve(train, edge_kernel(blur))
    return 0.5 * full[REACH * SAMPLES : REACH * SAMPLES + len(train)]


@lru_cache(maxsize=1024)
def _shapes(count: int, blur: float, margin: int) -> Floats:
    """(modules, points): what each of `count` modules adds from `margin` modules before them to as many after."""
    kernel = box_kernel(blur)
    out = np.zeros((count, (count + 2 * margin) * SAMPLES))
    for module in range(count):
        first = (module + margin - REACH) * SAMPLES
        low, high = max(first, 0), min(first + len(kernel), out.shape[1])
        out[module, low:high] = kernel[low - first : high - first]
    return out


def templates(patterns: Floats, blur: float, margin: int) -> Floats:
    """The darkness that patterns add around themselves.

    Parameters
    ----------
    patterns : (patterns, modules) 1 dark, 0 light
    blur : standard deviation in modules
    margin : modules to either side that are followed

    Returns
    -------
    (patterns, (modules + 2 · margin) · SAMPLES)
    """
    return patterns @ _shapes(patterns.shape[1], blur, margin)
