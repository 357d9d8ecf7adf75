"""`read()` and the order of its stages, which stands in this one place."""

from collections.abc import Callable, Collection, Sequence
from itertools import zip_longest

import cv2
import numpy as np
from numpy.typing import NDArray

from identity import Identity, identify
from scanner.engines import zxing
from scanner.engines.sighting import Sighting
from scanner.evidence import BELIEVED_ODDS, ENOUGH, Claim, Evidence, center, weight_of
from scanner.expected import Prior, settle
from scanner.frame_joining import glimpses_of, join_frames
from scanner.pictures.image import Grey, load, reduction_for
from scanner.reading import Glimpse, Reading, Symbol
from scanner.stages import linear, linear_regions, matrix, prepared, stripes
from scanner.stages.alike import LikelyPlace
from scanner.stages.linear_regions import LinearRegion
from scanner.stages.matrix_regions import MatrixRegion
from scanner.stages.view import Known, View
from scanner.symbologies import BARS, EVERY_GROUP, SQUARES, TWO_DIMENSIONAL, Groups, SymbologyGroup
from scanner.time_budget import Clock

Stage = Callable[[View, Evidence, Clock], None]
"""One stage: it looks at the picture, adds to the evidence, and ends when its clock says so."""

WORK_SIDE = 1000
"""Pixels of the longer side of the reduced picture in which regions are looked for. Bars of two pixels in a tablet's
frame are still seen as edges there."""
COARSE_SIDE = 320
"""The same for 2D codes of so coarse modules that at this size each module is still an area of its own."""
FINER = 1.5
"""How many times COARSE_SIDE the reduced picture has to be for a second look at COARSE_SIDE, where something has been
read. Below that both looks see the same."""
QUICK = 0.5
"""The reduced picture's longer side as a part of the picture's, where something has been read already."""
QUICK_SIDES = (160, 960)
"""Pixels that this side has at the least and at the most."""
FIRST_LOOK = 0.6
"""The part of the time that is left that the look at the whole picture may take. The picture is reduced until the look
is expected to take no more."""
SMALLEST_FIRST_LOOK = 200
"""Pixels of the shorter side from which on it is not reduced further."""
PREPARED = 0.4
"""The part of the time that is left that preparing the whole picture may take."""
NEGATIVE = 0.2
"""The same for its negatives: small pictures, where they cost little, have time for all of them."""
FULL_MS = 1e-5
"""Milliseconds a pixel that decoding a large photo in full and searching it takes."""
SEARCH_WORST = 4e-6
"""Milliseconds a pixel that looking for regions takes."""
REGION_MS = 10.0
"""Milliseconds that a look into one region takes at the least. With less time left none is begun."""
UNSURE = 0.35
"""The part of the time that is left that searching unlikely places may take, where something has been read."""
MOST_IN_VAIN = 3
"""So many unlikely places in a row may turn out not to be 2D codes. Where something has been read, no more are tried
after them."""
DEFOCUSED = 0.8
"""The part of the time that is left that bars out of focus may take."""
MOST_DEFOCUSED = 6
"""Places at which they are looked for, the strongest first."""
SHORTEST = 40
"""Pixels across the bars, at the least: the shortest symbol, four digits of Code 128, at less than a pixel a module."""
ROOM = 0.2
"""How far beside a region a code may lie and still be the one that the region shows, as a part of the region's size."""
SEVERAL = 2
"""2D codes that have to be read before others like them are looked for: a package often has one, and text beside it is
as full of edges."""
LIGHT_ON_DARK = "light on dark"
"""The name of the stage that looks at the negative, as its sightings carry it."""
ENLARGED = 2
"""How many times as large the last look makes the picture."""


