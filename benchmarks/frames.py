"""Camera frames of packages, generated from a seed, with what stands on them: 1920 × 1080 grey, one damage each.

`benchmarks/package.py` prints the package, `benchmarks/camera.py` takes its picture; here stands how bad it is. Each
damage goes from easy to what a person with good eyes and patience could just make out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from benchmarks import camera, package, payloads
from benchmarks.camera import Grey, Shot

AXES = (
    "clean",
    "defocus",
    "motion",
    "low light",
    "noise",
    "glare",
    "contrast",
    "tilt",
    "perspective",
    "curved",
    "small",
    "jpeg",
)
EMPTY = 25
"""One frame in so many shows a package without a code."""


@dataclass(frozen=True)
class Code:
    """One code on the package."""

    symbology: str
    """As the benchmark's columns are named (payloads.SYMBOLOGIES)."""
    payload: bytes


@dataclass(frozen=True)
class Frame:
    """One picture and what it shows."""

    picture: Grey
    codes: tuple[Code, ...]
    axis: str
    seed: int
    shot: Shot


def frame(
    seed: int,
    axis: str | None = None,
    symbology: str | None = None,
    size: tuple[int, int] = camera.SIZE,
    module: float | None = None,
) -> Frame:
    """The frame of a seed, always the same one; axis, first symbology and module follow from it when not given."""
    rng = np.random.default_rng(seed)
    axis = axis or AXES[seed % len(AXES)]
    count = int(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))
    if symbology is None and rng.integers(EMPTY) == 0:
        count = 0
    codes = [payloads.draw(rng, symbology if i == 0 else None) for i in range(count)]
    shot = _shot(rng, axis)
    shot = replace(shot, module=module) if module else shot
    faded = rng.uniform(*FADED) if axis == "contrast" else 1.0
    face = package.draw(rng, codes, faded)
    picture = camera.photograph(rng, face, shot, size)
    return Frame(picture, tuple(Code(code.symbology, code.payload) for code in codes), axis, seed, shot)


def frames(
    count: int, seed: int = 1, axis: str | None = None, symbology: str | None = None
) -> Iterator[Frame]:
    """`count` frames, every axis equally often."""
    return (frame(number, axis, symbology) for number in numbers(count, seed))


def numbers(count: int, seed: int) -> range:
    """The seeds of the frames of a run."""
    return range(seed * 1_000_000, seed * 1_000_000 + count)


Damage = Callable[[np.random.Generator, Shot], Shot]

FADED = (0.05, 0.30)
"""What is left of the contrast between ink and paper."""
DAMAGES: dict[str, Damage] = {
    "clean": lambda _, shot: shot,
    "defocus": lambda rng, shot: replace(shot, defocus=rng.uniform(0.45, 1.3)),
    "motion": lambda rng, shot: replace(shot, motion=rng.uniform(0.8, 2.6), direction=rng.uniform(-180, 180)),
    "low light": lambda rng, shot: replace(
        shot, light=float(np.geomspace(0.0016, 0.02, 64)[rng.integers(64)])
    ),
    "noise": lambda rng, shot: replace(shot, gain=float(np.geomspace(30, 350, 64)[rng.integers(64)])),
    "glare": lambda rng, shot: replace(shot, glare=rng.uniform(0.5, 1.4), spot=rng.uniform(0.2, 0.4)),
    "contrast": lambda _, shot: shot,
    "tilt": lambda rng, shot: replace(shot, turn=rng.uniform(-180, 180)),
    "perspective": lambda rng, shot: replace(
        shot, lean=rng.uniform(25, 60), toward=rng.uniform(-180, 180), turn=rng.uniform(-15, 15)
    ),
    "curved": lambda rng, shot: replace(shot, bend=rng.uniform(1.4, 2.6) * rng.choice([-1, 1])),
    "small": lambda rng, shot: replace(shot, module=rng.uniform(1.5, 2.3)),
    "jpeg": lambda rng, shot: replace(shot, jpeg=int(rng.integers(5, 16))),
}


def _shot(rng: np.random.Generator, axis: str) -> Shot:
    """A steady hand's shot, with the axis's one damage."""
    turn = rng.uniform(-4, 4) + float(rng.choice([0, 0, 0, 180]))
    shot = Shot(module=rng.uniform(2.2, 4.5), turn=turn, jpeg=int(rng.integers(80, 94)))
    return DAMAGES[axis](rng, shot)
