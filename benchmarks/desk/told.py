"""The figures in words: for a terminal, and for docs/benchmarks-desk.md."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.desk.hands import ASSUMED, Course, Kind
from benchmarks.desk.packer import Box
from benchmarks.promises import Promise

MOST_SECONDS, MOST_SOFTWARE = 60, 8
MOST_TAPS = {"camera": 14, "hand scanner": 12}


@dataclass(frozen=True)
class Compared:
    """A release and its courses, one a way and screen."""

    release: str
    courses: Sequence[Course]


def as_text(gone: Sequence[Compared]) -> list[str]:
    return [*table(gone), "", *map(str, promises(gone[0].courses)), "", *steps_of(gone[0].courses[0])]


def as_markdown(gone: Sequence[Compared], boxes: Sequence[Box], times: int) -> str:
    """The page that stands in docs/."""
    now = gone[0].courses
    parts = [
        "# The packing desk, measured as people work",
        "",
        "Written by `python -m benchmarks desk --write docs/benchmarks-desk.md`: ten products, from the clinic's home",
        "to a sealed return and its label. The software's seconds are measured in Chromium over loopback, the middle",
        f"one of {times}, on {os.cpu_count()} cores at a load of {os.getloadavg()[2]:.1f}. A load above the number of",
        "cores says that others were at work, and that the seconds are longer than at a desk. What hands and eyes take",
        "is a model's. The browser is driven from outside, and what that costs is in the software's share. Each",
        "product is waited for until it stands in the list, though nobody has to wait for it.",
        "",
        *table(gone),
        "",
        *(f"- {promise}" for promise in promises(now)),
        "",
        "It begins signed in, after a small return that is not counted (a desk's server and tablet have been at work",
        "before), with products put in at once, which the device remembers; the camera runs where it is the way. The",
        "products are whole: looking into each box takes as long in every release, and is not counted. Printing is one",
        "press: the label's file is fetched, or a printer that takes jobs gets it.",
        "",
        f"The products are the first ones of the demo's register: {', '.join(box.article for box in boxes)}.",
        "",
        "## Step by step",
        "",
    ]
    for course in now:
        parts += [f"### By {course.way}, on a {course.screen}", "", *steps_of(course), ""]
    parts += ["## What hands and eyes are assumed to take", "", *assumed()]
    return "\n".join(parts) + "\n"


def table(gone: Sequence[Compared]) -> list[str]:
    """A row a way and screen; four figures a release."""
    names = " | ".join(f"{each.release}: taps (keys) | swipes | software, s | in all, s" for each in gone)
    lines = [f"| way | screen | {names} |", "|---|---|" + "---|" * 4 * len(gone)]
    for courses in zip(*(each.courses for each in gone), strict=True):
        cells = [
            f"{one.taps} ({one.keys}) | {one.swipes} | {one.software:.1f} | {one.seconds:.0f}"
            for one in courses
        ]
        lines.append(f"| {courses[0].way} | {courses[0].screen} | {' | '.join(cells)} |")
    return lines


def promises(courses: Sequence[Course]) -> Iterator[Promise]:
    """What issue 15 asks of the camera and of the hand scanner."""
    for course in courses:
        if (most := MOST_TAPS.get(course.way)) is None:
            continue
        by = f"by {course.way} on a {course.screen}"
        yield Promise(f"{by}: {course.taps} taps (promised {most})", course.taps <= most)
        yield Promise(
            f"{by}: {course.software:.1f} s of the software's own (promised {MOST_SOFTWARE})",
            course.software < MOST_SOFTWARE,
        )
        yield Promise(
            f"{by}: {course.seconds:.0f} s in all (promised {MOST_SECONDS})", course.seconds < MOST_SECONDS
        )


def steps_of(course: Course) -> list[str]:
    """Every step, those that were the same one after the other in one row."""
    lines = ["| step | times | hands and eyes, s | software, s |", "|---|---|---|---|"]
    rows: list[tuple[str, int, float, float]] = []
    for step in course.steps:
        what = f"{step.what} ({step.kind})" if step.kind in (Kind.TAP, Kind.KEYS) else step.what
        known = next((at for at, row in enumerate(rows) if row[0] == what), None)
        if known is None:
            rows.append((what, 1, step.hands, step.software))
        else:
            _what, times, hands, software = rows[known]
            rows[known] = (what, times + 1, hands + step.hands, software + step.software)
    return lines + [f"| {what} | {n} | {hands:.1f} | {software:.2f} |" for what, n, hands, software in rows]


def assumed() -> list[str]:
    lines = ["| | s | what | source |", "|---|---|---|---|"]
    return lines + [
        f"| {name} | {seconds:.2f} | {what} | {source} |" for name, seconds, what, source in ASSUMED
    ]