def read(
    picture: "bytes | NDArray[np.uint8]",
    budget_ms: float = 400,
    expected: Prior | None = None,
    symbologies: Collection[SymbologyGroup] = EVERY_GROUP,
    earlier: Sequence[Glimpse] = (),
    odds: float = BELIEVED_ODDS,
) -> Reading:
    """Every code in the picture.

    Parameters
    ----------
    picture : bytes of a picture file, or a (height, width[, channels]) uint8 array (grey, BGR or BGRA)
    budget_ms : milliseconds that it may take
        A stage that would not fit any more is left out. One look at the whole picture is always taken.
    expected : numbers that are likely to be in view, or a function that looks them up
        It is asked last, and only about what was seen once: without it every symbol is read that is read with it, but
        those that it settles.
    symbologies : the groups that are looked for
        What is not among them is not read, and takes no time.
    earlier : what the frames before this one have shown, where a camera looks for a while (scanner.frame_joining)
    odds : how much likelier right than wrong a reading has to be before it is given

    Returns
    -------
    Reading
        Its corners are in pixels of the upright picture at full size.

    Raises
    ------
    UnreadablePicture
        For what is no picture, or cannot be opened in that time.
    """
    clock = Clock(budget_ms)
    evidence, size, took = looked_at(picture, clock, Evidence(frozenset(symbologies), odds), earlier)
    glimpses = glimpses_of(evidence)
    settled, suggested = settle(evidence, expected, _said)
    by_register = {id(claim.sighting) for claim in settled}
    odds_of = {id(claim.sighting): 10 ** evidence.log_odds(claim) for claim in evidence.claims}
    symbols = tuple(
        _symbol(sighting, id(sighting) in by_register, odds_of[id(sighting)])
        for sighting in evidence.believed()
    )
    doubted = tuple(
        _symbol(claim.sighting, by_register=False, odds=odds_of[id(claim.sighting)]) for claim in suggested
    )
    return Reading(symbols, size, clock.elapsed_ms, evidence.unread(), tuple(took), doubted, glimpses)


def looked_at(
    picture: "bytes | NDArray[np.uint8]",
    clock: Clock,
    evidence: Evidence | None = None,
    earlier: Sequence[Glimpse] = (),
) -> tuple[Evidence, tuple[int, int], list[tuple[str, float]]]:
    """All that the pixels say, before anything is asked of the register.

    Parameters
    ----------
    picture, earlier : as in `read`
    clock : the time that it may take
    evidence : an empty one, which says what is looked for and when it is believed; of every kind when not given

    Returns
    -------
    evidence : in pixels of the upright picture at full size
    size : (width, height) of that picture
    took : (stage, milliseconds) for each stage that was passed through
    """
    loaded = load(picture, clock)
    took = [("open", clock.elapsed_ms)]
    reduction = reduction_for(loaded.size)
    evidence = evidence or Evidence()
    near = tuple(glimpse.scaled(1 / reduction) for glimpse in earlier)
    _pass_through(STAGES, View(loaded.grey(reduction)), evidence, clock, took, near)
    if reduction > 1 and evidence.is_incomplete and clock.allows(loaded.size[0] * loaded.size[1] * FULL_MS):
        evidence = evidence.scaled(reduction)
        reduction = 1
        _pass_through(SEARCH, View(loaded.grey(1)), evidence, clock, took, tuple(earlier))
    return evidence.scaled(reduction), loaded.size, took


def _pass_through(
    stages: tuple[Stage, ...],
    view: View,
    evidence: Evidence,
    clock: Clock,
    took: list[tuple[str, float]],
    earlier: tuple[Glimpse, ...],
) -> None:
    """How long each stage took is added to `took`. What earlier frames settle is settled at once, so that no stage
    after it looks for that any more."""
    evidence.pixels = view.grey
    for stage in stages:
        if not LOOKS_FOR.get(stage, EVERY_GROUP) & evidence.wanted:
            continue
        start_ms = clock.elapsed_ms
        stage(view, evidence, clock)
        join_frames(evidence, earlier)
        took.append((stage.__name__, clock.elapsed_ms - start_ms))
        if evidence.is_settled:
            return


# --- the stages, cheap and likely first; each sees what those before it left


def whole(view: View, evidence: Evidence, clock: Clock) -> None:
    """zxing-cpp on the whole picture at every angle, also after something was read: a code that lies askew beside an
    upright one is not passed over. This stage reads nearly nine codes in ten."""
    grey, reduction = _affordable(view, clock)
    _see_all(grey, reduction, "whole", evidence)


def light_on_dark(view: View, evidence: Evidence, clock: Clock) -> None:
    """The same look at the negative. It takes nearly as long, and is left out where everything has been read that looks
    like a code."""
    if evidence.believed() and not _is_more_to_read(view, evidence):
        evidence.is_settled = not evidence.doubtful()
        return
    grey, reduction = _affordable(view, clock)
    if clock.allows(zxing.estimated_ms(grey)):
        _see_all(np.asarray(cv2.bitwise_not(grey), np.uint8), reduction, LIGHT_ON_DARK, evidence)


