"""Reading bars out of focus: an upright crop → what it says, where no other valid symbol explains it nearly as well."""

from dataclasses import dataclass
from math import pi, sqrt

import cv2
import numpy as np

from scanner.bars.checked_path import two_cheapest
from scanner.bars.ean import EAN8, EAN13
from scanner.bars.layout import CheckedCharacters, Layout
from scanner.bars.optics import Floats
from scanner.bars.shape import ends
from scanner.defocus import fits as fitting
from scanner.defocus import lens
from scanner.defocus.fits import Fits
from scanner.defocus.lens import QUIET, SAMPLES
from scanner.defocus.many_shapes import SEARCH_MS, searched
from scanner.engines.sighting import Sighting
from scanner.pictures.image import Grey
from scanner.time_budget import Clock

LAYOUTS = (EAN13, EAN8)
"""What is looked for."""
PAIRS, UNLIKE = 14, 0.05
"""Pairs of ends that are tried, and what it counts that one is shorter than the region: out of focus text and the next
code join the region."""
ROW_BANDS = 16
"""Bands of rows that are compared with each other before they are averaged."""
SAME = 0.95
"""Correlation that a band's profile has at the least, as a part of the best band's, unless half of the bands have less:
glare, a finger or another label covers the others."""
RUNNING = 61
"""Crop pixels of the running mean that is taken out before bands are compared."""
INNER = 0.04
"""The part of the rows at the crop's upper and lower edge that is left out."""
OUTSIDE, RANGE, STEEPEST = 0.12, 2, 99
"""The part of the crop on either side where softness is not measured, and the percentiles of grey levels and of slopes
that count as the darkest and lightest, and as the steepest."""
SOFT = (0.8, 4.0)
"""Softness for which this reader is made. Below it characters are told one by one; above it there is no code."""
START = (0.9, 1.5)
"""Standard deviations of the blur with which a search begins, at the least and at the most."""
WITNESSES = 3
"""Disjoint parts of the rows that are asked one by one whether they say the same."""
QUIETEST = 1e-4
"""Mean squared residual that is assumed at the least, in squared darkness."""
EXPLAINED = 0.98
"""Share of the profile that a symbol must explain."""
RIVALS = 3
"""Fits beside the best that are asked for their payloads."""
CHANGED, CHANGED_TURNS = 3, 3
"""Other characters of each slot that are tried against an answer, and how often their fits are mended."""
MOST_BLUR = 2.2
"""Standard deviation in modules up to which a fit counts: one that has none is driven to the limit."""
SURE, LIKELY = 25.0, 12.0
"""Evidence that is enough when two witnesses agree, and below which an answer gives no support."""
SURE_LEAD, LIKELY_LEAD = 2.0, 0.0
"""The same for the lead: an answer counts fully only where its check was not needed to find it."""
SURE_OF_SHORT = 45.0
"""Evidence that is enough for an EAN-8, whose eight digits explain more of what is none: three in four reach it."""
FEWEST_AGREEING = 2
BELIEVED, HALF_BELIEVED = 1.0, 0.5


@dataclass(frozen=True)
class SoftAnswer:
    """What a crop says, and how sure that is."""

    layout: Layout
    verdict: CheckedCharacters
    edges: tuple[float, float]
    """Of the first and the last bar, in crop pixels; the first is on the right where it is read from right to left."""
    evidence: float
    """The logarithm of how much likelier it is than the next valid symbol, each with its own shape, blur and light."""
    lead: float
    """The same compared with the likeliest characters whose check does not hold: what is no code seldom looks most like
    a valid one, and a misprinted digit looks like itself."""
    explained: float
    agreeing: int
    """How many of the WITNESSES say the same by themselves."""
    blur: float
    """Standard deviation in modules."""

    @property
    def support(self) -> float:
        """How much the answer counts."""
        if self.evidence < LIKELY or self.lead < LIKELY_LEAD or self.explained < EXPLAINED:
            return 0.0
        if not self.agreeing or self.blur > MOST_BLUR:
            return 0.0
        sure = SURE_OF_SHORT if self.layout is EAN8 else SURE
        is_sure = self.evidence >= sure and self.lead >= SURE_LEAD and self.agreeing >= FEWEST_AGREEING
        return BELIEVED if is_sure else HALF_BELIEVED


