"""What the tests of the pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from database import db, utcnow
from identity import identify_typed, join
from operations.demo import first_unit
from registry.demo_register import demo_examples
from registry.models import Device, Unit
from registry.verdict import VerdictKind
from returns import Return
from returns.judging import judge
from web.http.local_time import today


@dataclass
class Clinic:
    """A clinic user at work, with the requests that the pages make."""

    client: FlaskClient

    def new_return(self) -> str:
        return self.client.post("/returer/").location.strip("/").split("/")[-1]

    def look_up(self, number: str, text: str) -> dict[str, Any]:
        answer = self.client.post(
            f"/returer/{number}/skanna", data={"text": text}, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json or {}
        return shown

    def token(self, number: str, text: str) -> str:
        html: str = self.look_up(number, text)["html"]
        return html.split('name="token" value="')[1].split('"')[0]

    def pack(self, number: str, text: str, **form: str) -> object:
        return self.client.post(f"/returer/{number}/rader", data={"token": self.token(number, text), **form})

    def answer_all(self, number: str, answer: str = "yes") -> None:
        for line in stored(number).lines:
            data = {item.code: answer for item in line.checklist}
            self.client.post(f"/returer/{number}/rader/{line.id}/kontroll", data=data)

    def seal(self, number: str, order_number: str = "1234567", **form: str) -> TestResponse:
        said = {"same_order_number": order_number, "thick": "no", "lithium": "yes"}
        data = {"order_number": order_number, **said, **form}
        return self.client.post(f"/returer/{number}/forsegla", data=data)

    def sealed_return(self, *serials: str) -> str:
        number = self.new_return()
        for serial in serials:
            self.pack(number, serial)
        self.answer_all(number)
        assert self.seal(number).status_code == 302
        return number


def stored(number: str) -> Return:
    """The return as the database has it now."""
    db.session.rollback()
    return db.session.scalars(sa.select(Return).where(Return.number == number)).one()


@pytest.fixture
def clinic(signed_in: Callable[[str], FlaskClient]) -> Clinic:
    return Clinic(signed_in("clinic"))


@pytest.fixture
def examples(demo_app: APIFlask) -> dict[str, str]:
    """A serial for each verdict that the demo clinic can meet, and a second one that goes to the warehouse."""
    found = {str(kind): serial for kind, serial in demo_examples().items()}
    return {**found, "to_warehouse_2": another_for_the_warehouse(found["to_warehouse"])}


def another_for_the_warehouse(first: str) -> str:
    unit = first_unit()
    serials = db.session.scalars(
        sa.select(Device.serial_number).where(Device.unit_id == unit.id, Device.serial_number != first)
    )
    for serial in serials:
        (package,) = join([identify_typed(serial)])
        if judge(package, unit, today()).verdict.kind is VerdictKind.TO_WAREHOUSE:
            return serial
    raise AssertionError("expected two demo products for the warehouse")


@pytest.fixture
def other_units_return(demo_app: APIFlask) -> str:
    unit = db.session.scalars(
        sa.select(Unit).where(~Unit.is_warehouse).order_by(Unit.id.desc()).limit(1)
    ).one()
    number = Return.open(unit, actor="a colleague", now=utcnow()).number
    db.session.commit()
    return number
