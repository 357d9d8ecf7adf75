"""The API's reference is pages that say every call, and need no script."""

from collections.abc import Callable

from flask.testing import FlaskClient


def test_every_call_and_every_schema_stands_on_the_pages(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("clinic")
    first = client.get("/hjalp/api").text
    document = client.get("/api/v1/openapi.json").json
    seen: dict[str, str] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            (tag,) = operation["tags"]
            page = seen.get(tag) or seen.setdefault(tag, client.get(f"/hjalp/api/{tag}").text)
            assert f"{method.upper()} {path}</code>" in first
            assert f"{method.upper()} {path}</code>" in page
            assert f'id="{operation["operationId"]}"' in page
    for page in seen.values():
        for named in page.split('href="#schema-')[1:]:
            assert f'id="schema-{named.split(chr(34))[0]}"' in page
        assert "<script>" not in page
        assert ">None<" not in page
    assert "<code>next</code>" in seen["returns"]
    assert not [tag for tag, page in [*seen.items(), ("all", first)] if "`" in page]
    assert client.get("/hjalp/api/nothing").status_code == 404
