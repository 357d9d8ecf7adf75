"""Any view of products, packed in any order by any way in, ends with exactly the devices whose cards were pressed, or
with a question: never with another device.

Two ways of trying it. Many views as the scanner would give them, without a picture; and a few drawn ones, read by the
real scanner.
"""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from database import db, utcnow
from identity import Identity, identify, join
from operations.demo import first_unit
from registry.models import Device
from returns import Line, Return
from returns.judging import Shown, judge_again, judge_all
from tests.drawn_view import Placed, draw_view
from tests.web.cards import look, press
from tests.web.clinic.conftest import gtin_of
from tests.web.conftest import Clinic
from web.http.local_time import today
from web.scan.card_token import card_token, shown_in

ARTICLES = (
    "Fjord 5 R höger",
    "Fjord 5 R höger",
    "Fjord 5 R vänster",
    "Stilla M",
    "Fjord Clip mikrofon",
    "Stilla M",
)
KEEP_FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
ANSWERS = ("own-box", "anothers-box")

# What stands on one product: each is a list of codes, "g" its GTIN, "s" its serial, "w" both in one, "i" its
# individnummer, "l" a lot, "x" the GTIN of the first product of the view.
FORMS = ("s", "w", "i", "gs", "gsl", "sg", "ws", "gw", "gi", "xs", "si", "gsil", "wl", "xw")


@dataclass(frozen=True)
class Piece:
    """One product of a view: which of the devices, and how its codes say so."""

    device: int
    form: str
    column: int
    row: int
    turn: int


PIECES = st.builds(
    Piece,
    device=st.integers(0, len(ARTICLES) - 1),
    form=st.sampled_from(FORMS),
    column=st.integers(0, 2),
    row=st.integers(0, 1),
    turn=st.sampled_from([0, 0, 0, 90, 30]),
)
VIEWS = st.lists(PIECES, min_size=1, max_size=6, unique_by=lambda piece: piece.device)


@pytest.fixture
def devices(register_device: Callable[..., Device]) -> list[Device]:
    return [
        register_device(f"ANY-{number}00", article, individ_number=f"I88000{number}")
        for number, article in enumerate(ARTICLES)
    ]


def texts(piece: Piece, devices: list[Device], view: list[Piece]) -> list[tuple[str, str]]:
    """The codes of a product: text and symbology."""
    device = devices[piece.device]
    gtin, first = gtin_of(device), gtin_of(devices[view[0].device])
    codes = {
        "g": (gtin[1:], "EAN13"),
        "s": (device.serial_number, "Code128"),
        "w": (f"(01){gtin}(21){device.serial_number}", "DataMatrix"),
        "i": (device.individ_number or "", "Code128"),
        "l": (f"(10)LOT{piece.device}", "DataMatrix"),
        "x": (first[1:], "EAN13"),
    }
    return [codes[letter] for letter in piece.form]


def named(cards: list, view: list[Piece], devices: list[Device]) -> None:
    """Every card names a device of the view, and each at most once."""
    shown = [card.verdict.device.id for card in cards if card.verdict.device]
    assert len(shown) == len(set(shown))
    assert set(shown) <= {devices[piece.device].id for piece in view}


# --- many views, as the scanner would give them


def identities(piece: Piece, devices: list[Device], view: list[Piece]) -> list[tuple[Identity, list]]:
    """The codes under each other at the product's place, some turned."""
    seen = []
    for line, (text, symbology) in enumerate(texts(piece, devices, view)):
        payload = text.replace("(01)", "01").replace("(21)", "21").replace("(10)", "10")
        mark = "]d2" if text.startswith("(") else None
        left, top = piece.column * 500.0, piece.row * 450.0 + line * 110
        width = 200.0 if symbology != "DataMatrix" else 80.0
        corners = np.array([[left, top], [left + width, top], [left + width, top + 80], [left, top + 80]])
        angle = np.deg2rad(piece.turn)
        turned = (corners - corners[0]) @ np.array(
            [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
        )
        seen.append((identify(payload.encode(), symbology, mark), (turned + corners[0]).tolist()))
    return seen


@contextmanager
def undone() -> "object":
    """What is packed inside is taken back: the next view begins with an empty house."""
    yield
    db.session.rollback()


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=KEEP_FIXTURES)
@given(
    view=VIEWS,
    order=st.randoms(use_true_random=False),
    with_places=st.booleans(),
    answer=st.sampled_from(ANSWERS),
)
def test_what_is_pressed_is_what_is_packed(
    demo_app: APIFlask,
    devices: list[Device],
    view: list[Piece],
    order: object,
    with_places: bool,
    answer: str,
) -> None:
    seen = [code for piece in view for code in identities(piece, devices, view)]
    order.shuffle(seen)
    packages = join(
        [identity for identity, _at in seen], [at for _identity, at in seen] if with_places else None
    )
    unit = first_unit()
    with undone():
        cards = judge_all(packages, unit, today())
        named(cards, view, devices)
        every = {devices[piece.device].id for piece in view}
        assert {card.verdict.device.id for card in cards if card.verdict.device} == every
        order.shuffle(cards)
        for card in cards[: order.randint(1, len(cards))]:
            _press_and_compare(demo_app, card, unit, answer)


