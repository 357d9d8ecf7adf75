"""What was sighted is weighed here: which answers have enough support, and which contradict each other.

scanner.symbologies says which symbologies are strong and which are weak. A sighting of a weak one counts half unless
many scanlines agreed. The second half must come from somewhere else: from other scanlines, another engine or another
stage; the same source never counts twice. Support is the logarithm of odds: what a claim has more than what contradicts
it says how much likelier right than wrong it is (`Evidence.log_odds`), and what reaches BELIEVED_ODDS is believed. How
often what is stated so is wrong is measured: `python -m benchmarks calibration`.

A code that lies wholly inside the outline of another one needs a second witness, too: inside a clean QR code zxing-cpp
3.0 and 3.1 can see a small code that is not there (zxing-cpp#1162).
"""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from identity.places import Point
from scanner.engines.sighting import Sighting
from scanner.pictures.image import Grey
from scanner.quiet_zone import has_quiet_zones
from scanner.reading import Corners
from scanner.symbologies import CHECKLESS, EVERY_GROUP, TWO_DIMENSIONAL, WEAK, Groups, is_wanted

SHORT_AND_WEAK = ("UPCE",)
"""Symbologies that count half however many scanlines agree. A UPC-E has six digits between two guards, and its check
digit has no bars of its own: text printed beside an EAN-13 can look like one on many scanlines."""
SHORTEST = {"ITF": 6, "Code39": 3}
"""Characters below which a symbology counts nothing. The start and the stop of an ITF are two bars each, so that almost
any stripes make one of two or four digits; and within an ITF of 14 digits beside a dark line, zxing-cpp saw a Code 39
that says 0. No serial has one or two characters."""
Said = tuple[str, bytes]
"""The symbology and the payload by which two sightings say the same."""
ENOUGH = 1.0
"""Support of one sighting that may be believed alone."""
DECADES = 2.0
"""What that is worth in powers of ten: a hundred times likelier right than wrong. Half of it is worth one, ten to one:
of 93 candidates of damaged pictures that had no more, 6 were wrong, and of 403 with ENOUGH and more none (seeds below
400,000)."""
BELIEVED_ODDS = 100.0
"""How much likelier right than wrong a claim has to be before it is believed."""
LEAST_STEP = 1e-6
"""Powers of ten that rounding may take."""
SLACK = 3.0
"""Pixels by which a point may lie outside an outline and still count as inside."""
STEADY = 0.12
"""Height to length of what zxing-cpp's agreeing scanlines cover, at the least, for a weak symbology to be believed at
once (of the 290 photos the one misread had 0.07, and nine right readings had less than this)."""
SAME_ALONG = 0.4
"""How far apart along the code two centers of one code may be, as a part of the longer length."""
SAME_ASIDE, SAME_ASIDE_LENGTH = 0.5, 0.06
"""How far apart across it, as a part of the taller height and of the longer length, which are added."""
INSIDE = 0.8
"""The area of an inner code as a part of the outer one's, at the most. Two readings of one code are nearly of one
size."""


@dataclass
class Claim:
    """One payload at one place, and who said so."""

    sighting: Sighting
    support: dict[str, float] = field(default_factory=dict)
    """The name of a source → the weight of what it said."""

    @property
    def weight(self) -> float:
        """The support of all sources together."""
        return sum(self.support.values())


