"""What the register makes likely settles readings that lack a half, and never anything else."""

import numpy as np
import pytest

import scanner
from benchmarks.prior.pictures import checked, drawn, expected, look_alikes
from identity import Identity, identify
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Claim, Evidence
from scanner.expected import Expected, settle
from scanner.reading import Corners

HERE: Corners = ((10.0, 10.0), (210.0, 10.0), (210.0, 60.0), (10.0, 60.0))
GTIN = "7350103680016"
OTHERS = [checked("EAN13", f"40063813{number:04d}") for number in range(0, 400, 37)]


def said_of(claim: Claim) -> Identity:
    return identify(claim.sighting.payload, claim.sighting.format)


def seen(*sightings: tuple[str, str, float]) -> Evidence:
    """Evidence of (format, payload, support), all at one place."""
    evidence = Evidence()
    for format_, payload, weight in sightings:
        evidence.add(Sighting(payload.encode(), format_, HERE, "zbar"), f"{format_} {payload}", weight)
    return evidence


def payloads(evidence: Evidence) -> list[bytes]:
    return [sighting.payload for sighting in evidence.believed()]


def test_a_single_sighting_is_settled_by_the_register() -> None:
    evidence = seen(("EAN13", GTIN, ENOUGH / 2))
    settled, suggested = settle(evidence, Expected.of(gtins=[GTIN, *OTHERS]), said_of)
    assert [claim.sighting.payload.decode() for claim in settled] == [GTIN]
    assert suggested == []
    assert payloads(evidence) == [GTIN.encode()]


def test_what_is_not_registered_is_neither_settled_nor_suggested() -> None:
    evidence = seen(("EAN13", GTIN, ENOUGH / 2))
    assert settle(evidence, Expected.of(gtins=OTHERS), said_of) == ([], [])
    assert payloads(evidence) == []


def test_a_contradiction_is_not_settled() -> None:
    other = checked("EAN13", "735010368002")
    evidence = seen(("EAN13", GTIN, ENOUGH / 2), ("EAN13", other, ENOUGH / 2))
    assert settle(evidence, Expected.of(gtins=[GTIN]), said_of) == ([], [])


def test_a_clear_reading_stays_what_it_is() -> None:
    other = checked("EAN13", "735010368002")
    evidence = seen(("EAN13", GTIN, ENOUGH), ("EAN13", other, ENOUGH / 2))
    before = payloads(evidence)
    settle(evidence, Expected.of(gtins=[other]), said_of)
    assert payloads(evidence) == before


def test_two_numbers_that_look_alike_are_suggested_only() -> None:
    near = checked("EAN13", "735010368002")
    evidence = seen(("EAN13", GTIN, ENOUGH / 2))
    settled, suggested = settle(evidence, Expected.of(gtins=[GTIN, near]), said_of)
    assert settled == []
    assert [claim.sighting.payload.decode() for claim in suggested] == [GTIN]


def test_a_short_number_among_many_is_suggested_only() -> None:
    numbers = [f"{number * 1009 % 100_000:05d}" for number in range(60)]
    evidence = seen(("Code39", numbers[7], ENOUGH / 2))
    settled, suggested = settle(evidence, Expected.of(serials=numbers), said_of)
    assert (len(settled), len(suggested)) == (0, 1)


def test_a_code_that_says_more_than_the_number_is_left_alone() -> None:
    evidence = seen(("Code128", "01073501036800162199887766", ENOUGH / 2))
    assert settle(evidence, Expected.of(gtins=[GTIN], serials=["99887766"]), said_of) == ([], [])


def test_nobody_is_asked_where_nothing_is_in_doubt() -> None:
    def never() -> Expected:
        raise AssertionError("the register was asked for nothing")

    page = np.full((120, 200), 255, np.uint8)
    assert scanner.read(page, expected=never).symbols == ()


@pytest.mark.slow
def test_look_alikes_never_make_an_answer() -> None:
    """10,000 numbers that differ by one to three characters from what the picture shows, which itself is not one."""
    wrong = []
    for seed in range(40):
        one = drawn(seed)
        alike = expected(one, look_alikes(one, 10_000, np.random.default_rng(seed)))
        reading = scanner.read(one.picture, 400, alike)
        wrong += [symbol.text for symbol in reading.symbols if symbol.settled_by_register]
    assert wrong == []
