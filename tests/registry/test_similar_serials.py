"""Near matches: what a misread, a typing mistake or a worn label explains."""

import random
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from database import db
from identity import identify_typed, join, normalise_serial
from registry.lookup import facts, near_matches
from registry.models import Alias, Article, Device, Unit
from registry.serials import fold, key
from registry.similar_serials import neighbours, similar, weigh
from tests.registry.conftest import TODAY

AddDevice = Callable[..., Device]


def found(read: str, unit_id: int | None = None) -> list[str]:
    return [match.serial_key for match in similar(db.session(), read, unit_id)]


def test_each_kind_of_mistake_is_explained(add_device: AddDevice) -> None:
    add_device("NV10502877")
    for read in (
        "NVIO5O2B77",  # look-alikes
        "NV10520877",  # a swap
        "NV1050287",  # the last one missing
        "NV105028",  # two worn off at the end
        "10502877",  # two worn off at the beginning
        "NV110502877",  # one too many
        "NV10592877",  # one wrong
        "NVI0592877",  # one wrong and a look-alike
    ):
        assert found(read) == ["NV10502877"], read
    assert found("NV99502877") == []
    assert found("NV1") == []


def test_look_alikes_weigh_less_than_other_mistakes(add_device: AddDevice) -> None:
    for serial in ("NV1050", "NV1051", "NV1058"):
        add_device(serial)
    assert found("NV105O")[0] == "NV1050"
    assert found("NV105B")[0] == "NV1058"


def test_own_unit_comes_first_and_five_are_enough(add_device: AddDevice) -> None:
    for number in range(8):
        add_device(f"NV105{number}", unit="1020")
    own = add_device("NV1O59")
    assert found("NV105X", own.unit_id)[0] == "NV1O59"
    assert len(found("NV105X", own.unit_id)) == 5


def test_a_former_serial_is_near_too(add_device: AddDevice) -> None:
    device = add_device("ABCDEF")
    device.aliases = [Alias(serial_number="NV10502877")]
    db.session.commit()
    assert [match.id for match in near_matches(["NV1050287"])] == [device.id]


@settings(deadline=None)  # a busy machine is no mistake
@given(st.text("0123456789ABOQIL", min_size=4, max_size=12), st.data())
def test_the_neighbours_are_all_within_one_edit_and_all_that_are(serial: str, data: st.DataObject) -> None:
    folded = fold(serial)
    around = neighbours(folded)
    assert all(OSA.distance(folded, one) <= 1 for one in around)
    at = data.draw(st.integers(0, len(folded) - 1))
    other = data.draw(st.sampled_from("347ACDX"))
    for mistake in (
        folded[:at] + folded[at + 1 :],
        folded[:at] + other + folded[at:],
        folded[:at] + other + folded[at + 1 :],
    ):
        assert mistake in around


@pytest.mark.parametrize(
    ("read", "cost"), [("NV1O50", 0.2), ("NV1005", 0.6), ("NV10500", 0.7), ("NV1X50", 1.0), ("NVI05O", 0.4)]
)
def test_what_a_mistake_weighs(read: str, cost: float) -> None:
    assert weigh(read, "NV1050") == pytest.approx(cost)


@settings(deadline=None)  # a busy machine is no mistake
@given(st.text(max_size=30))
def test_the_short_cut_compares_as_the_scanner_does(text: str) -> None:
    assert key(text) == normalise_serial(text)


@pytest.mark.slow
def test_the_right_one_is_among_the_five_for_99_in_100_mistakes(register: APIFlask) -> None:
    dice = random.Random(1)
    article, units = db.session.query(Article).first(), db.session.query(Unit).all()
    serials = sorted({f"{dice.choice(('NV', 'K', '21'))}{dice.randrange(10**7):07d}" for _ in range(2000)})
    db.session.add_all(
        Device(serial_number=serial, article=article, unit=units[number % 3])
        for number, serial in enumerate(serials)
    )
    db.session.commit()
    asked = dice.sample(range(len(serials)), 100)
    hits = sum(serials[n] in found(_mistaken(serials[n], dice), units[n % 3].id) for n in asked)
    assert hits >= 99


def _mistaken(serial: str, dice: random.Random) -> str:
    at = dice.randrange(len(serial) - 1)
    return dice.choice(
        (
            serial[:at] + serial[at + 1 :],
            serial[:at] + serial[at + 1] + serial[at] + serial[at + 2 :],
            serial[:at] + dice.choice("347ACDX") + serial[at + 1 :],
            serial.translate(str.maketrans("05", "OS")),
        )
    )


def test_characters_that_resemble_each_other_weigh_less_than_those_that_do_not(add_device: AddDevice) -> None:
    for serial in ("NV1042", "NV1072", "NV1092"):
        add_device(serial)
    assert found("NV1012")[0] == "NV1072"


def test_the_boxs_article_comes_before_the_others(add_device: AddDevice) -> None:
    for serial in ("NV1050", "NV1051", "NV1052", "NV1053", "NV1054", "NV1055"):
        add_device(serial, article="A3")
    mine = add_device("NV1059")
    package = join([identify_typed("NV105X"), identify_typed("9520000001001")])[0]
    known = facts(package, TODAY)
    assert known.near[0].id == mine.id
    assert known.near[0].cost < known.near[1].cost
