"""What browsers are told: scripts from here only, no frames, nothing kept on a shared tablet or given to others."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

SignIn = Callable[[str], FlaskClient]

ANSWERS = [
    "/returer/",
    "/logga-in",
    "/no/such/page",
    "/api/v1/returns",
    "/api/v1/openapi.json",
    "/static/js/core/app.js",
    "/sw.js",
    "/manifest.webmanifest",
    "/healthz",
    "/ko",
]


def test_a_page_is_not_kept_and_runs_only_our_scripts(signed_in: SignIn) -> None:
    answer = signed_in("clinic").get("/returer/")
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_says_how_little_others_may_do_with_it(sqlite_app: APIFlask, path: str) -> None:
    client = sqlite_app.test_client()
    client.post("/logga-in", data={"email": "klinik@returkoll.demo", "password": "returkoll-demo"})
    headers = client.get(path, headers={"Origin": "https://elsewhere.example"}).headers
    policy = headers["Content-Security-Policy"]
    assert "base-uri 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy or "default-src 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert not [name for name in headers.keys() if name.startswith("Access-Control-")]  # noqa: SIM118


def test_what_is_no_page_could_run_nothing_if_a_browser_took_it_for_one(signed_in: SignIn) -> None:
    admin = signed_in("admin")
    for path in ("/api/v1/openapi.json", "/admin/returratt.csv", "/ko"):
        policy = admin.get(path).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert policy.endswith("sandbox")


def test_a_text_says_its_encoding(signed_in: SignIn) -> None:
    admin = signed_in("admin")
    for path in ("/admin/", "/admin/returratt.csv", "/sw.js", "/no/such/page"):
        assert "charset=utf-8" in admin.get(path).headers["Content-Type"], path


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"HTTPS": True}, "max-age=31536000; includeSubDomains"),
        ({"HTTPS": True, "LOCAL_AUTHORITY": "/authority.crt"}, None),
        ({}, None),
    ],
)
def test_who_has_come_over_https_comes_over_nothing_else(
    sqlite_app: APIFlask, settings: dict[str, Any], told: str | None
) -> None:
    sqlite_app.config.update(settings)
    assert sqlite_app.test_client().get("/logga-in").headers.get("Strict-Transport-Security") == told


def test_static_files_may_be_kept(signed_in: SignIn) -> None:
    with signed_in("clinic").get("/static/js/core/app.js") as answer:
        assert "no-store" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    "path", ["/static/", "/static/js/", "/v/1/", "/.git/config", "/static/../app.py", "/v/1/../../app.py"]
)
def test_no_folder_is_listed_and_nothing_beside_the_static_files_is_served(
    sqlite_app: APIFlask, path: str
) -> None:
    assert sqlite_app.test_client().get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PROPFIND", "DELETE"])
def test_a_method_that_nothing_here_has_is_refused(signed_in: SignIn, method: str) -> None:
    assert signed_in("clinic").open("/returer/", method=method).status_code == 405


def test_webassembly_runs_in_the_reader_on_the_device_and_nowhere_else(demo_app: APIFlask) -> None:
    """docs/decisions/0056."""
    client = demo_app.test_client()
    worker = client.get("/sw.js").text
    addresses = re.findall(r'"(/v/[^"]+)"', worker)
    lets = {
        path.split("/", 3)[3]
        for path in addresses
        if "wasm-unsafe-eval" in client.get(path).headers["Content-Security-Policy"]
    }
    assert lets == {"js/scan/on_device/wasm_worker.js"}
    (program,) = [path for path in addresses if path.endswith(".wasm")]
    answer = client.get(program, headers={"Accept-Encoding": "gzip"})
    assert (
        answer.mimetype == "application/wasm"
    )  # without it a browser reads all of it before it compiles any
    assert answer.headers["Cache-Control"].endswith("immutable")
    assert len(answer.data) < 450_000
    assert "wasm-unsafe-eval" not in client.get("/logga-in").headers["Content-Security-Policy"]
