"""The profile reader: an upright crop of a 1D code → what it says, where its own structure leaves no doubt."""

from dataclasses import dataclass

import numpy as np

from scanner.clock import Clock
from scanner.engines.sighting import Sighting
from scanner.image import Grey
from scanner.profile import code128, ean
from scanner.profile.answer import Answer
from scanner.profile.bands import resampled, split
from scanner.profile.trellis import MARGIN, SAMPLES, Floats

BANDS = 5
BLURS = (0.6, 0.35, 0.9)
"""Standard deviations of the blur that is assumed, in modules, the most frequent first."""
EAN_SCALES = (1.03, 0.9, 1.18, 0.78)
"""Modules tried, relative to region length / 95: regions end early in blur, or take add-ons and text along."""
EAN_LIKE = 0.34
"""Mean cost of the cheapest path above which a region is no EAN at all (measured: others begin at 0.36)."""
CODE128_LIKE = 0.30
CODE128_MODULES = tuple(57 * 1.24**step for step in range(9))
"""Widths of symbols, in modules, from two characters to thirty; each try reaches a seventh to either side."""
FEWEST_PIXELS = 0.9
"""Crop pixels a module below which there is nothing left to tell apart."""

SURE = (0.15, 0.82, 3)
"""Margin, fit, agreeing bands: enough alone. Measured on generated frames: docs/benchmarks.md."""
LIKELY = (0.10, 0.70, 2)
"""Half as much: needs another sighting."""


@dataclass(frozen=True)
class Try:
    """A module width and direction to lay templates at."""

    module: float
    direction: int


def read(crop: Grey, length: float, clock: Clock) -> "list[tuple[Sighting, float]]":
    """Sightings, in crop pixels, with their support: 1.0 is enough alone, 0.5 needs another one.

    `length`: of the code across its bars, in crop pixels, as far as it is known.
    """
    raw = split(crop, BANDS)
    best = _best_ean(raw, length, clock)
    found = best or _best_code128(raw, length, clock)
    if found is None:
        return []
    answer, chosen = found
    support = _support(answer)
    if support == 0:
        return []
    return [(_sighting(answer, chosen, crop), support)]


def _best_ean(raw: Floats, length: float, clock: Clock) -> "tuple[Answer, Try] | None":
    chosen = _ean_like(raw[1:4].mean(axis=0, keepdims=True), length, clock)
    if chosen is None:
        return None
    answers = []
    for blur in BLURS:
        if not clock.allows(40):
            break
        answer = ean.answer(ean.fit(_laid(raw, chosen), "EAN13", blur), "EAN13")
        if answer is not None:
            answers.append(answer)
        if answer is not None and _support(answer) == 1:
            break
    return (max(answers, key=lambda one: one.fit), chosen) if answers else None


def _ean_like(middle: Floats, length: float, clock: Clock) -> Try | None:
    """The module width and direction at which the middle of the crop looks most like an EAN-13; None: at none."""
    best: tuple[float, Try] | None = None
    for scale in EAN_SCALES:
        for direction in (1, -1):
            if not clock.allows(10):
                return None
            chosen = Try(length / 95 * scale, direction)
            cost = float(ean.fit(_laid(middle, chosen), "EAN13", BLURS[0]).path.cost[0])
            if best is None or cost < best[0]:
                best = (cost, chosen)
            if best[0] < 0.15:
                return best[1]
    return best[1] if best and best[0] < EAN_LIKE else None


def _best_code128(raw: Floats, length: float, clock: Clock) -> "tuple[Answer, Try] | None":
    if not clock.allows(40):
        return None
    middle = raw[1:4].mean(axis=0, keepdims=True)
    tries = [
        Try(length / modules, direction)
        for modules in CODE128_MODULES
        for direction in (1, -1)
        if length / modules >= FEWEST_PIXELS
    ]
    ranked = sorted(tries, key=lambda chosen: code128.ends_cost(_laid(middle, chosen), BLURS[0]))
    best: tuple[Answer, Try] | None = None
    for chosen in ranked[:3]:
        if not clock.allows(15):
            break
        rough = code128.fit(_laid(middle, chosen), BLURS[0])
        if rough is None or float(rough.path.cost[0]) > CODE128_LIKE or not clock.allows(70):
            continue
        fitted = code128.fit(_laid(raw, chosen), BLURS[0])
        answer = code128.answer(fitted) if fitted else None
        if answer and (best is None or answer.fit > best[0].fit):
            best = (answer, chosen)
    return best


def _laid(raw: Floats, chosen: Try) -> Floats:
    return np.ascontiguousarray(resampled(raw, chosen.module)[:, :: chosen.direction])


def _support(answer: Answer) -> float:
    measured = (answer.margin, answer.fit, answer.agreeing)
    for support, bounds in ((1.0, SURE), (0.5, LIKELY)):
        if all(value >= bound for value, bound in zip(measured, bounds, strict=True)):
            return support
    return 0.0


def _sighting(answer: Answer, chosen: Try, crop: Grey) -> Sighting:
    """Corners from where the path begins and ends in the middle one of its bands."""
    height, width = crop.shape
    band = answer.bands[len(answer.bands) // 2]
    samples = max(8, round(width * SAMPLES / chosen.module))
    ends = [float(answer.path.starts[band, 0]) - MARGIN, float(answer.path.ends[band]) - MARGIN]
    left, right = (end * width / samples for end in ends)
    top, bottom = 0.0, float(height - 1)
    if chosen.direction < 0:
        # Upside down: the symbol's own top left is at the crop's bottom right.
        left, right, top, bottom = width - 1 - left, width - 1 - right, bottom, top
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Sighting(answer.payload, answer.format, corners, "profile", answer.symbology_identifier)
