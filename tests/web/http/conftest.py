"""Somebody of each role, and a house in which there is something of everything."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from accounts import RoleName, User
from accounts.people import add_user
from database import db, utcnow
from operations.demo import first_unit
from printing import Printer
from registry.models import Article, GuaranteeTerm, Unit
from tests.conftest import app_on
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from warehouse import StockItem
from warehouse.follow_up.contact import UnitContact
from web.http.local_time import today

PASSWORD = "returkoll-demo"
STRANGER, COLLEAGUE = "framling@returkoll.demo", "kollega@returkoll.demo"
CLINIC, WAREHOUSE, ADMIN, OTHER_UNIT = "clinic", "warehouse", "admin", "a clinic of another unit"
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Asked:
    """One request of the walk."""

    rule: Rule
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.rule.endpoint})"


def every_route(app: APIFlask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & METHODS):
            yield rule, method


def asked(routes: Iterator[tuple[Rule, str]], things: Mapping[str, object]) -> list[Asked]:
    """Each route with what there is in its places; 1 where there is nothing."""
    found = []
    for rule, method in routes:
        built = rule.build({**dict.fromkeys(rule.arguments, 1), **things}, append_unknown=False)
        assert built is not None, rule
        found.append(Asked(rule, method, built[1]))
    return found


@pytest.fixture
def clients(demo_app: APIFlask, signed_in: Callable[[str], FlaskClient]) -> dict[str, FlaskClient]:
    other = sa.select(Unit).where(~Unit.is_warehouse).order_by(Unit.id.desc()).limit(1)
    add_user(STRANGER, "Fia Främling", RoleName.CLINIC, PASSWORD, db.session.scalars(other).one())
    add_user(COLLEAGUE, "Karl Kollega", RoleName.CLINIC, PASSWORD, first_unit())
    db.session.commit()
    found = {role: signed_in(role) for role in (CLINIC, WAREHOUSE, ADMIN)}
    return {**found, OTHER_UNIT: signed_in(STRANGER)}


@pytest.fixture
def things(clients: dict[str, FlaskClient], examples: dict[str, str]) -> dict[str, object]:
    """What the first unit has, and what the warehouse has of it: the name of a route's place → what stands there."""
    clinic, warehouse = Clinic(clients[CLINIC]), clients[WAREHOUSE]
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    db.session.rollback()
    printer = Printer.add(
        actor="Ada",
        now=utcnow(),
        name="Skrivaren",
        unit_id=first_unit().id,
        paper="102x152",
        address="zpl://127.0.0.1:9100",
    )
    contact = UnitContact.note(
        first_unit(), today(), actor="Ada", now=utcnow(), said="Ringt", spoke_with="Eva"
    )
    db.session.commit()
    printer_id, contact_id = printer.id, contact.id
    clients[CLINIC].post("/utskrifter/skrivare", data={"printer_id": printer_id})
    clients[CLINIC].post(f"/returer/{number}/etikett/skriv-ut")
    for serial in (examples["to_warehouse"], examples["to_warehouse_2"]):
        take(warehouse, number, serial)
    warehouse.post(f"/lager/mottag/{number}/inlagd")
    first, second = (line.id for line in stored(number).lines)
    finish_control(warehouse, first)
    warehouse.post(f"/lager/kontroll/{second}/tillbaka", data={"reasons": ["damaged"]})
    db.session.rollback()
    device = stored(number).lines[0].device
    assert device is not None
    return {
        "number": number,
        "line_id": second,
        "device_id": device.id,
        "unit_id": first_unit().id,
        "contact_id": contact_id,
        "printer_id": printer_id,
        "job_id": db.session.scalars(sa.text("SELECT id FROM print_job")).one(),
        "item_id": db.session.scalars(sa.select(StockItem.id)).first(),
        "user_id": db.session.scalars(sa.select(User.id).where(User.email == COLLEAGUE)).one(),
        "term_id": db.session.scalars(sa.select(GuaranteeTerm.id)).first(),
        "article_id": db.session.scalars(sa.select(Article.id)).first(),
        "kind": "pa-vag",
        "name": "klinik",
        "code": "damaged",
    }


@pytest.fixture
def sqlite_app(sqlite_demo_url: str) -> Iterator[APIFlask]:
    """The app with the demo, on SQLite alone: for what no database has a part in."""
    with app_on(sqlite_demo_url) as app:
        yield app
