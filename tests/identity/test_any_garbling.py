"""Any scan of any code, garbled in any of the ways that keyboards and scanners have, several at once: it is read
rightly, or told as garbled or ambiguous, and never is another serial."""

import random
import string
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import ean

from identity import Identity, identify_typed, normalise_serial, return_number
from identity.hibc import check_character
from identity.keyboard import SWEDISH_TO_US
from identity.separators import GS

CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
SIGNS = ["|", "~", "^", "#", "@", "$", "", "[GS]", "<GS>", "{FNC1}", "^]", " ", "å", "\x1e", "␝", "&#29;"]
"""What scanners send for FNC1; "" where it is lost."""
TO_SWEDISH = {meant: chr(pressed) for pressed, meant in SWEDISH_TO_US.items() if len(meant) == 1}

Said = dict[str, str]
"""Field of an Identity → what the code says."""


def _gtin(rng: random.Random) -> str:
    body = "".join(rng.choices(string.digits, k=13))
    return body + ean.calc_check_digit(body)


def _value(rng: random.Random, longest: int = 14) -> str:
    more = rng.choice(["", string.ascii_lowercase, "-./_"])
    return "".join(rng.choices(CAPITALS + more, k=rng.randint(4, longest)))


def _capitals(rng: random.Random) -> str:
    return "".join(rng.choices(CAPITALS, k=rng.randint(4, 12)))


def _date(rng: random.Random) -> str:
    return f"{rng.randint(20, 35)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def element_strings(rng: random.Random) -> tuple[str, Said]:
    gtin, serial = _gtin(rng), _value(rng)
    others = [("11", _date(rng)), ("17", _date(rng)), ("10", _capitals(rng))]
    fields = rng.sample([*others, ("21", serial)], 4)[: rng.randint(1, 4)]
    if not any(ai == "21" for ai, _ in fields):
        fields.append(("21", serial))
    text = "".join(f"{ai}{value}{GS if ai in ('10', '21') else ''}" for ai, value in fields).rstrip(GS)
    return f"{rng.choice(['', ']d2', ']C1', ']Q3'])}01{gtin}{text}", {"gtin": gtin, "serial": serial}


def printed_text(rng: random.Random) -> tuple[str, Said]:
    gtin, serial = _gtin(rng), _value(rng)
    return f"(01){gtin}(11){_date(rng)}(21){serial}", {"gtin": gtin, "serial": serial}


def web_address(rng: random.Random) -> tuple[str, Said]:
    gtin, serial = _gtin(rng), _capitals(rng)
    return f"https://example.com/01/{gtin}/21/{serial}", {"gtin": gtin, "serial": serial}


def hibc(rng: random.Random) -> tuple[str, Said]:
    product, serial = _capitals(rng), _capitals(rng)
    said = {"hibc_product": product}
    body = f"+A{''.join(rng.choices(CAPITALS, k=3))}{product}1"
    if rng.random() < 0.5:
        body, said["serial"] = f"{body}/$+{serial}", serial
    return body + check_character(body), said


def own_number(rng: random.Random) -> tuple[str, Said]:
    number = return_number.new()
    return number, {"return_number": number}


CODES: list[Callable[[random.Random], tuple[str, Said]]] = [
    element_strings, printed_text, web_address, hibc, own_number,
]  # fmt: skip


GARBLINGS: dict[str, Callable[[random.Random, str], str]] = {
    "Caps Lock": lambda _rng, text: text.swapcase(),
    "the bracket is lost": lambda _rng, text: text.removeprefix("]"),
    "another sign for FNC1": lambda rng, text: text.replace(GS, rng.choice(SIGNS)),
    "a Swedish keyboard": lambda _rng, text: "".join(TO_SWEDISH.get(sign, sign) for sign in text),
    "an accent before": lambda rng, text: rng.choice("¨^´") + text,
    "small letters": lambda _rng, text: text.lower(),
    "an end": lambda rng, text: text + rng.choice(["\r", "\n", "\r\n", "\t"]),
}
"""In the order in which they happen on the way."""


def differs(found: Identity, said: Said) -> dict[str, str | None]:
    """The fields that are otherwise than the code says, as serials are compared."""
    fields = {name: getattr(found, name) for name in said}
    return {
        name: value
        for name, value in fields.items()
        if normalise_serial(value or "") != normalise_serial(said[name])
    }


@settings(deadline=None, max_examples=600)
@given(
    st.randoms(use_true_random=False),
    st.sampled_from(CODES),
    st.sets(st.sampled_from(sorted(GARBLINGS)), max_size=4),
)
def test_it_is_read_rightly_or_told(
    rng: random.Random, code: Callable[[random.Random], tuple[str, Said]], ways: set[str]
) -> None:
    text, said = code(rng)
    for name, garble in GARBLINGS.items():
        if name in ways:
            text = garble(rng, text)
    found = identify_typed(text)
    assert found.problems or not differs(found, said), (text, found)


GTIN = "05707131123459"


@pytest.mark.parametrize(
    ("typed", "serial"),
    [
        (f"´01{GTIN}21AB12", "AB12"),
        (f"¨(01){GTIN}(21)AB12", "AB12"),
        (f"HTTPSÖ--EXAMPLE.COM-01-{GTIN}-21-ab12", "ab12"),
        (f"HTTPSö--EXAMPLE.COM-01-{GTIN}-21-AB12", "AB12"),
        (f"01{GTIN}21AB12;GS:10LOT1", "AB12"),
        ("`a123bjc5d6e71-¤`ab12" + check_character("+A123BJC5D6E71/$+AB12").lower(), "AB12"),
    ],
)
def test_what_came_as_a_plain_text_or_not_at_all_before(typed: str, serial: str) -> None:
    assert identify_typed(typed).serial == serial


@pytest.mark.parametrize("accent", ["´", "^", "¨"])
def test_an_accent_before_a_plain_serial_is_no_reason_to_change_it(accent: str) -> None:
    assert identify_typed(f"{accent}24K7Y1784").kind == "plain"