def read(crop: Grey, length: float, clock: Clock) -> "list[tuple[Sighting, float]]":
    """What the bars of an upright crop say, where they are out of focus.

    Parameters
    ----------
    crop : (height, width) uint8, bars vertical
    length : of the code across its bars, in crop pixels, as far as it is known
    clock : the time that is left

    Returns
    -------
    list of (Sighting in crop pixels, support)
        None or one; a support of 1.0 is enough alone, 0.5 needs another witness.
    """
    found = [answer for answer in answers(crop, length, clock) if answer.support]
    if not found:
        return []
    best = max(found, key=lambda answer: answer.evidence)
    return [(_sighting(best, crop), best.support)]


def answers(crop: Grey, length: float, clock: Clock) -> "list[SoftAnswer]":
    """The best answer of each layout, however unsure it is; none where the bars are sharp."""
    bands = _like_the_median(crop)
    profile = bands.mean(axis=0)
    softness = _softness(profile, length)
    if not SOFT[0] <= softness <= SOFT[1]:
        return []
    around = ends(profile, length, PAIRS, UNLIKE)
    out = []
    for layout in LAYOUTS:
        if not clock.allows(SEARCH_MS):
            break
        found = searched(layout, profile, around, float(np.clip(softness, *START)), clock)
        if found is not None:
            out.append(_judged(layout, *found, bands))
        if out and out[-1].support >= BELIEVED:
            break
    return out


def _softness(profile: Floats, length: float) -> float:
    """About the standard deviation of the blur in modules of an EAN-13 of this length, by how steep the steepest edges
    are: of 0.5 it makes 0.4 to 0.7, of 1 it makes 0.8 to 1.2, of more than 1.2 at least 1.0."""
    outside = int(OUTSIDE * len(profile))
    inner = profile[outside : len(profile) - outside].astype(np.float32)
    low, high = np.percentile(inner, (RANGE, 100 - RANGE))
    slope = np.abs(np.gradient(cv2.GaussianBlur(inner[None], (0, 0), 1.0)[0]))
    steepest = float(np.percentile(slope, STEEPEST)) + fitting.TINY
    return float(high - low) / (sqrt(2 * pi) * steepest) * (EAN13.count / length)


def _judged(layout: Layout, fits: Fits, directions: "np.ndarray", bands: Floats) -> SoftAnswer:
    """The best valid symbol among the fits, and how far it is from every other one that was found."""
    fits, directions = fits.of(np.arange(min(len(fits), 1 + RIVALS))), directions[: 1 + RIVALS]
    judged = _valid(layout, fits)
    # The best valid symbol of each fit, the next one of each, and what each would be if there were no check. All of
    # them find their own shape, blur and light.
    told = [best for best, _ in judged] + [other for _, other in judged]
    characters = np.array([one.characters for one in told], np.intp)
    all_ways = fits.with_more(fits).with_more(fits)
    all_ways = fitting.with_characters(layout, all_ways, np.concatenate([characters, fits.characters]))
    for _ in range(2):
        fitting.mend(layout, all_ways)
    both, unchecked = all_ways.of(np.arange(len(told))), all_ways.of(np.arange(len(told), len(all_ways)))
    best = int(both.residual.argmin())
    payload = told[best].payload
    rivals = [index for index, one in enumerate(told) if one.payload != payload]
    least = max(float(both.residual[best]), QUIETEST)
    next_least = max(float(both.residual[rivals].min()), QUIETEST)
    chosen = both.of([best])
    half = 0.5 * (layout.count + 2 * QUIET)
    evidence = half * float(np.log(next_least / least))
    explained = float(chosen.explained[0])
    is_likely = evidence >= LIKELY and explained >= EXPLAINED
    beside = (
        min(_least_other(unchecked, both.characters[best]), _least_with_one_changed(layout, chosen))
        if is_likely
        else least
    )
    lead = half * float(np.log(max(beside, QUIETEST) / least))
    direction = int(directions[best % len(fits)])
    first, last = QUIET * SAMPLES, (QUIET + layout.count) * SAMPLES
    at = chosen.at[0] if direction > 0 else bands.shape[1] - 1 - chosen.at[0]
    edges = (at[first - 1] + at[first]) / 2, (at[last - 1] + at[last]) / 2
    return SoftAnswer(
        layout,
        told[best],
        (float(edges[0]), float(edges[1])),
        evidence,
        lead,
        explained,
        _agreeing(layout, chosen, payload, bands[:, ::direction]) if is_likely else 0,
        float(chosen.blur[0]),
    )


