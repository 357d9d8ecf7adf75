"""Where codes stand in a picture, and which of them stand together. Only points are needed, not the picture itself.

A box's codes are printed on one of its faces, near each other and along the same directions. How far "near" is depends
on how large the face is in the picture, so distances are measured in lengths of the codes themselves.
"""

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
CodeOutline = Sequence[Point]
"""Four points around the code, beginning at its own top left."""

TOGETHER = 1.0
"""Code lengths between two codes of one face, at the most."""
APART = 3.0
"""Code lengths; codes farther from each other than this have nothing to do with each other."""
CLEARLY_NEARER = 0.6
"""One of two is meant when its distance is at most this share of the other's."""
SAME_DIRECTION = 15.0
"""Degrees between the directions of two codes on one face at the most, as perspective turns them a little."""
ANOTHER_FACE = 3.0
"""The factor by which a distance counts more when two codes are printed along different directions."""


def distance(one: CodeOutline, other: CodeOutline) -> float:
    """The free space between two codes, in code lengths (the mean of the two). It is 0 where they touch."""
    length = (_length(one) + _length(other)) / 2
    free = _gap(one, other) / max(length, 1.0)
    return free if _aligned(one, other) else free * ANOTHER_FACE + TOGETHER


def nearest(places: Iterable[CodeOutline], others: Sequence[CodeOutline]) -> float:
    """The distance between the two codes that are nearest to each other, in code lengths; infinite where one side has
    no code."""
    return min((distance(one, other) for one in places for other in others), default=math.inf)


def _length(corners: CodeOutline) -> float:
    return max(math.dist(a, b) for a, b in _sides(corners))


def _sides(corners: CodeOutline) -> list[tuple[Point, Point]]:
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


def _aligned(one: CodeOutline, other: CodeOutline) -> bool:
    """Whether their sides run along the same directions; a code may be turned by a quarter on its face."""
    turned = abs(_direction(one) - _direction(other)) % 90
    return min(turned, 90 - turned) <= SAME_DIRECTION


def _direction(corners: CodeOutline) -> float:
    """Degrees of the longest side. The shorter sides of a code of few rows say little about its direction."""
    (x, y), (other_x, other_y) = max(_sides(corners), key=lambda side: math.dist(*side))
    return math.degrees(math.atan2(other_y - y, other_x - x))


def _gap(one: CodeOutline, other: CodeOutline) -> float:
    """Pixels between the outlines."""
    if _inside(one[0], other) or _inside(other[0], one):
        return 0.0
    pairs = [(a, b) for a in _sides(one) for b in _sides(other)]
    if any(_cross(a, b) for a, b in pairs):
        return 0.0
    corner_to_side = [_to_side(corner, side) for a, b in pairs for corner, side in ((a[0], b), (b[0], a))]
    return min(corner_to_side)


def _to_side(point: Point, side: tuple[Point, Point]) -> float:
    """Pixels from a point to the nearest point of a side."""
    (ax, ay), (bx, by) = side
    dx, dy = bx - ax, by - ay
    squared = dx * dx + dy * dy
    along = ((point[0] - ax) * dx + (point[1] - ay) * dy) / squared if squared else 0.0
    along = min(1.0, max(0.0, along))
    return math.dist(point, (ax + along * dx, ay + along * dy))


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    return (
        _turn(*one, other[0]) * _turn(*one, other[1]) < 0
        and _turn(*other, one[0]) * _turn(*other, one[1]) < 0
    )


def _inside(point: Point, corners: CodeOutline) -> bool:
    turns = [_turn(a, b, point) for a, b in _sides(corners)]
    return all(turn > 0 for turn in turns) or all(turn < 0 for turn in turns)


def _turn(a: Point, b: Point, c: Point) -> float:
    """Positive when a, b, c turn clockwise as seen in a picture, whose y axis points down."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
