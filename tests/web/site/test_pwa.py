"""The installable app: what it is called, what it keeps, and what it never keeps."""

import gzip
import shutil
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from web.site import shell


def test_the_manifest_names_the_app_and_its_icons_exist(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    assert answer.json["name"] == "Returkoll"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in answer.json["icons"]}
    assert any(icon["purpose"] == "maskable" for icon in answer.json["icons"])
    for icon in answer.json["icons"]:
        with client.get(icon["src"]) as served:
            assert served.mimetype == "image/png"


def test_the_service_worker_keeps_static_files_and_the_offline_page_only(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    kept = kept_by(answer.text)
    assert any(address.endswith("/js/core/app.js") for address in kept)
    assert all(address.startswith("/v/") for address in kept)
    for address in kept:
        with client.get(address) as served:
            assert served.status_code == 200
            assert "immutable" in served.headers["Cache-Control"]


def test_texts_of_the_shell_come_squeezed_where_the_browser_takes_it(client: FlaskClient) -> None:
    for name in ("js/core/app.js", "css/look.css", "icons/sprite.svg"):
        whole = client.get(f"/v/now/{name}")
        answer = client.get(f"/v/now/{name}", headers={"Accept-Encoding": "gzip, br"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.mimetype == whole.mimetype
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert "Accept-Encoding" in whole.headers["Vary"]
        assert gzip.decompress(answer.data) == whole.data
        whole.close()


def test_nothing_outside_the_shell_is_squeezed(client: FlaskClient) -> None:
    for name in ("../app.py", "js/none.js", "js/../../web/shell.js"):
        assert client.get(f"/v/now/{name}", headers={"Accept-Encoding": "gzip"}).status_code == 404


def kept_by(worker: str) -> list[str]:
    (line,) = [line for line in worker.splitlines() if line.startswith("const SHELL")]
    return [part for part in line.split('"') if part.startswith("/")]


def test_a_changed_file_makes_a_new_worker(
    app: APIFlask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "static"
    shutil.copytree(app.static_folder or "", copy)
    monkeypatch.setattr(app, "static_folder", str(copy))
    client = app.test_client()
    before = client.get("/sw.js").text
    assert client.get("/sw.js").text == before
    (copy / "js" / "core" / "app.js").write_text("// changed\n")
    assert client.get("/sw.js").text != before


def test_an_old_page_gets_todays_file_but_does_not_keep_it(client: FlaskClient) -> None:
    with client.get("/v/long-ago/js/core/app.js") as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"


def test_every_stylesheet_is_in_the_look(client: FlaskClient) -> None:
    sheets = {path.stem for path in Path("static/css").glob("*.css")}
    assert sheets == set(shell.SHEETS)
    assert (
        "@layer reset, tokens, base, layout, components, utilities;" in client.get("/v/now/css/look.css").text
    )


def test_the_offline_page_is_nobodys(app: APIFlask) -> None:
    answer = app.test_client().get("/offline")
    assert answer.status_code == 200
    assert "Ingen kontakt med servern" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text
