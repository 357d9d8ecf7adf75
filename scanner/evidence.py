"""What was sighted, weighed: which answers have enough support, and which contradict each other.

Data Matrix, QR and their like correct errors and check themselves, but for Micro QR, the smallest of which only notice
errors; Code 128 has a check character modulo 103. EAN and UPC have one digit, which lets one wrong answer in ten
through, ITF, Codabar and Code 39 have nothing at all: a sighting of those counts half unless many scanlines agreed,
and the second half must come from somewhere else: other scanlines, another engine or another stage; the same source
never counts twice.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np

from scanner.engines.sighting import Sighting

WEAK = (
    "EAN13",
    "EAN8",
    "UPCA",
    "UPCE",
    "ITF",
    "ITF14",
    "Codabar",
    "Code39",
    "Code93",
    "DataBar",
    "MicroQRCode",
)
CHECKLESS = ("ITF", "Codabar", "Code39")
"""Any stripes are one of these: they do not speak against what has a check."""
SHORTEST_ITF = 6
"""Digits: of any stripes two or four make an ITF, whose start and stop are two bars each."""
ENOUGH = 1.0
SLACK = 3.0
"""Pixels that a center may lie outside."""
STEADY = 0.12
"""Height to length of what zxing-cpp's agreeing scanlines cover; below it few lines saw the same (of the 290 photos
the one misread had 0.07, and nine right ones less than this)."""


@dataclass
class Case:
    """One payload at one place, and who said so."""

    sighting: Sighting
    support: dict[str, float] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        return sum(self.support.values())


class Evidence:
    """Collects sightings in pixels of the full picture; tells which of them to believe."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def add(self, sighting: Sighting, source: str, weight: float) -> None:
        """`source` names pixels and engine: two sightings of one source support a case no more than one."""
        for case in self.cases:
            if _key(case.sighting) == _key(sighting) and _same_place(case.sighting, sighting):
                case.support[source] = max(weight, case.support.get(source, 0.0))
                if _area(sighting) > _area(case.sighting):
                    case.sighting = sighting
                return
        self.cases.append(Case(sighting, {source: weight}))

    def believed(self) -> list[Sighting]:
        """Cases with enough support, and with that much more than what contradicts them at the same place."""
        return [
            case.sighting
            for case in self.cases
            if case.weight - max((o.weight for o in self._contradicting(case)), default=0.0) >= ENOUGH
        ]

    def doubtful(self) -> list[Case]:
        """Cases that another sighting could settle."""
        believed = self.believed()
        return [
            case
            for case in self.cases
            if not any(_same_place(case.sighting, sighting) for sighting in believed)
        ]

    def _contradicting(self, case: Case) -> list[Case]:
        return [
            other
            for other in self.cases
            if other is not case
            and _key(other.sighting) != _key(case.sighting)
            and not (other.sighting.format in CHECKLESS and case.sighting.format not in CHECKLESS)
            and _same_place(other.sighting, case.sighting)
        ]


def weight_of(sighting: Sighting) -> float:
    """Support of one engine's sighting by its symbology, and by how many scanlines agreed."""
    if sighting.format not in WEAK:
        return ENOUGH
    if sighting.format == "ITF" and len(sighting.payload) < SHORTEST_ITF:
        return 0.0
    if sighting.engine == "zxing" and _height(sighting) >= STEADY * _length(sighting):
        return ENOUGH
    return ENOUGH / 2


def _key(sighting: Sighting) -> tuple[str, bytes]:
    """A UPC-A is an EAN-13 that begins with 0: engines tell it either way."""
    if sighting.format == "UPCA" and len(sighting.payload) == 12:
        return "EAN13", b"0" + sighting.payload
    return sighting.format, sighting.payload


def _same_place(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings are of one code. Engines disagree about corners by a few modules, a sighting of few
    scanlines is flat and may be at the bars' upper or lower end, and zbar's may be no more than a line at the
    symbol's end; but codes stand close under one another, too."""
    longer = one if _length(one) >= _length(other) else other
    (a, b, c, d) = np.asarray(longer.corners)
    across = b - a + c - d
    across = across / max(float(np.hypot(*across)), 1e-6)
    apart = np.subtract(center(one), center(other))
    along, aside = abs(float(apart @ across)), abs(float(apart @ (-across[1], across[0])))
    tall = max(_height(one), _height(other))
    near = along < 0.4 * _length(longer) and aside < 0.5 * tall + 0.06 * _length(longer)
    return near or _covers(one, other) or _covers(other, one)


def _covers(one: Sighting, other: Sighting) -> bool:
    outline = np.asarray(one.corners, np.float32)
    return cv2.pointPolygonTest(outline, center(other), True) > -SLACK


def center(sighting: Sighting) -> tuple[float, float]:
    xs, ys = zip(*sighting.corners, strict=True)
    return sum(xs) / 4, sum(ys) / 4


def _length(sighting: Sighting) -> float:
    (a, b, c, d) = np.asarray(sighting.corners)
    return float(max(np.hypot(*(b - a)), np.hypot(*(c - d)), np.hypot(*(d - a)), 1.0))


def _height(sighting: Sighting) -> float:
    (a, b, c, d) = np.asarray(sighting.corners)
    return float(max(np.hypot(*(d - a)), np.hypot(*(c - b))))


def _area(sighting: Sighting) -> float:
    points = np.asarray(sighting.corners)
    x, y = points[:, 0], points[:, 1]
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)
