"""An envelope without a label has a way in: its return is found, or made at the warehouse and told to the unit."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db
from operations.demo import first_unit
from registry.models import Unit
from returns import Line, LineState, Return, ReturnState
from tests.web.conftest import Clinic, stored
from tests.web.form_page import FormPage
from tests.web.warehouse.steps import JSON, finish_control, scan, take

PAGE = "/lager/utan-etikett"


def count() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Return)) or 0


def made(receiver: FlaskClient, **form: object) -> str:
    """The number of the return that is made for the demo clinic's envelope."""
    answer = receiver.post(PAGE, data={"unit": first_unit().id, **form})
    assert answer.status_code == 302, answer.text
    return str(answer.location).split("/mottag/")[1].split("?")[0]


def test_an_envelope_with_nothing_on_it_goes_the_whole_way(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = made(receiver)
    assert stored(number).state is ReturnState.SENT
    assert stored(number).shown_number in receiver.get("/lager/").text
    assert "Ett kuvert kom utan etikett" in clinic.client.get("/returer/").text
    html = scan(receiver, f"mottag/{number}/skanna", examples["to_warehouse"])["html"]
    assert "I kuvertet utan etikett" in html
    assert "som extra" not in html
    assert receiver.post(f"/lager/mottag/{number}/inlagd").status_code == 303
    assert stored(number).state is ReturnState.SENT
    take(receiver, number, examples["to_warehouse"])
    assert receiver.post(f"/lager/mottag/{number}/inlagd").status_code == 302
    (line,) = stored(number).lines
    finish_control(receiver, line.id)
    (line,) = stored(number).lines
    assert (line.state, line.return_.state) == (LineState.STOCKED, ReturnState.CLOSED)
    assert line.return_.events[0].what == "opened at warehouse"


def test_the_unit_is_told_until_it_has_read_it(clinic: Clinic, receiver: FlaskClient) -> None:
    number = made(receiver, order_number="4711-77")
    page = clinic.client.get(f"/returer/{number}/").text
    assert "utan etikett" in page
    assert "4711-77" in page
    assert "Något blev fel" not in page
    assert number in clinic.client.get("/returer/?q=4711-77").text
    for _again in range(2):
        assert clinic.client.post(f"/returer/{number}/utan-etikett/last").status_code == 302
    assert "Ett kuvert kom utan etikett" not in clinic.client.get("/returer/").text
    assert "Vi har läst det" not in clinic.client.get(f"/returer/{number}/").text
    clinic.client.post(f"/returer/{number}/overlamnad/angra", data={"reason": "Kvar här"})
    assert stored(number).state is ReturnState.SENT


def test_a_known_order_number_leads_to_its_return_first(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    announced = clinic.sealed_return(examples["to_warehouse"])
    before = count()
    form = {"unit": first_unit().id, "order_number": " 1234567 "}
    page = receiver.post(PAGE, data=form).text
    assert f"/lager/mottag/{announced}" in page
    assert count() == before
    assert receiver.post(PAGE, data={**form, "anyway": "1"}).status_code == 302
    assert count() == before + 1


def test_a_product_of_the_envelope_tells_whose_it_is(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    def look(text: str) -> str:
        html: str = receiver.post(f"{PAGE}/skanna", data={"text": text}, headers=JSON).json["html"]
        return html

    unit = f'name="unit" value="{first_unit().id}"'
    html = look(examples["to_warehouse"])
    assert unit in html
    assert "Öppna retur" not in html
    number = clinic.sealed_return(examples["to_warehouse"])
    html = look(examples["to_warehouse"])
    assert f"/lager/mottag/{number}" in html
    assert unit in html
    other = look(examples["another_unit"])
    assert 'name="unit"' in other
    assert unit not in other
    assert "Registret vet inte vems den är" in look("finns-inte-alls-1")


def test_every_fault_is_told_beside_its_field_and_nothing_is_made(receiver: FlaskClient) -> None:
    before = count()
    store = db.session.scalars(sa.select(Unit).where(Unit.is_warehouse)).one().id
    for unit in ("", "999999", str(store)):
        for order_number in ("9" * 41, "19811228-9874"):
            answer = receiver.post(PAGE, data={"unit": unit, "order_number": order_number})
            assert answer.status_code == 422
            assert FormPage(answer.text).faults.keys() == {"unit", "order_number"}
    assert count() == before


def test_only_the_warehouse_takes_in_what_has_no_label(clinic: Clinic) -> None:
    before = count()
    assert clinic.client.get(PAGE).status_code == 403
    assert clinic.client.post(PAGE, data={"unit": first_unit().id}).status_code == 403
    assert count() == before


@pytest.mark.parametrize("taken_in_first", [True, False], ids=["missing", "on its way"])
def test_what_was_announced_elsewhere_and_comes_without_label_is_not_missing(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str], taken_in_first: bool
) -> None:
    first, second = examples["to_warehouse"], examples["to_warehouse_2"]
    announced = clinic.sealed_return(first, second)
    wanted = next(line.id for line in stored(announced).lines if line.serial_number == second)
    if taken_in_first:
        take(receiver, announced, first)
        receiver.post(f"/lager/mottag/{announced}/inlagd")
    number = made(receiver)
    take(receiver, number, second)
    db.session.rollback()
    assert db.session.get_one(Line, wanted).state is LineState.CAME_ELSEWHERE
    assert "Saknade produkter" not in receiver.get("/lager/").text
