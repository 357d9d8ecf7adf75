"""A program is asked about missing parts as a person is, and its answer is kept."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from database import db
from operations.demo import first_unit
from registry.models import Article, Device
from tests.web.api.conftest import Program
from tests.web.api.writing.ways import seal

MakeProgram = Callable[..., Program]


@pytest.fixture
def pair(demo_app: object) -> tuple[Device, Device]:
    made = []
    for serial, side in (("API-H", "höger"), ("API-V", "vänster")):
        article = db.session.scalars(sa.select(Article).where(Article.name == f"Fjord 5 R {side}")).one()
        made.append(Device(serial_number=serial, article=article, unit=first_unit(), order_number="880011"))
    db.session.add_all(made)
    db.session.commit()
    return made[0], made[1]


@pytest.mark.parametrize(("comes", "lines"), [(True, ["API-H", "API-V"]), (False, ["API-H"])])
def test_it_is_told_answered_once_and_lets_the_return_be_sealed(
    program: MakeProgram, pair: tuple[Device, Device], comes: bool, lines: list[str]
) -> None:
    clinic = program("clinic")
    number = clinic.post("/returns")["number"]
    (packed,) = clinic.post(f"/returns/{number}/lines", text="API-H")["results"]
    answers = {item["code"]: "yes" for item in packed["line"]["checklist"]}
    clinic.ask("PUT", f"/returns/{number}/lines/{packed['line']['id']}/checklist", json={"answers": answers})
    shown = clinic.get(f"/returns/{number}")
    (part,) = shown["missing_parts"]
    assert shown["obstacles"] == ["part"]
    assert (part["serial_number"], part["beside"]) == ("API-V", "API-H")
    assert seal(clinic, number).status_code == 409
    for _time in range(2):
        clinic.post(f"/returns/{number}/missing-parts/{part['key']}", comes=comes)
    shown = clinic.get(f"/returns/{number}")
    assert shown["missing_parts"] == []
    assert [line["serial_number"] for line in shown["lines"]] == lines
    if not comes:
        assert seal(clinic, number).status_code == 200


def test_a_part_of_nothing_is_refused(program: MakeProgram) -> None:
    clinic = program("clinic")
    number = clinic.post("/returns")["number"]
    answer = clinic.ask("POST", f"/returns/{number}/missing-parts/d1", json={"comes": True})
    assert answer.status_code == 409
