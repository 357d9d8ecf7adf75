"""The second look at a path: characters compared at the light and dark that their neighbourhood has.

Correlation forgives any contrast, so that a 1 and a 7 of EAN, a 2 and an 8, hardly differ in it. Along a symbol
contrast changes slowly: levels are taken from the best templates first, smoothed over five characters, and then
held. Blur and bar spread are those that explain the whole symbol best.
"""

from dataclasses import dataclass

import numpy as np

from scanner.profile.trellis import Floats, Kind, raw_templates

BLURS = (0.3, 0.45, 0.6, 0.8, 1.0)
SPREADS = (-0.25, 0.0, 0.25)
KERNEL = np.array([1, 2, 3, 2, 1], dtype=np.float32) / 9


@dataclass(frozen=True)
class Group:
    """Neighbouring characters of one kind."""

    seen: Floats
    """(bands, characters, 9, points): the profile at the path's segments and beside them."""
    kind: Kind


def explain(groups: "list[Group]", blurs: "tuple[float, ...]" = BLURS) -> list[Floats]:
    """Each group's (bands, characters, patterns) costs, 0 perfect, at the blur and spread that cost least."""
    best: tuple[float, list[Floats]] | None = None
    for blur in blurs:
        for spread in SPREADS:
            tables = _tables(groups, blur, spread)
            total = float(sum(np.median(table.min(axis=2).sum(axis=1)) for table in tables))
            if best is None or total < best[0]:
                best = (total, tables)
    assert best is not None
    return best[1]


@dataclass(frozen=True)
class _Fit:
    """Least squares of one group's profiles on its templates."""

    mean: Floats
    """(bands, characters, 9) of the profile"""
    square: Floats
    """(bands, characters, 9): its sum of squares about that mean"""
    product: Floats
    """(bands, characters, 9, patterns): with each template about its mean"""
    template_mean: Floats
    template_square: Floats
    points: int


def _tables(groups: "list[Group]", blur: float, spread: float) -> list[Floats]:
    fits = [_fit(group, blur, spread) for group in groups]
    levels = [_levels(fit) for fit in fits]
    dark = _smooth(np.concatenate([one[0] for one in levels], axis=1))
    light = _smooth(np.concatenate([one[1] for one in levels], axis=1))
    out, first = [], 0
    for fit in fits:
        last = first + fit.mean.shape[1]
        out.append(_held(fit, dark[:, first:last], light[:, first:last]))
        first = last
    return out


def _fit(group: Group, blur: float, spread: float) -> _Fit:
    raw = raw_templates(group.kind, blur, spread)
    template_mean = raw.mean(axis=0)
    centered = raw - template_mean
    mean = group.seen.mean(axis=3)
    off = group.seen - mean[..., None]
    return _Fit(
        mean,
        np.einsum("bcwp,bcwp->bcw", off, off),
        off @ centered,
        template_mean,
        (centered * centered).sum(axis=0),
        raw.shape[0],
    )


def _levels(fit: _Fit) -> tuple[Floats, Floats]:
    """(dark, light) of each character, (bands, characters), by its best correlated template."""
    strength = fit.product / np.sqrt(fit.template_square)
    bands, characters, _, patterns = strength.shape
    flat = (strength / np.sqrt(fit.square + 1e-6)[..., None]).reshape(bands, characters, -1)
    chosen = flat.argmax(axis=2)
    which = chosen % patterns
    row, column = np.arange(bands)[:, None], np.arange(characters)[None, :]
    gain = fit.product.reshape(bands, characters, -1)[row, column, chosen] / fit.template_square[which]
    dark = fit.mean[row, column, chosen // patterns] - gain * fit.template_mean[which]
    return dark, dark + gain


def _smooth(levels: Floats) -> Floats:
    """A weighted mean over five characters; the ends go on as they are."""
    padded = np.pad(levels, ((0, 0), (2, 2)), mode="edge")
    count = levels.shape[1]
    return np.asarray(sum(KERNEL[i] * padded[:, i : i + count] for i in range(5)), dtype=np.float32)


def _held(fit: _Fit, dark: Floats, light: Floats) -> Floats:
    """What each template leaves unexplained at these levels, least of the places beside the path."""
    gain = np.maximum(light - dark, 0.05)[:, :, None, None]
    shift = fit.mean[..., None] - dark[:, :, None, None] - gain * fit.template_mean
    rest = fit.square[..., None] - 2 * gain * fit.product
    rest = rest + gain * gain * fit.template_square + fit.points * shift * shift
    scaled = rest / (2 * gain * gain * fit.template_square.mean())
    return np.asarray(scaled.min(axis=2), dtype=np.float32)
