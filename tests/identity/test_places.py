"""Which code stands on which box: a question of place in the picture."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import Identity, Package, identify, join
from identity.places import distance

GTINS = ("9520000001001", "9520000002008", "9520000003005")
Box = tuple[tuple[float, float], ...]


def at(x: float, y: float, width: float = 100, height: float = 100) -> Box:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def ean(which: int) -> Identity:
    return identify(GTINS[which].encode(), "EAN13")


def serial(text: str) -> Identity:
    return identify(text.encode(), "Code128")


def whole(which: int, text: str) -> Identity:
    return identify(f"010{GTINS[which]}21{text}".encode(), "DataMatrix", "]d2")


def seen(*codes: tuple[Identity, Box]) -> tuple[Package, ...]:
    return join([identity for identity, _box in codes], [box for _identity, box in codes])


def boxes(packages: tuple[Package, ...]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The serials of each package, with the GTINs that stand with them."""
    return {package.serials: tuple(gtin[1:] for gtin in package.gtins) for package in packages}


def test_each_serial_belongs_to_the_box_that_it_stands_with_in_whatever_order_they_were_read() -> None:
    view = [
        (ean(0), at(0, 0)),
        (serial("AAA1"), at(0, 120)),
        (ean(1), at(600, 0)),
        (serial("BBB2"), at(600, 120)),
    ]
    for order in itertools.permutations(view):
        assert boxes(seen(*order)) == {("AAA1",): (GTINS[0],), ("BBB2",): (GTINS[1],)}


def test_a_serial_between_two_boxes_is_unclear_and_says_whose_boxes_they_are() -> None:
    packages = seen((ean(0), at(0, 0)), (serial("AAA1"), at(200, 0)), (ean(1), at(400, 0)))
    (between,) = (package for package in packages if package.serials)
    assert between.gtins == ()
    assert {identity.gtin for identity in between.unclear} == {f"0{GTINS[0]}", f"0{GTINS[1]}"}


def test_the_only_box_and_the_only_serial_in_view_belong_together_however_far_they_are() -> None:
    assert boxes(seen((ean(0), at(0, 0)), (serial("AAA1"), at(1500, 900)))) == {("AAA1",): (GTINS[0],)}


def test_a_serial_far_from_a_box_that_has_its_own_stands_apart() -> None:
    view = ((whole(0, "AAA1"), at(0, 0)), (serial("BBB2"), at(900, 0)))
    assert boxes(seen(*view)) == {("AAA1",): (GTINS[0],), ("BBB2",): ()}


def test_a_serial_on_the_face_of_a_box_that_has_its_own_belongs_to_that_box_too() -> None:
    view = ((whole(0, "AAA1"), at(0, 0)), (serial("BBB2"), at(0, 120)))
    assert boxes(seen(*view)) == {("AAA1", "BBB2"): (GTINS[0],)}


def test_a_pair_in_one_box_stays_one_package() -> None:
    view = ((ean(0), at(0, 0)), (serial("LEFT1"), at(0, 120)), (serial("RIGHT1"), at(120, 120)))
    assert boxes(seen(*view)) == {("LEFT1", "RIGHT1"): (GTINS[0],)}


def test_a_label_beside_anothers_empty_box_may_lie_in_it() -> None:
    (labelled, empty) = seen((whole(0, "AAA1"), at(0, 0)), (ean(1), at(0, 120)))
    assert [identity.gtin for identity in labelled.unclear] == [f"0{GTINS[1]}"]
    assert empty.serials == ()
    away = seen((whole(0, "AAA1"), at(0, 0)), (ean(1), at(900, 0)))
    assert away[0].unclear == ()
    own_box = seen((whole(0, "AAA1"), at(0, 0)), (ean(0), at(0, 110)), (ean(1), at(0, 220)))
    assert own_box[0].unclear == ()


def test_what_is_printed_along_another_direction_is_on_another_face() -> None:
    slanted = ((300.0, 0.0), (370.7, 70.7), (300.0, 141.4), (229.3, 70.7))
    assert distance(at(0, 0), at(210, 0)) < distance(at(0, 0), slanted)
    quarter = ((310.0, 0.0), (310.0, 100.0), (210.0, 100.0), (210.0, 0.0))
    assert distance(at(0, 0), quarter) == pytest.approx(distance(at(0, 0), at(210, 0)))


def test_two_pairs_of_hibc_with_the_same_link_are_told_apart_by_place() -> None:
    first, second = (
        Identity("hibc", text, hibc_labeler="A123", hibc_product=text, hibc_link="N")
        for text in ("AAA", "BBB")
    )
    secondary, other = (Identity("hibc", text, serial=text, hibc_link="N") for text in ("X1", "X2"))
    view = ((first, at(0, 0)), (secondary, at(0, 110)), (second, at(900, 0)), (other, at(900, 110)))
    for order in itertools.permutations(view):
        joined = {(i.hibc_product, i.serial) for package in seen(*order) for i in package.identities}
        assert joined == {("AAA", "X1"), ("BBB", "X2")}


PLACES = st.tuples(st.integers(0, 1500), st.integers(0, 900)).map(lambda place: at(*place))
CODES = st.one_of(
    st.integers(0, 2).map(ean),
    st.sampled_from(["AAA1", "BBB2", "CCC3", "DDD4"]).map(serial),
    st.tuples(st.integers(0, 2), st.sampled_from(["EEE5", "FFF6"])).map(lambda both: whole(*both)),
)


@given(st.lists(st.tuples(CODES, PLACES), max_size=8))
def test_no_code_in_view_is_lost_or_doubled_wherever_it_stands(view: list[tuple[Identity, Box]]) -> None:
    packages = seen(*view)
    kept = [identity.text for package in packages for identity in package.identities]
    assert sorted(kept) == sorted(identity.text for identity, _box in view)
    for package in packages:
        named = {identity.gtin for identity in package.identities if identity.gtin}
        assert len(named) <= 1


@given(PLACES, PLACES)
def test_a_distance_is_the_same_from_both_sides(one: Box, other: Box) -> None:
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert distance(one, one) == 0
