"""What is not as announced: each kind has its sentence, a mistyped number is joined, and what comes in another return
is missed nowhere."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db
from operations.demo import first_unit
from registry.models import Device
from registry.similar_serials import is_similar
from returns import Line, LineState
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import scan, take


def near(serial: str) -> str:
    """A serial that nobody has, one character from the other."""
    return f"{serial[:-1]}{'7' if serial[-1] != '7' else '4'}"


def look(receiver: FlaskClient, number: str, text: str) -> str:
    html: str = scan(receiver, f"mottag/{number}/skanna", text)["html"]
    return html


def state_of(line: int) -> LineState:
    db.session.rollback()
    return db.session.get_one(Line, line).state


@pytest.mark.parametrize(
    ("read", "other", "similar"),
    [
        ("12345678", "12345679", True),
        ("12345678", "1234567", True),
        ("12345678", "12354678", True),
        ("O2345678", "02345678", True),
        ("12345678", "12345678", False),
        ("1234-5678", "12345678", False),
        ("12345678", "12345699", False),
        ("123", "124", False),
    ],
)
def test_one_mistake_makes_two_serials_similar(read: str, other: str, similar: bool) -> None:
    assert is_similar(read, other) is is_similar(other, read) is similar


@pytest.mark.parametrize(
    ("which", "headline"),
    [
        ("another_unit", "En annan enhets produkt"),
        ("to_supplier", "Skulle ha gått till leverantören"),
        ("not_handled", "Hanteras inte av huvudlagret"),
        ("correct_sesam", "Numret stämmer inte med Sesam"),
    ],
)
def test_each_kind_has_its_sentence(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str], which: str, headline: str
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    html = look(receiver, number, examples[which])
    assert headline in html
    assert "Ta emot som extra" in html
    assert "felskrivet" not in html
    assert "Okänd produkt" in look(receiver, number, "finns-inte-alls-1")


def test_a_mistyped_number_joins_with_an_event_and_can_be_undone(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    (line,) = stored(number).lines
    announced, wrong = line.serial_number, near(examples["to_warehouse"])
    html = look(receiver, number, wrong)
    assert "Numret liknar ett som är anmält" in html
    assert f"Det är {announced}, felskrivet" in html
    token = html.split('name="token" value="')[1].split('"')[0]
    for _again in range(2):
        receiver.post(f"/lager/mottag/{number}/produkter", data={"token": token, "line_id": line.id})
    assert "är redan mottagen" in scan(receiver, f"mottag/{number}/skanna", wrong)["message"]
    (line,) = stored(number).lines
    assert (line.state, line.serial_number, line.device_id) == (LineState.RECEIVED, wrong, None)
    assert line.verdict is not None
    assert line.verdict.kind == "unknown"
    (event,) = [event for event in line.return_.events if event.what == "announced product corrected"]
    assert event.before is not None
    assert event.after is not None
    assert (event.before["serial_number"], event.after["serial"]) == (announced, wrong)
    receiver.post(f"/lager/mottag/{number}/produkter/{line.id}/angra")
    (line,) = stored(number).lines
    assert (line.state, line.serial_number) == (LineState.PACKED, announced)
    assert line.device is not None
    take(receiver, number, examples["to_warehouse"])
    assert state_of(line.id) is LineState.RECEIVED


def test_numbers_that_are_not_alike_are_not_joined(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    (line,) = stored(number).lines
    take(receiver, number, "finns-inte-alls-1", line_id=line.id)
    assert [(one.state, one.serial_number) for one in stored(number).lines] == [
        (LineState.PACKED, examples["to_warehouse"])
    ]


@pytest.mark.parametrize("received_first", [True, False], ids=["missing", "on its way"])
def test_what_comes_in_another_return_is_missed_nowhere(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str], received_first: bool
) -> None:
    first, second = examples["to_warehouse"], examples["to_warehouse_2"]
    announced = clinic.sealed_return(first, second)
    here = clinic.new_return()
    wanted = next(line.id for line in stored(announced).lines if line.serial_number == second)
    if received_first:
        take(receiver, announced, first)
        receiver.post(f"/lager/mottag/{announced}/inlagd")
        assert state_of(wanted) is LineState.MISSING
    third = another(clinic, here, {first, second})
    clinic.answer_all(here)
    clinic.seal(here, "7654321")
    shown = stored(announced).shown_number
    html = look(receiver, here, second)
    assert f"Anmäld i retur {shown}" in html
    assert "så saknas den inte i retur" in html
    take(receiver, here, second)
    take(receiver, here, third)
    assert state_of(wanted) is LineState.CAME_ELSEWHERE
    assert second not in receiver.get("/lager/").text.split("Saknade produkter")[-1] or not received_first
    assert "Redan mottagen" not in look(receiver, here, third[:-1])
    extra = next(line for line in stored(here).lines if not line.announced)
    receiver.post(f"/lager/mottag/{here}/produkter/{extra.id}/angra")
    assert state_of(wanted) is (LineState.MISSING if received_first else LineState.PACKED)
    take(receiver, here, second)
    assert state_of(wanted) is LineState.CAME_ELSEWHERE
    if not received_first:
        take(receiver, announced, first)
        receiver.post(f"/lager/mottag/{announced}/inlagd")
    assert {line.state for line in stored(announced).lines} == {LineState.RECEIVED, LineState.CAME_ELSEWHERE}
    kinds = [event.what for event in stored(announced).events if event.line_id == wanted]
    assert kinds.count("product came elsewhere") == 2
    assert kinds.count("product elsewhere undone") == 1
    assert "Kom i en annan retur" in clinic.client.get(f"/returer/{announced}/").text


@pytest.mark.slow
def test_another_article_than_the_announced_one_is_told(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    (line,) = stored(number).lines
    assert line.article is not None
    other = db.session.scalars(
        sa.select(Device.serial_number).where(
            Device.unit_id == line.return_.unit_id, Device.article_id != line.article_id
        )
    )
    told = [look(receiver, number, serial) for serial in other]
    wrong_article = [html for html in told if f"Fel artikel: anmält är {line.article.name}" in html]
    assert wrong_article
    assert all("Ta emot som extra" in html for html in wrong_article)


def another(clinic: Clinic, number: str, taken: set[str]) -> str:
    """Pack a third product of the unit's that goes to the warehouse."""
    serials = db.session.scalars(
        sa.select(Device.serial_number).where(Device.unit_id == first_unit().id)
    ).all()
    for serial in serials:
        if serial not in taken and 'data-verdict="to_warehouse"' in clinic.look_up(number, serial)["html"]:
            clinic.pack(number, serial)
            return serial
    raise AssertionError("expected a third product for the warehouse")
