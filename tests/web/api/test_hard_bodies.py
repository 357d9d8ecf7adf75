"""Bodies that are JSON to some and nothing to others: every changing call answers them with what was wrong."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from apiflask import APIFlask

from tests.web.api.conftest import Program

ROLES = ("clinic", "warehouse", "admin")
DIGITS = "9" * 100_000
"""More than Python turns into a number."""
WHOLE = {
    "digits": DIGITS,
    "digits in a field": f'{{"note": -{DIGITS}}}',
    "digits far down": '{"a": [{"b": [' + DIGITS + "]}]}",
    "nested": "[" * 100_000,
    "NaN": "NaN",
    "not UTF-8": b'{"note": "\xff\xfe"}',
    "UTF-16": '{"note": "a"}'.encode("utf-16"),
    "half": '{"note": ',
    "nothing": "",
}
VALUES = ("1e999", "-Infinity", "NaN", "1" * 40, "1" + "0" * 400, "0.1e-999", "[[]]", '{"": {}}', "true")


def changing_calls(app: APIFlask) -> Iterator[tuple[str, str]]:
    """The method and address of each, with 1 in its places."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            place = "".join("1" if dynamic else text for dynamic, text in rule._trace).partition("|")[2]
            for method in sorted(rule.methods & {"POST", "PUT", "PATCH", "DELETE"}):
                yield method, "/" + place.lstrip("/").removeprefix("api/v1/")


def known_fields(app: APIFlask) -> list[str]:
    """Every name that a body of any call may carry."""
    shapes = app.spec["components"]["schemas"].values()
    return sorted({name for shape in shapes for name in shape.get("properties", ())})


@pytest.mark.parametrize("role", ROLES)
def test_a_body_that_is_no_json_for_us_is_refused(
    demo_app: APIFlask, program: Callable[..., Program], role: str
) -> None:
    demo_app.config["PROPAGATE_EXCEPTIONS"] = False
    calls, by_role = list(changing_calls(demo_app)), program(role)
    assert len(calls) > 40
    for (method, path), (kind, body) in product(calls, WHOLE.items()):
        answer = by_role.ask(method, path, data=body, content_type="application/json")
        assert answer.status_code < 500, (method, path, kind)
        assert answer.status_code in (204, 304) or answer.is_json, (method, path, kind)


@pytest.mark.parametrize("role", ROLES)
def test_a_value_that_is_none_in_every_field(
    demo_app: APIFlask, program: Callable[..., Program], role: str
) -> None:
    demo_app.config["PROPAGATE_EXCEPTIONS"] = False
    by_role, fields = program(role), known_fields(demo_app)
    assert len(fields) > 40
    for (method, path), value in product(list(changing_calls(demo_app)), VALUES):
        body = "{" + ", ".join(f'"{name}": {value}' for name in fields) + "}"
        answer = by_role.ask(method, path, data=body, content_type="application/json")
        assert answer.status_code < 500, (method, path, value)


def test_the_refusal_says_what_is_wrong(program: Callable[..., Program]) -> None:
    answer = program("clinic").ask("POST", "/returns", data=DIGITS, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json
    assert answer.json["detail"]
