"""The verdicts' tones are told apart by everybody, at arm's length: by colour, by icon, by shape."""

from itertools import combinations
from pathlib import Path

import pytest

from registry.verdict import VerdictKind
from tests.web.site.colours import EYES, distance, seen_by, tokens

TONES = ("good", "supplier", "attention", "stop")
AT_LEAST = 15
"""By CIEDE2000. Neighbours in a palette for charts are about 10 apart; a verdict is read from further away."""

# Sharma, Wu and Dalal (2005), table 1, pairs 1, 7, 9, 17, 25 and 34.
PUBLISHED = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0009), 7.1792),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "expected"), PUBLISHED)
def test_the_measure_is_the_published_one(
    one: tuple[float, float, float], other: tuple[float, float, float], expected: float
) -> None:
    assert distance(one, other) == pytest.approx(expected, abs=0.0001)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_two_tones_look_alike_to_any_eye(scheme: str, eye: str) -> None:
    colours = tokens()[("light", "dark").index(scheme)]
    apart = {
        (one, other): distance(seen_by(eye, colours[one]), seen_by(eye, colours[other]))
        for one, other in combinations(TONES, 2)
    }
    assert not {pair: round(value, 1) for pair, value in apart.items() if value < AT_LEAST}


def test_each_tone_has_icons_of_its_own() -> None:
    """An icon is never shared by two tones, so that a card says what it is on a grey screen too."""
    template = Path("templates/clinic/_verdict.html").read_text()
    start = template.index("ICONS = {")
    words = template[start : template.index("}", start)].split('"')[1::2]
    icons = dict(zip(words[::2], words[1::2], strict=True))
    assert set(icons) == {kind.value for kind in VerdictKind}
    tones = {"to_warehouse": "good", "to_supplier": "supplier", "another_unit": "stop", "not_handled": "stop"}
    by_icon: dict[str, set[str]] = {}
    for kind, icon in icons.items():
        by_icon.setdefault(icon, set()).add(tones.get(kind, "attention"))
    assert all(len(tones) == 1 for tones in by_icon.values()), by_icon
    sprite = Path("static/icons/sprite.svg").read_text()
    drawn = [sprite.split(f'id="{icon}"')[1].split("</symbol>")[0] for icon in by_icon]
    assert len(set(drawn)) == len(by_icon)