def rare_kinds(view: View, evidence: Evidence, clock: Clock) -> None:
    """The symbologies that products seldom carry. Looking for them takes half as long as the first look, so that it is
    done only where something looks like a code and nobody has read it."""
    if not (evidence.unread() or evidence.has_suspects) or not clock.allows(view.whole_ms):
        return
    sightings, _located = zxing.read_every_way(view.grey, zxing.RARE, groups=evidence.wanted, invert=True)
    for sighting in sightings:
        evidence.add(sighting.staged("rare kinds"), "zxing rare", weight_of(sighting))


def second_votes(view: View, evidence: Evidence, clock: Clock) -> None:
    """A second look at the places of sightings that count half, in the negative where they were seen there."""
    for doubted in evidence.doubtful():
        if clock.allows(REGION_MS):
            grey = view.negative if doubted.sighting.stage == LIGHT_ON_DARK else view.grey
            linear.read_again(grey, LinearRegion.around(doubted.sighting.corners), evidence, clock)


def prepared_picture(view: View, evidence: Evidence, clock: Clock) -> None:
    """Where nothing was read: the whole picture prepared in several ways, for zbar and zxing-cpp. On small pictures it
    costs little. It comes before the search for regions, of which a single one can take all the time."""
    if not evidence.believed():
        prepared.read(view, evidence, clock.part(PREPARED))


def prepared_negative(view: View, evidence: Evidence, clock: Clock) -> None:
    """Where nothing was read: bars that are lighter than their ground, as on metal and foil."""
    if not evidence.believed():
        prepared.read_negatives(view, evidence, clock.part(NEGATIVE))


def located_codes(view: View, evidence: Evidence, clock: Clock) -> None:
    """2D codes whose finder pattern zxing-cpp has seen, but whose modules it could not read. What costs little is tried
    with all of them before one takes all the time."""
    for thorough in (False, True):
        for corners in evidence.unread():
            region = MatrixRegion.around(corners)
            if clock.allows(REGION_MS):
                matrix.read(view.grey, region, evidence, clock, thorough=thorough)
    for corners in evidence.unread():
        if not matrix.is_evident(view.grey, MatrixRegion.around(corners)):
            evidence.withdraw_place(corners)


def bars(view: View, evidence: Evidence, clock: Clock) -> None:
    """Stripes that nobody has read yet. Where something has been read, only places that are evidently one more code are
    read."""
    clock = _for_the_unsure(evidence, clock)
    if not clock.allows(view.grey.size * SEARCH_WORST):
        return
    for region in view.bars(_search_side(view, evidence), _known(evidence)):
        known = evidence.believed()
        if not _may_be_bars(region, known):
            continue
        if not clock.allows(REGION_MS):
            return
        pattern = stripes.stripes_along(view.grey, region)
        if pattern.evident if known else pattern.possible:
            was_read = linear.read(view.grey, region, evidence, clock, thorough=not known)
            if pattern.certain and not was_read:
                evidence.note_place(region.corners)


def soft_bars(view: View, evidence: Evidence, clock: Clock) -> None:
    """Where nothing was read: bars so soft, or filling so much of the picture, that the search for clear edges left
    them out."""
    if evidence.believed() or not clock.allows(view.grey.size * SEARCH_WORST):
        return
    for region in linear_regions.find(view.tensor(WORK_SIDE).keener()):
        if not clock.allows(REGION_MS):
            return
        is_soft = region.length >= SHORTEST and stripes.stripes_along(view.grey, region).soft
        if is_soft and linear.read_soft(view.grey, region, evidence, clock):
            return


def defocused_bars(view: View, evidence: Evidence, clock: Clock) -> None:
    """Where nothing was read: bars out of focus. Sharper ones are left to the stages after this one at once."""
    if evidence.believed() or not clock.allows(view.grey.size * SEARCH_WORST):
        return
    clock = clock.part(DEFOCUSED)
    for region in linear_regions.find(view.tensor(WORK_SIDE).keener(), MOST_DEFOCUSED):
        if not clock.allows(REGION_MS):
            return
        is_soft = region.length >= SHORTEST and stripes.stripes_along(view.grey, region).soft
        if is_soft and linear.read_defocused(view.grey, region, evidence, clock):
            return


def squares(view: View, evidence: Evidence, clock: Clock) -> None:
    """2D codes that nobody has read yet."""
    clock = _for_the_unsure(evidence, clock)
    if clock.allows(view.grey.size * SEARCH_WORST):
        _read_squares(view, view.squares(_search_side(view, evidence), _known(evidence)), evidence, clock)