class Evidence:
    """Collects sightings in pixels of the full picture, and tells which of them to believe."""

    def __init__(self, wanted: Groups = EVERY_GROUP, believed_odds: float = BELIEVED_ODDS) -> None:
        self.believed_odds = believed_odds
        """How much likelier right than wrong a claim has to be before it is believed."""
        self.wanted = wanted
        """The groups of symbologies that are looked for. A sighting of any other one is left out."""
        self.claims: list[Claim] = []
        self.places: list[Corners] = []
        """Where a code evidently is, whether it has been read or not."""
        self.has_suspects = False
        """Whether something looks somewhat like a code, and nobody has read it."""
        self.is_settled = False
        """Whether everything that looks like a code has been read."""
        self.pixels: Grey | None = None
        """The picture that sightings are of, where there is one to look at."""
        self._believed: list[Sighting] | None = None

    def add(self, sighting: Sighting, source: str, weight: float) -> None:
        """Take in what an engine saw.

        Parameters
        ----------
        sighting : its corners are in pixels of the picture
        source : names the pixels and the engine
            Two sightings of one source support a claim no more than one of them.
        weight : support, of which ENOUGH is needed in the end
        """
        if not is_wanted(sighting.format, self.wanted) or self._is_cut_from_a_longer_code(sighting):
            return
        self._believed = None
        for claim in self.claims:
            if claimed_content(claim.sighting) == claimed_content(sighting) and _same_place(
                claim.sighting, sighting
            ):
                claim.support[source] = max(weight, claim.support.get(source, 0.0))
                if _area(sighting) > _area(claim.sighting):
                    claim.sighting = sighting
                return
        self.claims.append(Claim(sighting, {source: weight}))

    def _is_cut_from_a_longer_code(self, sighting: Sighting) -> bool:
        """Whether it is a UPC-E beyond whose ends bars go on: the half of an EAN-13 looks like one."""
        return (
            sighting.format in SHORT_AND_WEAK
            and self.pixels is not None
            and not has_quiet_zones(self.pixels, sighting.corners)
        )

    def believed(self) -> list[Sighting]:
        """The sightings of all claims that have enough support, and by so much more than what contradicts them at the
        same place."""
        if self._believed is None:
            self._believed = self._weighed()
        return self._believed

    def _weighed(self) -> list[Sighting]:
        enough = math.log10(self.believed_odds) - LEAST_STEP
        return [claim.sighting for claim in self.claims if self.log_odds(claim) >= enough]

    def log_odds(self, claim: Claim) -> float:
        """Powers of ten by which a claim is likelier right than wrong: its support, less that of what contradicts it,
        and less what lying inside another code takes from it."""
        against = max((other.weight for other in self._contradicting(claim)), default=0.0)
        return DECADES * (claim.weight - against - (self._needed(claim) - ENOUGH))

    def _needed(self, claim: Claim) -> float:
        """The support that a claim needs: two witnesses' when it lies inside a 2D code, one's otherwise."""
        inside = any(
            other is not claim and other.weight >= ENOUGH and _is_inside(claim.sighting, other.sighting)
            for other in self.claims
        )
        return 2 * ENOUGH if inside else ENOUGH

    def note_place(self, corners: Corners) -> None:
        """Note that a code is here, as its finder pattern or its bars are seen, whether it is read or not."""
        if not any(_covers_point(place, _middle(corners)) for place in self.places):
            self.places.append(corners)

    def withdraw_place(self, corners: Corners) -> None:
        """Take back what `note_place` noted, as a closer look showed no code there."""
        self.places.remove(corners)

    def unread(self) -> tuple[Corners, ...]:
        """The places at which a code evidently lies, and nothing is believed."""
        centers = [center(sighting) for sighting in self.believed()]
        outlines = [sighting.corners for sighting in self.believed()]
        return tuple(
            place
            for place in self.places
            if not any(_covers_point(place, point) for point in centers)
            and not any(_covers_point(outline, _middle(place)) for outline in outlines)
        )

    @property
    def is_incomplete(self) -> bool:
        """Whether nothing has been read, or a code evidently lies there unread."""
        return not self.believed() or bool(self.unread())

    def scaled(self, factor: float) -> "Evidence":
        """The same evidence in pixels of a picture that is `factor` times as large."""
        if factor == 1:
            return self
        matrix = np.diag([float(factor), float(factor), 1.0])
        larger = Evidence(self.wanted, self.believed_odds)
        larger.claims = [Claim(claim.sighting.moved(matrix), dict(claim.support)) for claim in self.claims]
        larger.places = [Sighting(b"", "", place, "").moved(matrix).corners for place in self.places]
        return larger

    def doubtful(self) -> list[Claim]:
        """Claims that are not believed yet, and that another sighting could settle."""
        believed = self.believed()
        return [
            claim
            for claim in self.claims
            if not any(
                claim.sighting is sighting or _same_place(claim.sighting, sighting) for sighting in believed
            )
        ]

    def lacking_a_half(self) -> list[Claim]:
        """Claims that half of what is needed would settle, and that nothing else seen at their place contradicts."""
        return [
            claim
            for claim in self.doubtful()
            if claim.weight >= self._needed(claim) - ENOUGH / 2
            and not any(other.weight for other in self._contradicting(claim))
        ]

    def _contradicting(self, claim: Claim) -> list[Claim]:
        """Claims of another payload at the same place. A symbology without a check does not speak against one that has
        a check, and a code does not contradict the one that it lies in."""
        return [
            other
            for other in self.claims
            if other is not claim
            and claimed_content(other.sighting) != claimed_content(claim.sighting)
            and not (other.sighting.format in CHECKLESS and claim.sighting.format not in CHECKLESS)
            and not _is_inside(other.sighting, claim.sighting)
            and not _is_inside(claim.sighting, other.sighting)
            and _same_place(other.sighting, claim.sighting)
        ]


