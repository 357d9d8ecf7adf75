"""Every route is given every nasty value, on both databases: none of them is our fault to the one who sent it."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

NASTY = {
    "NUL": "a\x00b",
    "a lone surrogate": "\ud800",
    "an id too large for a column": str(2**31),
    "an id too large for any integer": str(2**64),
    "thousands of digits": "9" * 5000,
    "the last day": "9999-12-31",
    "the first day": "0001-01-01",
    "a negative number": "-1",
    "a tab and a host": "/\t/evil.example",
}
FIELDS = (
    "text", "note", "token", "q", "sok", "dag", "dagar", "order_number", "supplier_id", "article_id", "unit_id", "days",
    "valid_from", "email", "password", "idempotency_key", "name", "sida", "page", "line", "envelopes", "location",
)  # fmt: skip
ROLES = ("clinic", "warehouse", "admin")
LEFT_OUT = {"static", "security.logout"}


def routes(app: APIFlask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in LEFT_OUT:
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule, method


def address(rule: Rule, value: str) -> str:
    """The route's address with `value` in each of its places."""
    filled = "".join(
        quote(value, errors="surrogatepass") if dynamic else text for dynamic, text in rule._trace
    )
    return "/" + filled.partition("|")[2].lstrip("/")


def ask(client: FlaskClient, rule: Rule, method: str, value: str) -> Iterator[tuple[str, int]]:
    """Each answer's status for the value in the address and, in an address that is there, in the fields."""
    clean = value.encode("utf-8", "replace").decode()
    for place in {address(rule, value), address(rule, "1")}:
        if method == "GET":
            query = "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name in FIELDS)
            yield place, client.get(f"{place}?{query}").status_code
        else:
            yield place, client.post(place, data=dict.fromkeys(FIELDS, clean)).status_code


@pytest.mark.slow
@pytest.mark.parametrize("value", NASTY.values(), ids=NASTY.keys())
@pytest.mark.parametrize("role", ROLES)
def test_no_route_answers_a_nasty_value_with_an_error_of_ours(
    demo_app: APIFlask, signed_in: Callable[[str], FlaskClient], role: str, value: str
) -> None:
    demo_app.config["PROPAGATE_EXCEPTIONS"] = False
    client = signed_in(role)
    broken = [
        (method, place[:80], status)
        for rule, method in routes(demo_app)
        for place, status in ask(client, rule, method, value)
        if status >= 500
    ]
    assert not broken


def multipart(*parts: bytes) -> bytes:
    return b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Disposition: form-data\r\n\r\nx",
        b'Content-Disposition: form-data; filename="a.png"\r\n\r\nx',
        b"Content-Type: text/plain\r\n\r\nx",
        b'Content-Disposition: form-data; name="a\x00b"\r\n\r\nx',
        b"\r\nx",
    ],
)
@pytest.mark.parametrize("place", ["/logga-in", "/sprak", "/returer/"])
def test_a_part_of_a_form_without_a_name_is_no_error_of_ours(app: APIFlask, place: str, part: bytes) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().post(
        place, data=multipart(part), content_type="multipart/form-data; boundary=limit"
    )
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "body", ['{"text": "a\\u0000b"}', '{"text": "\\ud800"}', "[" * 100_000, "9" * 100_000]
)
def test_json_that_nothing_can_store_is_refused(signed_in: Callable[[str], FlaskClient], body: str) -> None:
    answer = signed_in("clinic").post("/returer/", data=body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("body", ["[]", '["a"]', "[{}]", "null", "1", '{"email": ["a"], "password": {}}'])
def test_the_sign_in_page_takes_no_json(sqlite_app: APIFlask, body: str) -> None:
    sqlite_app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = sqlite_app.test_client().post("/logga-in", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_a_key_with_a_nul_is_refused_wherever_it_stands(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("clinic")
    assert client.post("/returer/", data={"idempotency_key": "a\x00b"}).status_code == 400
    assert client.post("/returer/", headers={"Idempotency-Key": "a\x00b"}).status_code == 400


def test_a_large_file_for_the_register_is_taken_from_administrators_only(
    demo_app: APIFlask, signed_in: Callable[[str], FlaskClient]
) -> None:
    demo_app.config["MAX_CONTENT_LENGTH"] = 1000
    data = {"file": "x" * 2000}
    assert signed_in("clinic").post("/admin/import", data=data).status_code in {403, 413}
    assert signed_in("admin").post("/admin/import", data=data).status_code not in {403, 413}
