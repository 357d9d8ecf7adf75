"""Bars out of focus: a lens' disc, characters with a check decoded exactly, and nothing made up."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import scanner
from benchmarks.soft.pictures import ALTERED, STRIPES, Softness, soft_label
from scanner.bars.checked_path import CostedWays, two_cheapest
from scanner.bars.ean import EAN8, EAN13
from scanner.bars.layout import Layout
from scanner.defocus import lens
from scanner.defocus.fits import cheapest_paths, modules_of

BUDGET_MS = 30_000
"""Far more than a read takes, also beside other work: what is asked here is what can be read, not how soon."""


def a_problem(rng: np.random.Generator) -> CostedWays:
    variants, places, choices, modulus = 2, 4, 4, 5
    return CostedWays(
        rng.random((variants, places, choices)),
        rng.random((variants, places - 1, choices, choices)),
        rng.integers(0, modulus, (variants, places, choices)),
        tuple(int(weight) for weight in rng.integers(-3, 4, places)),
        rng.integers(0, modulus, variants),
        modulus,
    )


def every_valid_one(problem: CostedWays) -> "list[tuple[float, int, tuple[int, ...]]]":
    """(cost, variant, choices), the cheapest first; every sequence is looked at."""
    variants, places, choices = problem.own.shape
    out = []
    for variant in range(variants):
        for chosen in product(range(choices), repeat=places):
            total = problem.start[variant]
            for place, choice in enumerate(chosen):
                total += problem.weights[place] * problem.values[variant, place, choice]
            if total % problem.modulus == 0:
                own = sum(problem.own[variant, place, choice] for place, choice in enumerate(chosen))
                both = sum(problem.pairs[variant, i, chosen[i], chosen[i + 1]] for i in range(places - 1))
                out.append((float(own + both), variant, chosen))
    return sorted(out)


def single(problem: CostedWays) -> CostedWays:
    """The same in single precision, its costs nearly alike: beside a very large number they are rounded to one."""
    own, pairs = (0.01 * costs - 3 for costs in (problem.own, problem.pairs))
    return replace(problem, own=own.astype(np.float32), pairs=pairs.astype(np.float32))


@pytest.mark.parametrize("like", [lambda problem: problem, single], ids=["double", "single"])
def test_the_two_cheapest_valid_sequences_are_found_exactly(
    like: Callable[[CostedWays], CostedWays],
) -> None:
    rng = np.random.default_rng(1)
    for problem in [like(a_problem(rng)) for _ in range(20)]:
        ((best, other),) = two_cheapest([problem])
        (first, second, *_) = every_valid_one(problem)
        assert (best.variant, best.choices) == first[1:]
        assert (other.variant, other.choices) == second[1:]
        assert other.cost - best.cost == pytest.approx(second[0] - first[0], abs=1e-5)


def test_a_lens_only_moves_darkness() -> None:
    """As much darkness comes out as went in, and a spread adds half of itself at each edge."""
    modules = np.zeros((1, 60))
    modules[0, 20:23] = 1
    for blur in (0.5, 1.0, 2.0, lens.SOFTEST):
        assert lens.seen(modules, np.array([blur])).sum() / lens.SAMPLES == pytest.approx(3, abs=0.01)
        assert lens.widened(modules, np.array([blur])).sum() / lens.SAMPLES == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("layout", [EAN13, EAN8], ids=lambda layout: layout.format)
@pytest.mark.parametrize("blur", [0.6, 1.2, 1.8])
@pytest.mark.parametrize("spread", [-0.2, 0.0, 0.3])
def test_characters_are_told_through_blur_and_spread(layout: Layout, blur: float, spread: float) -> None:
    rng = np.random.default_rng(3)
    characters = np.stack([rng.integers(0, len(a.patterns), 5) for _, a in layout.slots], axis=1)
    modules, blurs = modules_of(layout, characters), np.full(5, blur)
    darkness = lens.seen(modules, blurs) + spread * lens.widened(modules, blurs)
    table = lens.tables(layout, lens.coarse(blurs)[0])
    found, _ = cheapest_paths(*table.costs(darkness, np.full(5, spread)))
    assert (found == characters).all()


def texts(seed: int, kind: str, softness: Softness | None = None) -> "set[str]":
    return {
        symbol.text for symbol in scanner.read(soft_label(seed, kind, softness).picture, BUDGET_MS).symbols
    }


@pytest.mark.slow
def test_most_labels_out_of_focus_are_read_and_none_falsely() -> None:
    read = 0
    for seed in range(60_000, 60_012):
        found, text = texts(seed, "EAN13", Softness((1.0, 1.6), (1.6, 2.5))), soft_label(seed).text
        assert found <= {text}
        read += found == {text}
    assert read >= 9


@pytest.mark.slow
@pytest.mark.parametrize("kind", [ALTERED, STRIPES])
def test_what_is_no_valid_code_is_not_read(kind: str) -> None:
    """40215 was once read: one digit with its own shape looked as if it had been moved by a module."""
    for seed in (40_215, 60_000):
        assert texts(seed, kind) == set()