def _valid(layout: Layout, fits: Fits) -> "list[tuple[CheckedCharacters, CheckedCharacters]]":
    """The cheapest and the next valid characters of each fit."""
    assert layout.check is not None
    problems = []
    for index, steps in enumerate(lens.coarse(fits.blur)):
        one = slice(index, index + 1)
        singles, pairs = lens.tables(layout, steps).costs(fits.darkness[one], fits.spread[one])
        problems.append(layout.check.problem([single[0] for single in singles], [pair[0] for pair in pairs]))
    return [(layout.check.told(best), layout.check.told(other)) for best, other in two_cheapest(problems)]


def _least_other(fits: Fits, characters: fitting.Characters) -> float:
    """The least residual of fits with other characters than these."""
    others = (fits.characters != characters).any(axis=1)
    return float(fits.residual[others].min(initial=np.inf))


def _least_with_one_changed(layout: Layout, fit: Fits) -> float:
    """The least residual with one character changed: each slot's cheapest CHANGED others, with shapes, blurs and lights
    of their own. A shape that was found with a wrong character can suit no other one until it is mended."""
    singles, pairs = lens.tables(layout, lens.coarse(fit.blur)[0]).costs(fit.darkness, fit.spread)
    characters = fit.characters[0]
    rows = []
    for slot, single in enumerate(singles):
        cost = single[0].copy()
        if slot:
            cost += pairs[slot - 1][0, characters[slot - 1]]
        if slot < len(pairs):
            cost += pairs[slot][0, :, characters[slot + 1]]
        cost[characters[slot]] = np.inf
        for other in np.argsort(cost)[:CHANGED]:
            row = characters.copy()
            row[slot] = other
            rows.append(row)
    many = fitting.with_characters(layout, fit.of(np.zeros(len(rows), np.intp)), np.array(rows))
    for _ in range(CHANGED_TURNS):
        fitting.mend(layout, many)
    return float(many.residual.min())


def _agreeing(layout: Layout, fit: Fits, payload: bytes, bands: Floats) -> int:
    """How many disjoint parts of the rows say the same by themselves."""
    parts = [part.mean(axis=0) for part in np.array_split(bands, WITNESSES) if len(part)]
    fits = fit.of(np.zeros(len(parts), np.intp))
    fits.profiles = np.array(parts)
    for _ in range(2):
        fitting.mend(layout, fits)
    return sum(best.payload == payload for best, _ in _valid(layout, fits))


def _like_the_median(crop: Grey) -> Floats:
    """(bands, width) grey levels of the bands of rows that look like most others."""
    height = crop.shape[0]
    edge = int(INNER * height)
    rows = crop[edge : max(height - edge, edge + 1)]
    parts = np.array_split(rows, min(ROW_BANDS, len(rows)))
    bands = np.array([part.mean(axis=0) for part in parts])
    waves = bands - cv2.blur(bands, (RUNNING, 1), borderType=cv2.BORDER_REPLICATE)
    median = np.median(bands, axis=0)[None]
    usual = (median - cv2.blur(median, (RUNNING, 1), borderType=cv2.BORDER_REPLICATE))[0]
    alike = waves @ usual / (np.linalg.norm(waves, axis=1) * np.linalg.norm(usual) + fitting.TINY)
    return np.asarray(bands[alike >= min(np.median(alike), SAME * alike.max())])


def _sighting(answer: SoftAnswer, crop: Grey) -> Sighting:
    """The answer in crop pixels, its corners over the crop's whole height."""
    height = crop.shape[0]
    left, right = answer.edges
    top, bottom = (0.0, height - 1.0) if left < right else (height - 1.0, 0.0)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    verdict = answer.verdict
    return Sighting(verdict.payload, answer.layout.format, corners, "profile", verdict.symbology_identifier)
