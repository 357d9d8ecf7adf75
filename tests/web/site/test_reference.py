"""The API's reference is a page that says every call, and needs no script."""

from collections.abc import Callable

from flask.testing import FlaskClient


def test_every_call_and_every_schema_stands_on_the_page(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("clinic")
    page = client.get("/hjalp/api").text
    document = client.get("/api/v1/openapi.json").json
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert f"{method.upper()} {path}</code>" in page
            assert f'id="{operation["operationId"]}"' in page
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in page
    assert "<script>" not in page
    assert ">None<" not in page
