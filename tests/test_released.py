"""A database of every released version is brought up to date, on both databases, and people go on where they were.

tests/released/VERSION.json holds the rows as that version's own code wrote them: a demo with a return in each state.
CHANGELOG.md says which versions were released; each has its file.
"""

import base64
import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from app import create_app
from database import db
from operations.audit import verify
from operations.readiness import failing
from returns import Event, Line, LineState, Return, ReturnState
from tests.conftest import KINDS, SeparateClient, in_context
from tests.databases import fresh_postgresql_database

ROOT = Path(__file__).resolve().parent.parent
RELEASED = sorted((ROOT / "tests" / "released").glob("*.json"))
# The secret that signed the old passwords: with it people sign in as before.
SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "of-the-fixture",
    "WTF_CSRF_ENABLED": False,
    "RATELIMIT_ENABLED": False,
}
JSON = {"Accept": "application/json"}


def test_every_released_version_has_its_database() -> None:
    versions = re.findall(r"^## (\d\S+) \(", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert {path.stem for path in RELEASED} == set(versions)


@pytest.fixture(params=KINDS)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite'}"
        return
    server = request.getfixturevalue("postgresql_server")
    with fresh_postgresql_database(server) as name:
        yield server.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


@pytest.mark.slow
@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
def test_people_go_on_where_they_were(path: Path, bare_url: str) -> None:
    rows = json.loads(path.read_text())
    with in_context(create_app({**SETTINGS, "DATABASE_URL": bare_url})) as app:
        app.test_client_class = SeparateClient  # who is signed in is told by each request
        upgrade(revision=rows.pop("alembic_version")[0]["version_num"])
        pour(rows)
        upgrade()
        assert failing() == []
        assert verify(db.session()) is None
        for table in ("user", "device", "return", "line", "event", "stock_item", "send_back", "line_photo"):
            count = db.session.scalar(sa.select(sa.func.count()).select_from(sa.table(table)))
            assert count >= len(rows[table]), table
        found = {one.state: one.number for one in db.session.scalars(sa.select(Return))}
        clinic_goes_on(app, found)
        warehouse_goes_on(app, found)


def clinic_goes_on(app: APIFlask, numbers: dict[ReturnState, str]) -> None:
    """The draft with its photo is completed and sealed; the others are shown."""
    client = signed_in(app, "klinik@returkoll.demo")
    for number in numbers.values():
        assert client.get(f"/returer/{number}", follow_redirects=True).status_code == 200
    draft = numbers[ReturnState.DRAFT]
    line = line_of(draft)
    (photo,) = line.photos
    shown = client.get(f"/returer/{draft}/rader/{line.id}/foton/{photo.id}.jpg")
    assert shown.data == photo.jpeg
    told = client.post(f"/returer/{draft}/rader", data={"text": "NOWHERE-1"}, headers=JSON).json
    assert told["results"][0]["state"] != "packed", told
    answers = {f"answer-{item.code}": "yes" for item in line.checklist}
    client.post(f"/returer/{draft}/rader/{line.id}/kontroll", data=answers)
    assert client.get("/kom-tillbaka/", follow_redirects=True).status_code in (200, 404)


def warehouse_goes_on(app: APIFlask, numbers: dict[ReturnState, str]) -> None:
    """What was on its way is received, with its label of that version; what was in control is finished."""
    client = signed_in(app, "lager@returkoll.demo")
    sent = numbers[ReturnState.SENT]
    serials = [line.serial_number for line in return_of(sent).lines]
    told = client.post("/lager/direkt/rader", data={"text": sent}, headers=JSON).json
    assert told.get("results", [told])[0].get("state") == "opened", told
    for serial in serials:
        told = client.post(
            "/lager/direkt/rader", data={"text": serial, "oppet": f"{sent}E1"}, headers=JSON
        ).json
        assert told["results"][0]["state"] == "received", told
    in_control = db.session.scalars(sa.select(Line).where(Line.state == LineState.IN_CONTROL)).first()
    assert client.get(f"/lager/kontroll/{in_control.id}").status_code == 200
    assert client.get("/lager/saldo").status_code == 200
    assert db.session.scalars(sa.select(Event)).first() is not None


def signed_in(app: APIFlask, email: str) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/logga-in", data={"email": email, "password": "returkoll-demo"})
    assert answer.status_code == 302, "the old password is still good"
    return client


def return_of(number: str) -> Return:
    db.session.rollback()
    return db.session.scalars(sa.select(Return).where(Return.number == number)).one()


def line_of(number: str) -> Line:
    return return_of(number).lines[0]


def pour(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Into tables as that version had them."""
    schema = sa.MetaData()
    schema.reflect(db.engine)
    with db.engine.begin() as connection:
        for table in reversed(schema.sorted_tables):
            if table.name != "alembic_version":
                connection.execute(table.delete())
        for table in schema.sorted_tables:
            for row in rows.get(table.name, ()):
                values = {name: as_column(table.columns[name], value) for name, value in row.items()}
                connection.execute(table.insert().values(values))
        if connection.dialect.name == "postgresql":
            for name in (
                table.name for table in schema.sorted_tables if "id" in table.columns and rows.get(table.name)
            ):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), (SELECT max(id) FROM \"{name}\"))"
                )


def as_column(column: sa.Column[Any], value: Any) -> Any:
    """What SQLite's own form says, for a column of either database."""
    if value is None:
        return None
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    kind = column.type
    if isinstance(kind, sa.JSON):
        return json.loads(value)
    if isinstance(kind, sa.Boolean):
        return bool(value)
    if isinstance(kind, sa.DateTime):
        return datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.UTC)
    if isinstance(kind, sa.Date):
        return datetime.date.fromisoformat(value)
    return value
