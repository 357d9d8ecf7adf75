"""A product with a right of return that came to the warehouse goes on to its supplier, in a return of its own."""

import datetime

import pytest
from flask.testing import FlaskClient

from database import db
from returns import EventKind, Line, LineState, ReturnState
from tests.warehouse.fold import hold_tables_against_events
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, scan, take
from warehouse import SentOn, StockItem


@pytest.fixture
def arrived(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> tuple[str, dict[str, int]]:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    take(receiver, number, examples["to_supplier"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    lines = {"to_warehouse" if line.announced else "to_supplier": line.id for line in stored(number).lines}
    return number, lines


def send_on(client: FlaskClient, line_id: int, order_number: str = "7654321", answer: str = "yes") -> int:
    db.session.rollback()
    line = db.session.get_one(Line, line_id)
    data = {item.code: answer for item in line.checklist}
    data |= {"order_number": order_number, "lithium": "yes"}
    return client.post(f"/lager/kontroll/{line_id}/leverantor", data=data).status_code


def sent(line_id: int) -> SentOn | None:
    db.session.rollback()
    return db.session.get(SentOn, line_id)


def test_it_gets_a_return_of_its_own_with_the_suppliers_number_and_label(
    arrived: tuple[str, dict[str, int]], receiver: FlaskClient, clinic: Clinic
) -> None:
    number, lines = arrived
    line_id = lines["to_supplier"]
    assert "Skicka vidare till leverantören" in receiver.get(f"/lager/kontroll/{line_id}").text
    assert receiver.get(f"/lager/kontroll/{line_id}/leverantor").status_code == 200
    for _time in range(2):
        assert send_on(receiver, line_id) == 302
    found = sent(line_id)
    assert found is not None
    own = found.return_
    assert (own.state, own.to_supplier, own.unit.is_warehouse) == (ReturnState.SEALED, True, True)
    assert own.sealing is not None
    assert own.sealing.order_number == "7654321"
    assert [line.device_id for line in own.lines] == [found.line.device_id]
    assert found.line.state is LineState.SENT_ON
    assert [event.what for event in found.line.return_.events].count(EventKind.SENT_ON) == 1
    label = receiver.get(f"/lager/kontroll/{line_id}/leverantor/etikett.pdf")
    assert label.data.startswith(b"%PDF")
    page = clinic.client.get(f"/returer/{number}/").text
    assert "Skickad vidare" in page
    assert "vidare till leverantören" in clinic.client.get("/returer/kom-tillbaka").text
    receiver.post(f"/lager/kontroll/{line_id}/leverantor/lamnad")
    db.session.rollback()
    assert own.state is ReturnState.SENT


def undo(client: FlaskClient, line_id: int, reason: str = "Fel kartong, returrätten gäller inte") -> None:
    client.post(f"/lager/kontroll/{line_id}/leverantor/angra", data={"reason": reason})
    db.session.rollback()


def kinds(line: Line) -> list[EventKind]:
    return [event.what for event in line.return_.events if event.line_id == line.id]


def test_while_it_has_not_left_it_can_be_undone_and_sent_on_anew(
    arrived: tuple[str, dict[str, int]], receiver: FlaskClient, clinic: Clinic
) -> None:
    number, lines = arrived
    line_id = lines["to_supplier"]
    finish_control(receiver, lines["to_warehouse"])
    send_on(receiver, line_id)
    assert stored(number).state is ReturnState.CLOSED
    first = sent(line_id)
    assert first is not None
    own = first.return_
    product = f"/produkter/{own.lines[0].device_id}"
    assert "till leverantören, på huvudlagret" in receiver.get(product).text
    assert (
        scan(receiver, "skanna", own.lines[0].serial_number or "")["location"] == f"/lager/kontroll/{line_id}"
    )
    undo(receiver, line_id, " ")
    assert sent(line_id) is not None, "a reason is wanted"
    page = receiver.get(f"/lager/kontroll/{line_id}").text
    assert "Skicka inte vidare" in page
    for _time in range(2):
        undo(receiver, line_id)
    line = db.session.get_one(Line, line_id)
    assert (sent(line_id), own.state, line.state) == (None, ReturnState.CANCELLED, LineState.IN_CONTROL)
    assert (line.open_device_id, own.lines[0].open_device_id) == (line.device_id, None)
    assert stored(number).state is ReturnState.RECEIVED
    assert kinds(line).count(EventKind.SENT_ON_UNDONE) == 1
    assert (
        "avbryt också retur till leverantör 7654321"
        in receiver.get(f"/lager/kontroll/{line_id}").text.lower()
    )
    assert "Under kontroll på huvudlagret" in receiver.get(product).text
    assert "Skickat vidare till leverantören" not in clinic.client.get("/returer/kom-tillbaka").text
    hold_tables_against_events()
    assert send_on(receiver, line_id, "7654322") == 302
    again = sent(line_id)
    assert again is not None
    assert (again.return_.state, again.return_id != own.id) == (ReturnState.SEALED, True)
    hold_tables_against_events()


def test_what_has_left_for_the_supplier_stays_sent_on(
    arrived: tuple[str, dict[str, int]], receiver: FlaskClient
) -> None:
    _number, lines = arrived
    line_id = lines["to_supplier"]
    send_on(receiver, line_id)
    receiver.post(f"/lager/kontroll/{line_id}/leverantor/lamnad")
    assert "Skicka inte vidare" not in receiver.get(f"/lager/kontroll/{line_id}").text
    undo(receiver, line_id)
    found = sent(line_id)
    assert found is not None
    assert (found.return_.state, found.line.state) == (ReturnState.SENT, LineState.SENT_ON)


def test_it_never_stands_on_a_shelf_and_the_clinics_return_is_closed_without_it(
    arrived: tuple[str, dict[str, int]], receiver: FlaskClient
) -> None:
    number, lines = arrived
    send_on(receiver, lines["to_supplier"])
    finish_control(receiver, lines["to_supplier"])
    db.session.rollback()
    assert db.session.query(StockItem).filter_by(line_id=lines["to_supplier"]).count() == 0
    finish_control(receiver, lines["to_warehouse"])
    assert stored(number).state is ReturnState.CLOSED


@pytest.mark.parametrize(("order_number", "answer"), [("", "yes"), ("12", "yes"), ("7654321", "no")])
def test_without_a_fit_number_or_with_a_no_nothing_of_it_is_kept(
    arrived: tuple[str, dict[str, int]], receiver: FlaskClient, order_number: str, answer: str
) -> None:
    _number, lines = arrived
    send_on(receiver, lines["to_supplier"], order_number, answer)
    assert sent(lines["to_supplier"]) is None
    assert db.session.get_one(Line, lines["to_supplier"]).state in (LineState.RECEIVED, LineState.IN_CONTROL)


def test_a_right_that_has_run_out_since_is_told_before_anything_is_sent(
    arrived: tuple[str, dict[str, int]], receiver: FlaskClient
) -> None:
    _number, lines = arrived
    line_id = lines["to_supplier"]
    device = db.session.get_one(Line, line_id).device
    assert device is not None
    device.delivery_date = datetime.date(2001, 1, 1)
    device.order_date = datetime.date(2001, 1, 1)
    db.session.commit()
    send_on(receiver, line_id)
    assert sent(line_id) is None
    assert "Registret säger i dag" in receiver.get(f"/lager/kontroll/{line_id}").text


def test_a_product_without_a_right_of_return_is_not_sent_on(
    arrived: tuple[str, dict[str, int]], receiver: FlaskClient, clinic: Clinic
) -> None:
    _number, lines = arrived
    send_on(receiver, lines["to_warehouse"])
    assert sent(lines["to_warehouse"]) is None
    assert send_on(clinic.client, lines["to_supplier"]) == 403
    assert clinic.client.post(f"/lager/kontroll/{lines['to_supplier']}/leverantor/angra").status_code == 403