def weight_of(sighting: Sighting) -> float:
    """How much support one engine's sighting gives.

    Parameters
    ----------
    sighting : what the engine said

    Returns
    -------
    float
        ENOUGH for strong symbologies, and for weak ones that many of zxing-cpp's scanlines agreed about; half of that
        for other weak ones, and for a Code 128 on hardly more than one of its scanlines; 0 for one so short that it
        says nothing.
    """
    if is_thin(sighting):
        return ENOUGH / 2
    if sighting.format not in WEAK:
        return ENOUGH
    if len(sighting.payload) < SHORTEST.get(sighting.format, 0):
        return 0.0
    if sighting.format in SHORT_AND_WEAK:
        return ENOUGH / 2
    return ENOUGH if is_steady(sighting) else ENOUGH / 2


def is_thin(sighting: Sighting) -> bool:
    """Whether it is a Code 128 that zxing-cpp saw on hardly more than one line. Among many lines one that is wrong
    passes the check modulo 103: a scratched code was misread so, and of 8 such candidates 1 was wrong."""
    return sighting.format == "Code128" and sighting.engine == "zxing" and not is_steady(sighting)


def is_steady(sighting: Sighting) -> bool:
    """Whether many of zxing-cpp's scanlines agreed about it."""
    return sighting.engine == "zxing" and _height(sighting) >= STEADY * _length(sighting)


def claimed_content(sighting: Sighting) -> Said:
    """What a sighting says. A UPC-A is an EAN-13 that begins with 0, and engines tell
    it either way."""
    if sighting.format == "UPCA" and len(sighting.payload) == 12:
        return "EAN13", b"0" + sighting.payload
    return sighting.format, sighting.payload


def _same_place(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings are of one code.

    Engines disagree about corners by a few modules. A sighting of few scanlines is flat and may lie at the upper or
    lower end of the bars, and one of zbar's may be no more than a line at the symbol's end. On the other hand codes are
    printed close under one another. So the distance is measured along and across the longer code.
    """
    longer = one if _length(one) >= _length(other) else other
    (a, b, c, d) = np.asarray(longer.corners)
    across = b - a + c - d
    across = across / max(float(np.hypot(*across)), 1e-6)
    apart = np.subtract(center(one), center(other))
    along, aside = abs(float(apart @ across)), abs(float(apart @ (-across[1], across[0])))
    tall = max(_height(one), _height(other))
    long = _length(longer)
    near = along < SAME_ALONG * long and aside < SAME_ASIDE * tall + SAME_ASIDE_LENGTH * long
    return near or _covers(one, other) or _covers(other, one)


def _is_inside(inner: Sighting, outer: Sighting) -> bool:
    """Whether all of `inner` lies in the outline of `outer`, which is a 2D code and clearly larger."""
    if outer.format not in TWO_DIMENSIONAL or claimed_content(inner) == claimed_content(outer):
        return False
    outline = np.asarray(outer.corners, np.float32)
    return _area(inner) < INSIDE * _area(outer) and all(
        cv2.pointPolygonTest(outline, corner, True) > -SLACK for corner in inner.corners
    )


def _covers(one: Sighting, other: Sighting) -> bool:
    """Whether the center of `other` lies in the outline of `one`."""
    return _covers_point(one.corners, center(other))


def _covers_point(corners: Corners, point: Point) -> bool:
    return cv2.pointPolygonTest(np.asarray(corners, np.float32), point, True) > -SLACK


def center(sighting: Sighting) -> Point:
    """The mean of its corners, in their pixels."""
    return _middle(sighting.corners)


def _middle(corners: Corners) -> Point:
    xs, ys = zip(*corners, strict=True)
    return sum(xs) / 4, sum(ys) / 4


def _length(sighting: Sighting) -> float:
    """Pixels of its longest side, but at least one."""
    (a, b, c, d) = sighting.corners
    return max(math.dist(a, b), math.dist(c, d), math.dist(a, d), 1.0)


def _height(sighting: Sighting) -> float:
    """Pixels of the longer one of its two sides along the bars."""
    (a, b, c, d) = sighting.corners
    return max(math.dist(a, d), math.dist(b, c))


def _area(sighting: Sighting) -> float:
    """Square pixels within its outline (the shoelace formula)."""
    points = np.asarray(sighting.corners)
    x, y = points[:, 0], points[:, 1]
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)