def _press_and_compare(app: APIFlask, card: object, unit: object, answer: str) -> None:
    """As the form brings the card back: the token, and the answer where it asked."""
    with app.test_request_context():
        shown = shown_in(card_token(card))
    if question := card.verdict.question:
        assert answer in {option.value for option in question.options}
        shown = Shown(shown.package, shown.device_id, shown.article_id, shown.told.answered(answer))
    again = judge_again(shown, unit, today())
    assert again.verdict.device == card.verdict.device
    assert again.verdict.article == card.verdict.article
    if card.verdict.question:
        assert (again.verdict.kind == "wrong_box") == (answer == "anothers-box")
    else:
        assert again.verdict == card.verdict
    if card.verdict.device:
        assert again.packed().device_id == card.verdict.device.id
        assert again.packed().serial_number == card.verdict.device.serial_number


def test_a_label_of_another_article_is_never_green_beside_its_device(devices: list[Device]) -> None:
    """Form "xw" and "xs" of a device of another article, alone in view with the first product."""
    for form in ("xs", "xw"):
        view = [Piece(0, "w", 0, 0, 0), Piece(3, form, 2, 1, 0)]
        seen = [code for piece in view for code in identities(piece, devices, view)]
        packages = join([identity for identity, _at in seen], [at for _identity, at in seen])
        (card,) = [
            card for card in judge_all(packages, first_unit(), today())
            if card.verdict.device and card.verdict.device.id == devices[3].id
        ]  # fmt: skip
        assert card.verdict.kind in ("wrong_box", "question"), form


# --- a few, drawn and read by the real scanner


def drawn(view: list[Piece], devices: list[Device]) -> bytes:
    codes = []
    for place, piece in enumerate(view):
        left, top = 20 + place % 3 * 620, 20 + place // 3 * 640
        for line, (text, symbology) in enumerate(texts(piece, devices, view)):
            codes.append(Placed(text, symbology, (left, top + line * 150), module=3))
    return draw_view(*codes, size=(1900, 1320))


def packed_devices() -> list[int | None]:
    db.session.rollback()
    lines = db.session.scalars(
        sa.select(Line).join(Return).where(Return.state == "draft").order_by(Line.packed_at, Line.id)
    )
    return [line.device_id for line in lines]


# Without shrinking: a failing view is small as it is, and each try draws and reads a picture.
@pytest.mark.slow
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=KEEP_FIXTURES,
    phases=[Phase.explicit, Phase.generate],
)
@given(view=VIEWS, order=st.randoms(use_true_random=False), live=st.sampled_from(["", "1"]))
def test_a_drawn_view_packs_what_is_pressed(
    clinic: Clinic, devices: list[Device], view: list[Piece], order: object, live: str
) -> None:
    _cancel_all()
    client: FlaskClient = clinic.client
    number = clinic.new_return()
    cards = look(client, number, drawn(view, devices), live=live)
    by_serial = {device.serial_number: device.id for device in devices}
    order.shuffle(cards)
    expected = []
    for card in cards:
        if not card.token:
            continue
        press(client, number, card, **({"told": "own-box"} if card.verdict == "question" else {}))
        expected.append(by_serial[card.serial])
    assert sorted(filter(None, packed_devices())) == sorted(expected)


def _cancel_all() -> None:
    """What an earlier view left behind."""
    db.session.rollback()
    for draft in db.session.scalars(sa.select(Return).where(Return.state == "draft")):
        draft.cancel("the next view", actor="test", now=utcnow())
    db.session.commit()