def coarse_squares(view: View, evidence: Evidence, clock: Clock) -> None:
    """2D codes of coarse modules, looked for in a picture so small that each module still is an area of its own."""
    clock = _for_the_unsure(evidence, clock)
    if clock.allows(view.grey.size * SEARCH_WORST) and _is_coarse_another_look(view, evidence):
        _read_squares(view, view.squares(COARSE_SIDE, _known(evidence)), evidence, clock)


def alike_squares(view: View, evidence: Evidence, clock: Clock) -> None:
    """2D codes beside several that were read: places as large and as full of edges as those. The likeliest direction of
    every place comes before the second one of any."""
    if not clock.allows(view.grey.size * SEARCH_WORST + REGION_MS):
        return
    places = [place.ways() for place in _likely_alike(view, evidence)]
    for ways in zip_longest(*places):
        _read_squares(view, [region for region in ways if region is not None], evidence, clock)


def evident_bars(view: View, evidence: Evidence, clock: Clock) -> None:
    """Bars beside a code that was read: they are so evident that every way of reading them is tried while there is
    time."""
    if not evidence.believed():
        return
    for corners in evidence.unread():
        if clock.allows(REGION_MS):
            linear.read(view.grey, LinearRegion.around(corners), evidence, clock, thorough=True)


def whole_again(view: View, evidence: Evidence, clock: Clock) -> None:
    """Where nothing was read: another way to tell black from white, codes with one finder pattern, and a larger
    picture."""
    half = np.diag([1 / ENLARGED, 1 / ENLARGED, 1.0])
    attempts: tuple[tuple[str, float, Callable[[], list[Sighting]]], ...] = (
        (
            "histogram",
            1.0,
            lambda: zxing.read(
                view.grey, zxing.EVERY, groups=evidence.wanted, binarizer=zxing.GLOBAL_HISTOGRAM
            ),
        ),
        (
            "one finder",
            1.0,
            lambda: zxing.read(view.grey, zxing.RARE + zxing.ONE_FINDER, groups=evidence.wanted),
        ),
        (
            "enlarged",
            float(ENLARGED * ENLARGED),
            lambda: [
                s.moved(half)
                for s in zxing.read(matrix.enlarged(view.grey, ENLARGED), groups=evidence.wanted)
            ],
        ),
    )
    # `times`: how many times as long as the first look this attempt takes.
    for name, times, attempt in attempts:
        if evidence.believed() or not clock.allows(view.whole_ms * times):
            continue
        for sighting in attempt():
            weight = min(weight_of(sighting), ENOUGH)
            evidence.add(sighting.staged("whole again"), f"zxing {name}", weight)


SEARCH: tuple[Stage, ...] = (
    located_codes,
    bars,
    squares,
    coarse_squares,
    alike_squares,
    rare_kinds,
    evident_bars,
)
STAGES: tuple[Stage, ...] = (
    whole,
    light_on_dark,
    second_votes,
    prepared_picture,
    prepared_negative,
    defocused_bars,
    *SEARCH,
    soft_bars,
    whole_again,
)
LOOKS_FOR: dict[Stage, Groups] = {
    bars: BARS,
    soft_bars: BARS,
    evident_bars: BARS,
    defocused_bars: frozenset({SymbologyGroup.EAN}),
    located_codes: SQUARES,
    squares: SQUARES,
    coarse_squares: SQUARES,
    alike_squares: SQUARES,
    rare_kinds: EVERY_GROUP - BARS - SQUARES,
}
"""Stages that are left out where none of these is wanted; every other stage looks for all."""


# --- what the stages share


