"""The profile reader: an upright crop of a 1D code → what it says, where its own structure leaves no doubt.

A band is a part of the crop's rows; a profile is the mean of some rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scanner.bars import candidates
from scanner.bars.fit import BLUR, EXPLAINED, Fit, fitted, refitted
from scanner.bars.optics import Floats
from scanner.bars.shape import Ends, ends
from scanner.bars.shape_search import shapes
from scanner.engines.sighting import Sighting
from scanner.pictures.image import Grey
from scanner.symbologies import EVERY_GROUP, Groups
from scanner.time_budget import Clock

PARTS = ((0.04, 0.96), (0.04, 0.36), (0.34, 0.66), (0.64, 0.96))
"""Rows that are averaged, as parts of the crop's height: nearly all of them, then thirds, as glare or a scratch may
spoil the rest."""
BANDS = 3
"""Disjoint parts of the rows that are asked one by one whether they say the same."""
SURE = 40.0
"""Evidence (a log-likelihood ratio) that is enough when two bands agree. Of 135 photos no wrong answer had more than
11, and no right one that was believed had less than 40."""
BEYOND_DOUBT = 150.0
"""Evidence with which an answer outweighs an engine that is half sure of another one."""
LIKELY = 18.0
"""Evidence below which an answer gives no support at all."""
FEWEST_AGREEING = 2
"""Bands that have to agree for an answer to be believed without another witness."""
BELIEVED, HALF_BELIEVED, OUTWEIGHING = 1.0, 0.5, 1.5
"""The support of answers: enough alone; enough with another witness; enough against an engine that is half sure."""
SOFT_BLUR = 1.4
"""Standard deviation in modules that fits begin with where bars are soft. From there a fit finds its way to blurs of
1.2 to 1.8 modules."""
FIT_MS = 6.0
"""Milliseconds that fitting one shape may take."""
NEXT_ROWS_FITS = 4
"""Fits for which there has to be time before other rows are tried."""


@dataclass(frozen=True)
class Found:
    """A fit, and where in the crop it was found."""

    fit: Fit
    direction: int
    """1 from left to right, -1 from right to left."""
    rows: tuple[float, float]
    """First and last row of the profile, as parts of the crop's height."""


def read(
    crop: Grey,
    length: float,
    clock: Clock,
    *,
    thorough: bool = True,
    blur: float = BLUR,
    groups: Groups = EVERY_GROUP,
) -> "list[tuple[Sighting, float]]":
    """What the bars of an upright crop say.

    Parameters
    ----------
    crop : (height, width) uint8, bars vertical
    length : of the code across its bars, in crop pixels, as far as it is known
    clock : the time that is left
    thorough : whether unlikely edges and parts of the rows are tried, too
    blur : standard deviation in modules that fits begin with
        A fit mends its blur, but finds the right characters only when it begins about there: `BLUR` suits most
        pictures, `SOFT_BLUR` those out of focus at one or two pixels a module.
    groups : of symbologies, of which only these are laid over the profile

    Returns
    -------
    list of (Sighting in crop pixels, support)
        None or one; a support of 1.0 is enough alone, 0.5 needs another witness.
    """
    best: Found | None = None
    for rows in PARTS if thorough else PARTS[:1]:
        for found in _in_rows(crop, rows, length, clock, candidates.PAIRS if thorough else 1, blur, groups):
            if best is None or found.fit.rank > best.fit.rank:
                best = found
            if best is found and (support := _support(crop, best, clock)) >= BELIEVED:
                return [(_sighting(best, crop), support)]
        if best is None or not clock.allows(NEXT_ROWS_FITS * FIT_MS):
            break
    if best is None:
        return []
    support = _support(crop, best, clock)
    return [(_sighting(best, crop), support)] if support else []


def _in_rows(
    crop: Grey,
    rows: tuple[float, float],
    length: float,
    clock: Clock,
    pairs: int,
    blur: float,
    groups: Groups,
) -> Iterator[Found]:
    """Fits on the mean of these rows that have a verdict, likely layouts and shapes first."""
    profile = _profile(crop, rows)
    around = ends(profile, length)
    mirrored = np.ascontiguousarray(profile[::-1])
    sides: dict[int, tuple[Floats, Ends]] = {
        1: (profile, around),
        -1: (mirrored, around.mirrored(len(profile))),
    }
    cost = FIT_MS
    for candidate in candidates.best_first(sides, pairs, clock, groups):
        seen, _ = sides[candidate.direction]
        for _, shape in shapes(candidate.layout, seen, *candidate.edges, blur):
            if not clock.allows(cost):
                return
            before = clock.elapsed_ms
            fit = fitted(candidate.layout, seen, shape, blur=blur)
            cost = max(cost, clock.elapsed_ms - before)
            if fit.verdict is not None:
                yield Found(fit, candidate.direction, rows)


def _profile(crop: Grey, rows: tuple[float, float]) -> Floats:
    """(width,) the mean grey levels of these rows, which are parts of the crop's height."""
    height = crop.shape[0]
    first = int(rows[0] * height)
    return np.asarray(crop[first : max(first + 1, int(rows[1] * height))].mean(axis=0), dtype=np.float64)


def _support(crop: Grey, found: Found, clock: Clock) -> float:
    """How much an answer counts, by its evidence and by how many bands of rows say the same."""
    fit = found.fit
    if fit.evidence < LIKELY or fit.explained < EXPLAINED:
        return 0.0
    agreeing = _agreeing(crop, found, clock)
    if fit.evidence >= SURE and agreeing >= FEWEST_AGREEING:
        return OUTWEIGHING if fit.evidence >= BEYOND_DOUBT else BELIEVED
    return HALF_BELIEVED if agreeing >= 1 else 0.0


def _agreeing(crop: Grey, found: Found, clock: Clock) -> int:
    """How many bands of the rows, of which no two share a row, say the same by themselves. As many are asked as there
    is time for."""
    first, last = found.rows
    verdict = found.fit.verdict
    assert verdict is not None
    edges = np.linspace(first, last, BANDS + 1)
    count = 0
    for band in pairwise(edges):
        if not clock.allows(0):
            break
        profile = np.ascontiguousarray(_profile(crop, band)[:: found.direction])
        again = refitted(found.fit, profile)
        count += again.verdict is not None and again.verdict.payload == verdict.payload
    return count


def _sighting(found: Found, crop: Grey) -> Sighting:
    """The answer as a sighting in crop pixels, its corners over the crop's whole height. Where the symbol lies upside
    down, its own top left is at the crop's bottom right."""
    height, width = crop.shape
    (left, right), top, bottom = found.fit.edges, 0.0, float(height - 1)
    if found.direction < 0:
        left, right, top, bottom = width - 1 - left, width - 1 - right, bottom, top
    verdict = found.fit.verdict
    assert verdict is not None
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Sighting(
        verdict.payload, found.fit.layout.format, corners, "profile", verdict.symbology_identifier
    )
