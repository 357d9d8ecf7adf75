"""A personnummer, sent through every field of every form, is found nowhere afterwards: not in the database, the backup,
the log, the labels or the files that leave the house. Refused or thrown away, but never kept and never repeated."""

import inspect
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from database import db
from tests.web.http.conftest import ADMIN, CLINIC, WAREHOUSE, Asked, asked, every_route
from web.http.access import OPEN_ENDPOINTS

CANARY = "19121212-1212"
"""Sven Svensson's in the Tax Agency's own examples: nobody's."""
FORMS = re.compile(r"(19)?121212[-+ ]?1212")
PLAUSIBLE: dict[str, object] = {
    **dict.fromkeys(("order_number", "same_order_number"), "1234567"),
    **dict.fromkeys(("thick", "packaging"), "no"),
    **dict.fromkeys(("lithium", "remember"), "yes"),
    "outcome": "not_applicable",
    "reasons": "damaged",
    "shelf": "A1",
    "location": "A1",
    "days": "45",
    "counts_from": "delivery",
    "valid_from": "2026-01-01",
    "supplier_id": "1",
    "article_id": "1",
    "unit_id": "1",
    "email": "ny@returkoll.demo",
    "name": "Ny",
    "roles": "clinic",
    "role": "clinic",
    "units": "1",
    "unit": "1",
    "paper": "102x152",
    "dpi": "203",
    "rotation": "0",
    "address": "",
    "kind": "scrapped",
    "answer": "kept",
    "spoke_with": "Eva",
    "said": "Ringt",
    "follow_up_on": "",
    "text": "X1",
    "code": "new",
    "words": "Skäl",
    "from": "2026-01-01",
    "to": "2026-12-31",
    "reuse_percent": "100",
    "rent_stops": "unknown",
    "language": "sv",
    "next": "/",
    "printer_id": "1",
    "envelopes": "1",
    "number": "",
    "step": "uvc",
}
ASKED_WITH = {CLINIC: ("clinic", "returns"), WAREHOUSE: ("warehouse",), ADMIN: ("admin", "follow_up")}
WORD = re.compile(r"[\"']([a-z][a-z0-9_]*(?:-[a-z0-9_]+)*)[\"']")
FIELD = re.compile(r"name=\"([a-zA-Z][\w-]*)\"|^    (\w+) = \w*Field\(", re.MULTILINE)
ROOMS = Path(__file__).resolve().parents[3]
NOT_SENT = {"password", "again", "new", "old", "pin", "proof", "csrf_token", "idempotency_key"}
"""Passwords are kept as hashes, which tests/web/account holds; the demo's own are not hashed."""
NOT_TRIED = {
    "security.logout",
    "account.lock",
    "admin.close_account",
    "account.close_tablet",
    "account.choose_workplace",
}
"""They end a sign-in, and have no field for words."""


def fields_of_all_forms() -> set[str]:
    """Every name that a template gives a field, or that a form has one by."""
    files = [*(ROOMS / "templates").rglob("*.html"), *(ROOMS / "web").rglob("*.py")]
    found = {name for file in files for match in FIELD.findall(file.read_text()) for name in match if name}
    return found - NOT_SENT


def fields_of(app: APIFlask, rule: Rule, known: set[str]) -> list[str]:
    """The fields that the view's module speaks of, and those of the forms that it uses."""
    view = inspect.unwrap(app.view_functions[rule.endpoint])
    module = inspect.getmodule(view)
    assert module is not None
    text = inspect.getsource(module)
    for name, value in vars(module).items():
        if name.endswith("Form") and inspect.isclass(value):
            text += "".join(f'"{field}"' for field in dir(value))
    return sorted(set(WORD.findall(text)) & known)


def by_whom(endpoint: str) -> str:
    room = endpoint.split(".")[0]
    return next((who for who, rooms in ASKED_WITH.items() if room in rooms), ADMIN)


def doors(app: APIFlask, things: dict[str, object]) -> Iterator[tuple[Asked, str]]:
    known = fields_of_all_forms()
    changing = ((rule, method) for rule, method in every_route(app) if method != "GET")
    for one in asked(changing, things):
        if one.rule.endpoint not in NOT_TRIED and not one.rule.rule.startswith("/api/"):
            for field in fields_of(app, one.rule, known) or ["text"]:
                yield one, field


def everything_kept(app: APIFlask) -> Iterator[tuple[str, str]]:
    """Table and text of each value in the database."""
    db.session.rollback()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            for column, value in row._mapping.items():
                yield (
                    f"{table.name}.{column}",
                    value.decode("latin-1") if isinstance(value, bytes) else str(value),
                )


@pytest.mark.slow
def test_it_is_found_nowhere(
    demo_app: APIFlask,
    clients: dict[str, FlaskClient],
    things: dict[str, object],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    tried, repeated = 0, []
    for one, field in doors(demo_app, things):
        who = clients[by_whom(one.rule.endpoint)]
        for words in (CANARY, f"Gäller {CANARY}"):
            answer = who.post(one.path, data={**PLAUSIBLE, field: words})
            tried += 1
            assert answer.status_code < 500, (str(one), field)
            if FORMS.search(answer.text) and one.rule.endpoint not in OPEN_ENDPOINTS:
                repeated.append(f"{one} {field}")
    assert tried > 500
    for rule, method in every_route(demo_app):
        if method == "GET" and not rule.arguments:
            for who in clients.values():
                who.get(f"{rule.rule}?q={CANARY}&sok={CANARY}&token={CANARY}", headers={"User-Agent": CANARY})
    kept = [f"{where}: {value[:60]}" for where, value in everything_kept(demo_app) if FORMS.search(value)]
    assert not kept, "\n".join(kept)
    assert not repeated, "\n".join(repeated)
    logged = [record.getMessage() for record in caplog.records] + list(capfd.readouterr())
    assert not [line[:200] for line in logged if FORMS.search(line)]
    backup = tmp_path / "backup.rkb"
    result = demo_app.test_cli_runner().invoke(args=["backup", str(backup)])
    assert result.exit_code == 0, result.output
    assert not FORMS.search(backup.read_bytes().decode("latin-1"))
    for path in ("/admin/logg.csv", "/admin/returratt.csv", "/lager/handelser", "/admin/returratt/snart.csv"):
        assert not FORMS.search(clients[ADMIN].get(path).text), path