def _affordable(view: View, clock: Clock) -> tuple[Grey, int]:
    """The picture, reduced until zxing-cpp's look at it takes no more than FIRST_LOOK of the time; and by how much it
    was reduced."""
    grey, reduction, cost = view.grey, 1, view.whole_ms
    while cost > FIRST_LOOK * clock.left_ms and min(grey.shape) > SMALLEST_FIRST_LOOK:
        half = (grey.shape[1] // 2, grey.shape[0] // 2)
        grey = np.asarray(cv2.resize(grey, half, interpolation=cv2.INTER_AREA), np.uint8)
        reduction, cost = 2 * reduction, zxing.estimated_ms(grey)
    return grey, reduction


def _see_all(grey: Grey, reduction: int, stage: str, evidence: Evidence) -> None:
    """What zxing-cpp reads in the picture or finds there goes into the evidence."""
    sightings, located = zxing.read_every_way(grey, groups=evidence.wanted)
    if reduction > 1:
        back = np.diag([float(reduction), float(reduction), 1.0])
        sightings = [sighting.moved(back) for sighting in sightings]
        located = [code.moved(back) for code in located]
    for sighting in sightings:
        evidence.add(sighting.staged(stage), f"zxing {stage}", weight_of(sighting))
    for code in located:
        evidence.note_place(code.corners)


def _is_more_to_read(view: View, evidence: Evidence) -> bool:
    """Whether anything beside the codes that were read looks like one."""
    side, known, read = _search_side(view, evidence), _known(evidence), evidence.believed()
    sides = (side, COARSE_SIDE) if _is_coarse_another_look(view, evidence) else (side,)
    return (
        bool(evidence.unread())
        or any(
            _may_be_bars(region, read) and stripes.stripes_along(view.grey, region).evident
            for region in (view.bars(side, known) if evidence.wanted & BARS else ())
        )
        or any(
            not any(region.covers(center(sighting)) for sighting in read)
            and matrix.is_likely(view.grey, region)
            for side in (sides if evidence.wanted & SQUARES else ())
            for region in view.squares(side, known)
        )
        or bool(_likely_alike(view, evidence, side))
    )


def _likely_alike(view: View, evidence: Evidence, side: int | None = None) -> list[LikelyPlace]:
    """Places that may be 2D codes like those that have been read, beside all that has been read; looked for in the
    picture at `side` pixels, which costs little where others have looked there, or as closely as is worth while."""
    read = evidence.believed()
    squares = tuple(sighting.corners for sighting in read if sighting.format in TWO_DIMENSIONAL)
    if len(squares) < SEVERAL:
        return []
    return [
        place
        for place in view.alike(squares, side)
        if matrix.is_likely(view.grey, place.core)
        and not any(LinearRegion.around(sighting.corners).covers(place.core.center) for sighting in read)
    ]


def _may_be_bars(region: LinearRegion, read: list[Sighting]) -> bool:
    """Whether it is long enough, and none of those that have been read."""
    return region.length >= SHORTEST and not any(
        region.covers(center(sighting), room=ROOM) for sighting in read
    )


def _is_coarse_another_look(view: View, evidence: Evidence) -> bool:
    """Whether a search for coarse squares would see anything that the search before it did not."""
    side = _search_side(view, evidence)
    return not evidence.believed() or max(view.reduced(side).pixels.shape) > FINER * COARSE_SIDE


def _for_the_unsure(evidence: Evidence, clock: Clock) -> Clock:
    """The time for places that only may be codes: all of it while nothing has been read, afterwards UNSURE of it."""
    return clock.part(UNSURE) if evidence.believed() else clock


def _search_side(view: View, evidence: Evidence) -> int:
    """Pixels of the longer side at which regions are looked for: fewer where something has been read."""
    if not evidence.believed():
        return WORK_SIDE
    least, most = QUICK_SIDES
    return min(max(int(QUICK * max(view.grey.shape)), least), most)


def _known(evidence: Evidence) -> Known:
    return tuple(sighting.corners for sighting in evidence.believed())


def _read_squares(view: View, regions: "list[MatrixRegion]", evidence: Evidence, clock: Clock) -> None:
    """Read these regions. Where something has been read, the unlikely ones are left out."""
    in_vain = 0
    for region in regions:
        known = evidence.believed()
        if any(region.covers(center(sighting)) for sighting in known) or not clock.allows(REGION_MS):
            continue
        if known and (in_vain == MOST_IN_VAIN or not matrix.is_likely(view.grey, region)):
            continue
        was_read = matrix.read(view.grey, region, evidence, clock, thorough=not known)
        in_vain = 0 if was_read else in_vain + 1
        evidence.has_suspects |= not was_read and matrix.is_evident(view.grey, region)


def _said(claim: Claim) -> Identity:
    return _identity(claim.sighting)


def _identity(sighting: Sighting) -> Identity:
    return identify(sighting.payload, sighting.format, sighting.symbology_identifier)


def _symbol(sighting: Sighting, by_register: bool, odds: float) -> Symbol:
    identity = _identity(sighting)
    return Symbol(
        identity.text,
        sighting.payload,
        sighting.format,
        sighting.corners,
        sighting.engine,
        sighting.stage,
        identity,
        by_register,
        odds,
    )
