"""One look of a moving camera over several frames: what one frame showed by half, another one may settle.

    first = scanner.read(frame)
    second = scanner.read(next_frame, earlier=first.glimpses)

Each frame is read as if it were alone. Then a reading that lacks half of its support gets that half from an earlier
frame that showed the same at the same place. So whatever is read in a frame alone is read with its earlier ones, too.
"""

import math
from collections.abc import Iterable, Sequence

from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Claim, Evidence, center, claimed_content
from scanner.reading import Corners, Glimpse
from scanner.symbologies import CHECKLESS

MOST_MOVED = 0.8
"""How far a code's middle may move from one frame to the next, as a part of its length. A hand that aims moves less; a
product that is put in another one's place mostly lies elsewhere."""
MOST_GROWN = 1.5
"""How many times as long or as short a code may become."""
MOST_GLIMPSES = 6
"""Glimpses of one frame that are taken along. More half readings than that are noise."""
JOINED = "earlier frame"
"""The name of the earlier frames as a witness."""


def glimpses_of(evidence: Evidence) -> tuple[Glimpse, ...]:
    """What this frame alone has half of, the best supported first, also where earlier frames had the other half."""
    doubtful = evidence.doubtful()
    half = [
        claim
        for claim in evidence.claims
        if JOINED in claim.support or (claim in doubtful and claim.weight >= ENOUGH / 2)
    ]
    half.sort(key=lambda claim: -claim.weight)
    return tuple(_glimpse(claim.sighting) for claim in half[:MOST_GLIMPSES])


def _glimpse(sighting: Sighting) -> Glimpse:
    return Glimpse(sighting.payload, sighting.format, sighting.corners, sighting.symbology_identifier)


def _sighting(glimpse: Glimpse) -> Sighting:
    return Sighting(glimpse.payload, glimpse.format, glimpse.corners, "", glimpse.symbology_identifier)


def join_frames(evidence: Evidence, earlier: Iterable[Glimpse]) -> list[Claim]:
    """Give readings that lack a half the half of earlier frames.

    Parameters
    ----------
    evidence : what this frame shows; what is joined is believed afterwards
    earlier : what earlier frames of the same look showed, their corners in pixels of this frame's picture

    Returns
    -------
    list of Claim
        Those that are believed now. None that an earlier frame contradicts: there may lie another product now.
    """
    seen = [_sighting(glimpse) for glimpse in earlier]
    if not seen:
        return []
    joined = [claim for claim in evidence.lacking_a_half() if _is_settled(claim.sighting, seen)]
    for claim in joined:
        evidence.add(claim.sighting, JOINED, ENOUGH / 2)
    return joined


def _is_settled(sighting: Sighting, seen: Sequence[Sighting]) -> bool:
    here = [other for other in seen if _is_continued(other, sighting)]
    same = [other for other in here if claimed_content(other) == claimed_content(sighting)]
    return bool(same) and not any(
        claimed_content(other) != claimed_content(sighting)
        and not (other.format in CHECKLESS and sighting.format not in CHECKLESS)
        for other in here
    )


def _is_continued(before: Sighting, now: Sighting) -> bool:
    """Whether both may be the same code a moment apart."""
    lengths = _length(before.corners), _length(now.corners)
    return max(lengths) <= MOST_GROWN * min(lengths) and math.dist(
        center(before), center(now)
    ) <= MOST_MOVED * max(lengths)


def _length(corners: Corners) -> float:
    (a, b, c, d) = corners
    return max(math.dist(a, b), math.dist(b, c), math.dist(c, d), math.dist(a, d), 1.0)
