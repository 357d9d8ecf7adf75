"""The API is what its document says: schemathesis calls everything in it with what fits and what does not, as each role
and with a token of one scope. No answer is undocumented, has another form than told, or is a fault of ours.

RETURKOLL_TEST_API_EXAMPLES  how many calls of each kind, instead of the few that a test can wait for
"""

import os
import uuid
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
import schemathesis
from apiflask import APIFlask
from hypothesis import HealthCheck, strategies
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from database import forget_and_write, utcnow
from labels import TestPage
from operations.demo import first_unit
from printing import Printer, put_in_queue
from returns import LinePhoto
from tests.web.api.conftest import Program
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from warehouse import StepBox, Stocktake, UnitContact

MakeProgram = Callable[..., Program]
EXAMPLES = int(os.environ.get("RETURKOLL_TEST_API_EXAMPLES", "2"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def demo_database_url(request: pytest.FixtureRequest) -> str:
    """On SQLite alone, unless it is run larger: what it finds lies in parsing and telling."""
    url: str = request.getfixturevalue("sqlite_demo_url")
    return url


@pytest.fixture
def things(clinic: Clinic, signed_in: Callable[[str], Any], examples: dict[str, str]) -> dict[str, Any]:
    """What there is to be called by its number: a place in an address → what may stand there."""
    warehouse = signed_in("warehouse")
    draft = clinic.new_return()
    clinic.pack(draft, examples["to_supplier"])
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    for serial in (examples["to_warehouse"], examples["to_warehouse_2"]):
        take(warehouse, number, serial)
    warehouse.post(f"/lager/mottag/{number}/inlagd")
    first, second = (line.id for line in stored(number).lines)
    finish_control(warehouse, first)
    with forget_and_write():
        box = StepBox.open("uvc", actor="a", now=utcnow()).id
        count = Stocktake.start("A 3", actor="a", now=utcnow()).id
        UnitContact.note(first_unit(), utcnow().date(), actor="a", now=utcnow(), said="Packa i ask")
        photo = LinePhoto(jpeg=b"\xff\xd8\xff", width=1, height=1)
        stored(number).lines[1].add_warehouse_photo(photo, actor="a", now=utcnow())
        printer = Printer.add(
            actor="a", now=utcnow(), name="P", paper="102x152", address="", unit_id=first_unit().id
        )
        put_in_queue(
            printer, [TestPage("P", utcnow().date())], "test", unit=first_unit(), actor="a", now=utcnow()
        )
    return {
        "number": [draft, number],
        "line_id": [first, second, stored(draft).lines[0].id],
        "item_id": [1],
        "device_id": [1, 2],
        "article_id": [1],
        "envelope": [1],
        "code": ["visual", first_unit().code],
        "box_id": [box],
        "stocktake_id": [count],
        "product_id": [1],
        "photo_id": [1],
        "job_id": [1],
        "contact_id": [1],
    }


def operations_of(app: APIFlask, program: Program) -> list[Any]:
    schema = schemathesis.openapi.from_dict(program.get("/openapi.json"))
    schema.app = app.wsgi_app
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "scopes"),
    [("clinic", ()), ("warehouse", ()), ("admin", ()), ("warehouse", ("read:register",))],
    ids=["clinic", "warehouse", "admin", "one scope"],
)
def test_the_api_is_what_its_document_says(
    demo_app: APIFlask, program: MakeProgram, things: dict[str, Any], role: str, scopes: tuple[str, ...]
) -> None:
    caller = program(role, *scopes)
    wrong: list[str] = []
    for operation in operations_of(demo_app, caller):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                tried(operation, mode, caller, things)
            except (hypothesis.errors.Unsatisfiable, hypothesis.errors.FailedHealthCheck):
                continue  # what cannot be wrong
            except Exception as error:  # noqa: BLE001 - all that is wrong is told at once
                wrong.append(f"{mode.value} {operation.label}: {error!r}"[:1500])
    assert not wrong, "\n\n".join(wrong)


def tried(operation: Any, mode: GenerationMode, caller: Program, things: dict[str, Any]) -> None:
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES < 10,
        suppress_health_check=list(HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode), data=strategies.data())
    def call(case: Case, data: strategies.DataObject) -> None:
        for name, there in things.items():
            if case.path_parameters and name in case.path_parameters and data.draw(strategies.booleans()):
                case.path_parameters[name] = data.draw(strategies.sampled_from(there))
        headers = {"Authorization": f"Bearer {caller.text}"}
        if case.headers and "Idempotency-Key" in case.headers:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    call()
