"""The register as a prior: what it settles when it is right, and what it would make of look-alikes when it is wrong.

Pictures of one code each, so soft, small and noisy that about half are read; each is looked at once, and then the
same evidence is asked with several registers. The bins by support are the scanner's reliability: how often what was
said with so much support was wrong.
"""

import argparse
from collections import Counter
from copy import deepcopy

import numpy as np

from benchmarks.engines import same_form
from benchmarks.prior.pictures import Drawn, drawn, expected, look_alikes, others
from identity import Identity, identify
from scanner.evidence import Claim
from scanner.expected import settle
from scanner.reader import looked_at
from scanner.time_budget import Clock

LOOK_ALIKES, OTHERS = 10_000, 49
"""Numbers of the wrong register, and numbers beside the right one in the right register."""


def identity_of(claim: Claim) -> Identity:
    sighting = claim.sighting
    return identify(sighting.payload, sighting.format, sighting.symbology_identifier)


def run(arguments: argparse.Namespace) -> None:
    count = Counter[str]()
    support: dict[float, Counter[bool]] = {}
    for seed in range(arguments.seed, arguments.seed + arguments.pictures):
        one, rng = drawn(seed), np.random.default_rng(seed + 1)
        registers = {
            "right": expected(one, [one.text, *others(one, OTHERS, rng)]),
            "look-alikes": expected(one, look_alikes(one, LOOK_ALIKES, rng)),
            "few look-alikes": expected(one, look_alikes(one, 10, rng)),
        }
        evidence, _size, _took = looked_at(one.picture, Clock(arguments.budget))
        count["read"] += any(_says(sighting.payload, one) for sighting in evidence.believed())
        count["misread"] += any(not _says(sighting.payload, one) for sighting in evidence.believed())
        _count_support(evidence.claims, one, support)
        for claim in evidence.lacking_a_half():
            count["half right" if _says(claim.sighting.payload, one) else "half wrong"] += 1
        for name, register in registers.items():
            settled, suggested = settle(deepcopy(evidence), register, identity_of)
            for claim in settled:
                count[
                    f"{name}: settled {'rightly' if _says(claim.sighting.payload, one) else 'WRONGLY'}"
                ] += 1
            count[f"{name}: suggested"] += len(suggested)
    print(f"{arguments.pictures} pictures, seed {arguments.seed}, {arguments.budget:.0f} ms")
    for line, number in sorted(count.items()):
        print(f"{line:32} {number}")
    print("\n| support | said | wrong |\n|---|---|---|")
    for weight, said in sorted(support.items()):
        print(f"| {weight:g} | {said[True] + said[False]} | {said[False]} |")


def _count_support(claims: list[Claim], one: Drawn, support: dict[float, Counter[bool]]) -> None:
    for claim in claims:
        weight = min(claim.weight, 3.0)
        support.setdefault(weight, Counter())[_says(claim.sighting.payload, one)] += 1


def _says(payload: bytes, one: Drawn) -> bool:
    return same_form(payload) == same_form(one.text.encode())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pictures", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=400.0, help="milliseconds a look may take")
